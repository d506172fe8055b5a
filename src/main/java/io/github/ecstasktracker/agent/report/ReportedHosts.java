package io.github.ecstasktracker.agent.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each host's agent said last. Holds so many tasks for so long; the host that was silent for
 * longest goes first. Not safe between threads.
 */
final class ReportedHosts {
  /**
   * A task, and how often it was told of since it changed.
   *
   * @param tells looks asked for
   */
  record Known(ReportedTask task, int tells) {}

  /**
   * A host.
   *
   * @param tasks by short id
   * @param peer the address that the report came from
   * @param sampledMillis the newest of its tasks'
   */
  record Host(Map<String, Known> tasks, String peer, long sampledMillis, long seenNanos) {
    Host {
      tasks = Map.copyOf(tasks);
    }
  }

  private final int max;
  private final long keepNanos;
  private final LinkedHashMap<String, Host> hosts = new LinkedHashMap<>();
  private int weight;

  ReportedHosts(int max, long keepNanos) {
    this.max = max;
    this.keepNanos = keepNanos;
  }

  Optional<Host> find(String instance) {
    return Optional.ofNullable(hosts.get(instance));
  }

  /** The host whose reports come from there; empty where there is none, or more than one. */
  Optional<String> from(String peer) {
    List<String> found =
        hosts.entrySet().stream()
            .filter(each -> each.getValue().peer().equals(peer))
            .map(Map.Entry::getKey)
            .limit(2)
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** The task one of whose rows has this key. */
  Optional<ReportedTask> withKey(String key) {
    return hosts.values().stream()
        .flatMap(host -> host.tasks().values().stream())
        .map(Known::task)
        .filter(task -> task.keys().contains(key))
        .findFirst();
  }

  /**
   * Puts what a host said last in the place of what it said before.
   *
   * @return the tasks of hosts that had to go for it
   */
  List<ReportedTask> put(String instance, Host host) {
    forget(instance);
    hosts.put(instance, host);
    weight += weight(host);
    List<ReportedTask> gone = new ArrayList<>();
    while (weight > max && hosts.size() > 1) {
      gone.addAll(forget(hosts.firstEntry().getKey()));
    }
    return gone;
  }

  /** Forgets the hosts that were silent for too long. */
  void expire(long nowNanos) {
    while (!hosts.isEmpty() && nowNanos - hosts.firstEntry().getValue().seenNanos() >= keepNanos) {
      forget(hosts.firstEntry().getKey());
    }
  }

  /** One that runs nothing takes room, too. */
  private static int weight(Host host) {
    return Math.max(1, host.tasks().size());
  }

  private List<ReportedTask> forget(String instance) {
    Host gone = hosts.remove(instance);
    if (gone == null) {
      return List.of();
    }
    weight -= weight(gone);
    return gone.tasks().values().stream().map(Known::task).toList();
  }
}
