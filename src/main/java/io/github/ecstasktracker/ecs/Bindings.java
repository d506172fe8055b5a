package io.github.ecstasktracker.ecs;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;

/**
 * Finds the host port that carries a container port, among the bindings that the agent reports.
 *
 * <p>One container port may be bound twice, for IPv4 and for IPv6, on different host ports
 * (moby/libnetwork#2639); IPv4 wins. A range of ports is one binding with neither {@code
 * containerPort} nor {@code hostPort}.
 */
final class Bindings {
  /** Where a container port is bound. Ordered: the better one first, and never by chance. */
  record Bound(String ip, int hostPort) {
    private static final Comparator<Bound> BEST_FIRST =
        Comparator.comparingInt(Bound::rank)
            .thenComparingInt(Bound::hostPort)
            .thenComparing(Bound::ip);

    /** Bound on every address of the host, in one of the two families. */
    boolean everywhere() {
      return ip.equals("0.0.0.0") || ipv6();
    }

    boolean ipv6() {
      return ip.equals("::");
    }

    /** Only the host itself can reach it. */
    boolean loopback() {
      return ip.startsWith("127.") || ip.equals("::1");
    }

    private int rank() {
      if (loopback()) {
        return 3;
      }
      if (ipv6()) {
        return 2;
      }
      return everywhere() ? 0 : 1;
    }
  }

  private Bindings() {}

  static Optional<Bound> find(List<NetworkBinding> bindings, int containerPort) {
    return bindings.stream()
        .filter(binding -> !"udp".equals(binding.protocolAsString()))
        .flatMap(binding -> bound(binding, containerPort).stream())
        .min(Bound.BEST_FIRST);
  }

  private static Optional<Bound> bound(NetworkBinding binding, int containerPort) {
    Optional<PortRange> container =
        PortRange.of(binding.containerPort(), binding.containerPortRange());
    Optional<PortRange> host = PortRange.of(binding.hostPort(), binding.hostPortRange());
    if (container.isEmpty() || host.isEmpty() || !container.get().contains(containerPort)) {
      return Optional.empty();
    }
    int hostPort = host.get().first() + containerPort - container.get().first();
    return host.get().contains(hostPort)
        ? Optional.of(new Bound(ip(binding.bindIP()), hostPort))
        : Optional.empty();
  }

  private static String ip(@Nullable String bindIp) {
    return bindIp == null || bindIp.isEmpty() ? "0.0.0.0" : bindIp;
  }
}
