package io.github.ecstasktracker.http.report;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds lines of text output. Keys and URLs in the table may be arbitrary, so control characters
 * are replaced: they could control the reader's terminal.
 */
final class Lines {
  private Lines() {}

  static String of(ChangeReport change) {
    String end = "  (" + clean(change.reason()) + ")";
    String key = clean(change.key());
    return switch (change.op()) {
      case "add" -> "  + " + key + "  " + entry(change.to()) + end;
      case "remove" -> "  - " + key + "  " + entry(change.from()) + end;
      default -> "  ~ " + key + "  " + entry(change.from()) + " -> " + entry(change.to()) + end;
    };
  }

  static String clean(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String entry(@Nullable ServerReport server) {
    if (server == null) {
      return "nothing";
    }
    return clean(Objects.requireNonNullElse(server.url(), "no url"))
        + (server.weight() == null ? " no weight" : " weight " + server.weight())
        + (server.wellFormed() ? "" : " malformed");
  }
}
