package io.github.ecstasktracker.http.report;

import static io.github.ecstasktracker.http.report.Lines.clean;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A report as text: one line per backend, followed by one line for each server that is added
 * ({@code +}), removed ({@code -}), changed ({@code ~}) or held back ({@code !}) and for each task
 * that is not a server ({@code .}), with the reason.
 */
public final class DiffText {
  private final Palette palette;
  private final List<String> lines = new ArrayList<>();

  private DiffText(Palette palette) {
    this.palette = palette;
  }

  /** Ends with a line feed. */
  public static String of(DiffReport report, Palette palette) {
    return of(report.backends(), report.findings(), palette);
  }

  /** Ends with a line feed. */
  public static String of(SyncAnswer answer, Palette palette) {
    return of(answer.backends(), List.of(), palette);
  }

  private static String of(List<BackendReport> backends, List<String> findings, Palette palette) {
    DiffText text = new DiffText(palette);
    backends.forEach(text::backend);
    findings.forEach(finding -> text.lines.add(palette.yellow("? " + clean(finding))));
    text.lines.add(summary(backends));
    return String.join("\n", text.lines) + "\n";
  }

  private static String summary(List<BackendReport> backends) {
    if (backends.isEmpty()) {
      return "no backends";
    }
    Map<String, Integer> states = new TreeMap<>();
    backends.forEach(backend -> states.merge(clean(backend.state()), 1, Integer::sum));
    return backends.size()
        + (backends.size() == 1 ? " backend: " : " backends: ")
        + states.entrySet().stream().map(DiffText::count).collect(Collectors.joining(", "));
  }

  private static String count(Map.Entry<String, Integer> state) {
    return state.getValue() + " " + state.getKey().replace('_', ' ');
  }

  private void backend(BackendReport backend) {
    String problem = backend.problem() == null ? "" : ": " + clean(backend.problem());
    lines.add(
        palette.bold(clean(backend.name()))
            + "  "
            + colouredState(backend)
            + problem
            + palette.dim(services(backend)));
    for (ChangeReport change : backend.changes()) {
      lines.add(coloured(change));
    }
    for (HoldReport hold : backend.holds()) {
      String kept = "  kept (" + hold.guard() + "): ";
      lines.add(palette.magenta("  ! " + clean(hold.key()) + kept + clean(hold.reason())));
    }
    for (TaskReport task : backend.notServing()) {
      lines.add(palette.dim("  . task " + shortId(task.arn()) + "  " + clean(task.reason())));
    }
  }

  private String coloured(ChangeReport change) {
    String line = Lines.of(change);
    return switch (change.op()) {
      case "add" -> palette.green(line);
      case "remove" -> palette.red(line);
      default -> palette.yellow(line);
    };
  }

  private String colouredState(BackendReport backend) {
    String state = clean(backend.state()).replace('_', ' ');
    return switch (backend.state()) {
      case "in_sync" -> palette.green(state);
      case "held" -> palette.magenta(state);
      case "out_of_sync", "unknown" -> palette.yellow(state);
      case "malformed", "error" -> palette.red(state);
      default -> palette.dim(state);
    };
  }

  private static String services(BackendReport backend) {
    if (backend.services().isEmpty()) {
      return "";
    }
    return backend.services().stream()
        .map(service -> clean(service.cluster() + "/" + service.service()))
        .collect(Collectors.joining(", ", "  <- ", ""));
  }

  /** The id at the end of an ARN in long or short form. */
  private static String shortId(String arn) {
    return clean(arn.substring(arn.lastIndexOf('/') + 1));
  }
}
