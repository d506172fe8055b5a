package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.HostStatus;
import io.github.ecstasktracker.model.PlacedContainer;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.PortBinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The ports of one host: which container has each, and which are reserved. TCP and UDP are
 * separate.
 *
 * <p>If two tasks claim one port, the newer one has it; the other is stale and reported as a
 * finding.
 *
 * @param claims one claim per port, by protocol and number
 * @param reservedTcp ports reserved by the system and by agents, not by tasks
 * @param findings ports with two claims
 */
public record HostPorts(
    List<PortClaim> claims,
    SortedSet<Integer> reservedTcp,
    SortedSet<Integer> reservedUdp,
    List<String> findings) {
  private static final Comparator<PortClaim> OLDEST_FIRST =
      Comparator.comparing(HostPorts::startedAt)
          .thenComparing(claim -> claim.placement().task().arn());

  /** Identifies a port of a host. */
  private record Port(String protocol, int number, String bindIp) implements Comparable<Port> {
    private static final Comparator<Port> ORDER =
        Comparator.comparing(Port::protocol)
            .thenComparingInt(Port::number)
            .thenComparing(Port::bindIp);

    @Override
    public int compareTo(Port other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Derives the ports from the tasks of a host.
   *
   * @param status empty if the host was not read; then no port is known to be reserved
   */
  public static HostPorts of(Collection<Entry> tasks, Optional<HostStatus> status) {
    TreeMap<Port, PortClaim> byPort = new TreeMap<>();
    List<String> findings = new ArrayList<>();
    claims(tasks).stream()
        .sorted(OLDEST_FIRST)
        .forEach(
            claim -> {
              Port port =
                  new Port(claim.port().protocol(), claim.port().hostPort(), claim.port().bindIp());
              PortClaim older = byPort.put(port, claim);
              if (older != null && !older.placement().taskId().equals(claim.placement().taskId())) {
                findings.add(finding(port, older, claim));
              }
            });
    return new HostPorts(
        List.copyOf(byPort.values()),
        reserved(status.map(HostStatus::tcpPorts), byPort.keySet(), PortBinding.TCP),
        reserved(status.map(HostStatus::udpPorts), byPort.keySet(), "udp"),
        List.copyOf(findings));
  }

  /** The claim to one port. */
  public Optional<PortClaim> claim(String protocol, int number) {
    return claims.stream()
        .filter(claim -> claim.port().protocol().equals(protocol))
        .filter(claim -> claim.port().hostPort() == number)
        .findFirst();
  }

  private static List<PortClaim> claims(Collection<Entry> tasks) {
    List<PortClaim> claims = new ArrayList<>();
    for (Entry task : tasks) {
      Placement placement = task.placement();
      if (placement.ended() || !placement.ownAddress().isEmpty()) {
        continue;
      }
      for (PlacedContainer container : placement.containers()) {
        container.ports().forEach(port -> claims.add(new PortClaim(port, container, placement)));
      }
    }
    return claims;
  }

  private static SortedSet<Integer> reserved(
      Optional<SortedSet<Integer>> taken, Collection<Port> claimed, String protocol) {
    SortedSet<Integer> reserved = new TreeSet<>(taken.orElseGet(TreeSet::new));
    claimed.stream()
        .filter(port -> port.protocol().equals(protocol))
        .forEach(port -> reserved.remove(port.number()));
    return reserved;
  }

  private static String finding(Port port, PortClaim older, PortClaim newer) {
    return "%s port %d is claimed by task %s and by the newer %s, which has it"
        .formatted(
            port.protocol(), port.number(), older.placement().taskId(), newer.placement().taskId());
  }

  private static Instant startedAt(PortClaim claim) {
    return Objects.requireNonNullElse(claim.placement().task().startedAt(), Instant.MIN);
  }
}
