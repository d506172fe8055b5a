package io.github.ecstasktracker.ecs;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The private addresses of the machine that tasks run on; at least one of them is there. */
record Host(@Nullable String ipv4, @Nullable String ipv6) {
  /** Empty where a machine has no address at all. */
  static Optional<Host> of(@Nullable String ipv4, @Nullable String ipv6) {
    Host host = new Host(emptyToNull(ipv4), emptyToNull(ipv6));
    return host.ipv4 == null && host.ipv6 == null ? Optional.empty() : Optional.of(host);
  }

  /** The address for a port bound on all of IPv4, or on all of IPv6. */
  String address(boolean boundOnIpv6) {
    String wanted = boundOnIpv6 ? ipv6 : ipv4;
    String other = boundOnIpv6 ? ipv4 : ipv6;
    if (wanted != null) {
      return wanted;
    }
    if (other != null) {
      return other;
    }
    throw new IllegalStateException("a host without an address");
  }

  private static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
