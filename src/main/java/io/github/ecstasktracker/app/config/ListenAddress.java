package io.github.ecstasktracker.app.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the HTTP server listens.
 *
 * @param host empty for every interface
 * @param port 0 for any free one
 */
public record ListenAddress(Optional<String> host, int port) {
  /** {@code 8080}, {@code :8080}, {@code 127.0.0.1:8080}, {@code [::1]:8080}. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<host>[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])?:)?(?<port>\\d{1,5})");

  static Optional<ListenAddress> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group("port"));
    if (port > 65_535) {
      return Optional.empty();
    }
    Optional<String> host =
        Optional.ofNullable(matcher.group("host")).map(h -> h.replace("[", "").replace("]", ""));
    return Optional.of(new ListenAddress(host, port));
  }
}
