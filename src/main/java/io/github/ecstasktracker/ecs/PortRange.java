package io.github.ecstasktracker.ecs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ports from first to last, both included; a single port is a range of one. */
record PortRange(int first, int last) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
  private static final int PORT_MAX = 65_535;

  static boolean isPort(int number) {
    return number >= 1 && number <= PORT_MAX;
  }

  /** From a port or, where that is absent, from {@code 8080-8090}: ECS gives one or the other. */
  static Optional<PortRange> of(@Nullable Integer port, @Nullable String range) {
    if (port != null) {
      return isPort(port) ? Optional.of(new PortRange(port, port)) : Optional.empty();
    }
    Matcher matcher = FORM.matcher(range == null ? "" : range);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(matcher.group(1));
    int last = Integer.parseInt(matcher.group(2));
    return isPort(first) && isPort(last) && first <= last
        ? Optional.of(new PortRange(first, last))
        : Optional.empty();
  }

  boolean contains(int port) {
    return first <= port && port <= last;
  }
}
