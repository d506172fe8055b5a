package io.github.ecstasktracker.agent.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last report of each host's agent. Holds a limited number of tasks for a limited time; the
 * host that has been silent longest is evicted first. Not thread-safe.
 */
final class ReportedHosts {
  /**
   * A task, and how many requests it made since it changed.
   *
   * @param tells number of reconciliations requested
   */
  record Known(ReportedTask task, int tells) {}

  /**
   * A host.
   *
   * @param tasks the tasks by short id
   * @param peer the sender's address
   * @param sampledMillis the newest sample time of its tasks
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

  /** The host that reports from this address; empty if there is none or more than one. */
  Optional<String> from(String peer) {
    List<String> found =
        hosts.entrySet().stream()
            .filter(each -> each.getValue().peer().equals(peer))
            .map(Map.Entry::getKey)
            .limit(2)
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** The task that has a row with this key. */
  Optional<ReportedTask> withKey(String key) {
    return hosts.values().stream()
        .flatMap(host -> host.tasks().values().stream())
        .map(Known::task)
        .filter(task -> task.keys().contains(key))
        .findFirst();
  }

  /**
   * Replaces a host's previous report.
   *
   * @return the tasks of hosts evicted to make room
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

  /** Removes hosts that have been silent too long. */
  void expire(long nowNanos) {
    while (!hosts.isEmpty() && nowNanos - hosts.firstEntry().getValue().seenNanos() >= keepNanos) {
      forget(hosts.firstEntry().getKey());
    }
  }

  /** A host without tasks also counts towards the limit. */
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
