package io.github.ecstasktracker.agent.report;

import io.github.ecstasktracker.agent.AgentRow;
import io.github.ecstasktracker.agent.report.ReportedHosts.Host;
import io.github.ecstasktracker.agent.report.ReportedHosts.Known;
import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger.Source;
import io.github.ecstasktracker.trigger.Delivery;
import io.github.ecstasktracker.trigger.Parsed;
import io.github.ecstasktracker.trigger.TriggerReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Processes agents' reports about their hosts.
 *
 * <ul>
 *   <li>A report is a hint. It is stored in the directory with a lower precedence than ECS, and
 *       requests a reconciliation of the services whose tasks differ from what ECS says. It never
 *       affects a plan directly.
 *   <li>A report is accepted as a whole or not at all. A report that has to be retried changed
 *       nothing.
 *   <li>A duplicate report counts once; a report older than its host's last one is ignored.
 *   <li>Holds as many tasks for as long as the directory does.
 *   <li>Never throws for its input. Thread-safe.
 * </ul>
 */
public final class AgentReports {
  /**
   * How many reconciliations one change may request, one per report. An agent sees a running task
   * before ECS knows of it, so the first one may be too early.
   */
  static final int TELLS = 3;

  /**
   * The sender of a report.
   *
   * @param address the peer's address
   * @param instance the host as named by the agent, if it does so; old agents do not
   */
  public record Sender(String address, Optional<String> instance) {}

  private static final Duration LATE_MAX = Duration.ofMinutes(1);

  private final Directory directory;
  private final TriggerReceiver receiver;
  private final Set<String> clusters;
  private final MonotonicClock clock;
  private final ReportedHosts hosts;
  private final Asking asking = new Asking();

  /**
   * Makes it.
   *
   * @param clusters the managed clusters; reports from other clusters are only stored
   */
  public AgentReports(
      Directory directory,
      Directory.Limits limits,
      TriggerReceiver receiver,
      Set<String> clusters,
      MonotonicClock clock) {
    this.directory = directory;
    this.receiver = receiver;
    this.clusters = Set.copyOf(clusters);
    this.clock = clock;
    this.hosts = new ReportedHosts(limits.reported(), limits.reportedFor().toNanos());
  }

  /** {@code POST /report/map}: everything that runs on a host. */
  public ReportAnswer map(byte[] body, Sender sender) {
    return switch (ReportReader.map(body)) {
      case ReportReader.HostMap.Refused(String reason) -> refused(reason);
      case ReportReader.HostMap.Empty() -> empty(sender);
      case ReportReader.HostMap.Rows(List<AgentRow> rows) -> {
        String instance = rows.getFirst().instanceId();
        yield sender.instance().filter(named -> !named.equals(instance)).isPresent()
            ? refused("rows of another host than its sender's")
            : take(instance, ReportedTask.of(rows), sender.address());
      }
    };
  }

  /** {@code POST /report/event}: one change; the next map has the details. */
  public ReportAnswer event(byte[] body) {
    Optional<ReportReader.HostEvent> event = ReportReader.event(body);
    if (event.isEmpty()) {
      return refused("no event_id, event and timestamp");
    }
    synchronized (this) {
      hosts.expire(clock.nanos());
      Asking.Report report = asking.report(clock.nanos());
      hosts
          .withKey(event.get().key())
          .filter(task -> !EcsWord.agrees(directory, task))
          .ifPresent(task -> ask(task, report));
      return offer(report) ? new ReportAnswer.Taken() : new ReportAnswer.Unavailable();
    }
  }

  private synchronized ReportAnswer empty(Sender sender) {
    hosts.expire(clock.nanos());
    Optional<String> instance = sender.instance().or(() -> hosts.from(sender.address()));
    return instance.isEmpty()
        ? refused("an empty map from a host that is not known")
        : take(instance.get(), Map.of(), sender.address());
  }

  private synchronized ReportAnswer take(
      String instance, Map<String, ReportedTask> tasks, String peer) {
    hosts.expire(clock.nanos());
    Map<String, Known> before = hosts.find(instance).map(Host::tasks).orElse(Map.of());
    long sampledBefore = hosts.find(instance).map(Host::sampledMillis).orElse(Long.MIN_VALUE);
    long sampled =
        tasks.values().stream().mapToLong(ReportedTask::sampledMillis).max().orElse(sampledBefore);
    // Older than a request can be in transit: the host's clock was set back.
    if (sampled < sampledBefore && sampledBefore - sampled <= LATE_MAX.toMillis()) {
      return offer(asking.report(clock.nanos()))
          ? new ReportAnswer.Taken()
          : new ReportAnswer.Unavailable();
    }
    Map<String, Known> now = new LinkedHashMap<>();
    Asking.Report report = asking.report(clock.nanos());
    tasks.forEach((id, task) -> now.put(id, known(withService(task), before.get(id), report)));
    List<ReportedTask> gone = new ArrayList<>();
    before.forEach(
        (id, known) -> {
          if (!now.containsKey(id)) {
            gone.add(known.task());
            if (EcsWord.lives(directory, known.task())) {
              ask(known.task(), report);
            }
          }
        });
    if (!offer(report)) {
      return new ReportAnswer.Unavailable();
    }
    gone.addAll(hosts.put(instance, new Host(now, peer, sampled, clock.nanos())));
    gone.forEach(task -> directory.withdraw(task.placement().taskId()));
    now.values()
        .forEach(
            each ->
                directory.report(
                    each.task().placement(), each.task().hostName(), each.task().sampledMillis()));
    return new ReportAnswer.Taken();
  }

  /** Requests a reconciliation if ECS says something else, within the limit per change. */
  private Known known(ReportedTask task, @Nullable Known before, Asking.Report report) {
    int tells =
        before != null && before.task().placement().equals(task.placement()) ? before.tells() : 0;
    if (tells >= TELLS || EcsWord.agrees(directory, task)) {
      return new Known(task, tells);
    }
    return new Known(task, ask(task, report) ? tells + 1 : tells);
  }

  /** If exactly one service has tasks of that family, the task belongs to it. */
  private ReportedTask withService(ReportedTask task) {
    Set<ServiceKey> services = directory.services(task.cluster(), task.family());
    return services.size() == 1 ? task.of(services.iterator().next()) : task;
  }

  /** Returns whether a reconciliation will happen for it. */
  private boolean ask(ReportedTask task, Asking.Report report) {
    if (!clusters.contains(task.cluster())) {
      return false;
    }
    Set<ServiceKey> services =
        EcsWord.service(directory, task)
            .map(Set::of)
            .orElseGet(() -> directory.services(task.cluster(), task.family()));
    return services.isEmpty()
        ? report.everything(task.cluster(), task.family())
        : report.services(services);
  }

  private boolean offer(Asking.Report report) {
    Parsed parsed =
        report.triggers().isEmpty()
            ? new Parsed.Nothing()
            : new Parsed.Triggers(List.copyOf(report.triggers()));
    if (receiver.receive(parsed, Source.AGENT, () -> {}) instanceof Delivery.Unavailable) {
      return false;
    }
    report.taken();
    return true;
  }

  private ReportAnswer refused(String reason) {
    receiver.refused(Source.AGENT);
    return new ReportAnswer.Refused(reason);
  }
}
