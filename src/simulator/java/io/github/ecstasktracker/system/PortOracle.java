package io.github.ecstasktracker.system;

import io.github.ecstasktracker.controller.QueueProbe;
import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.ecs.DesiredState;
import io.github.ecstasktracker.lease.Standing;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stands at the ports of one process, and judges what it asks for by what it has seen. Knows
 * nothing of how it came to ask.
 */
final class PortOracle {
  private static final int BUDGET_LEAST = 3;
  private static final Duration PASS = Duration.ofMinutes(2);

  /** A process that runs never makes no call for so long: it keeps or watches a lease. */
  private static final Duration PAUSED = Duration.ofSeconds(40);

  private final Life life;
  private final Ledger ledger;
  private final StoreOracle store;
  private final LeaseOracle leases;
  private final Sightings sightings;
  private final Set<BackendKey> written = new HashSet<>();
  private final Map<Long, Wait> waits = new HashMap<>();
  private long waited;
  private int transactions;
  private int passes;
  private long lastPassNanos;
  private long lastStepNanos;

  private record Wait(Optional<ServiceKey> service, long sinceNanos) {}

  PortOracle(Life life, Ledger ledger, StoreOracle store, LeaseOracle leases) {
    this.life = life;
    this.ledger = ledger;
    this.store = store;
    this.leases = leases;
    this.sightings = new Sightings(life.kind().rhythm().resync());
    this.lastPassNanos = life.time().nanos();
    this.lastStepNanos = lastPassNanos;
  }

  boolean isOf(Life other) {
    return life == other;
  }

  /** The oldest trigger that was taken and not served yet, as its age. */
  Duration oldestWait() {
    long now = life.time().nanos();
    return Duration.ofNanos(
        waits.values().stream().mapToLong(wait -> now - wait.sinceNanos()).max().orElse(0));
  }

  /** Nobody who waits is owed anything any more. */
  void termEnds() {
    waits.clear();
  }

  /** A pass that is under way, or one that is not overdue; after a pause it may be. */
  void checkResync() {
    long now = life.time().nanos();
    if (now - lastStepNanos > PAUSED.toNanos()) {
      lastPassNanos = now;
    }
    lastStepNanos = now;
    Duration since = Duration.ofNanos(now - lastPassNanos);
    ledger.holds(
        passes > 0 || since.compareTo(life.kind().rhythm().resync().plus(PASS)) < 0,
        Invariant.I12,
        () -> "%s: no pass for %s".formatted(life, since));
  }

  BackendWriter writer(BackendWriter writer) {
    return (group, fence) -> {
      group.forEach(this::judge);
      boolean alone = group.stream().map(ServerPatch::key).allMatch(written::add);
      ledger.holds(alone, Invariant.I1, () -> "two writes of one backend at once: " + keys(group));
      ledger.holds(
          fence.isEmpty() || transactions == 0,
          Invariant.I1,
          () -> "two transactions at once: " + keys(group));
      ledger.holds(
          !store.released(life.kind().name()),
          Invariant.I14,
          () -> life + " writes, and has given its lease back: " + keys(group));
      if (fence.isPresent()) {
        leases.sends(life.kind().name(), life.time().nanos());
        group.forEach(this::readInItsTerm);
      }
      transactions++;
      try {
        return write(writer, group, fence);
      } finally {
        transactions--;
        group.forEach(patch -> written.remove(patch.key()));
      }
    };
  }

  private List<WriteOutcome> write(
      BackendWriter writer, List<ServerPatch> group, Optional<Fence> fence) {
    List<WriteOutcome> outcomes = writer.write(group, fence);
    outcomes.forEach(outcome -> ledger.note(outcome.getClass().getSimpleName()));
    return outcomes;
  }

  private void judge(ServerPatch patch) {
    ledger.note(patch.key().name(), patch.changes().toString());
    long now = life.time().nanos();
    int guarded = 0;
    for (ServerChange change : patch.changes()) {
      if (change instanceof ServerChange.Remove remove) {
        if (remove.reason().startsWith("no task at this address")) {
          ledger.holds(
              sightings.absent(patch.key().name(), remove.server(), now),
              Invariant.I3,
              () -> "%s leaves %s: %s".formatted(remove.key(), patch.key(), remove.reason()));
        }
        guarded += remove.reason().contains("UNHEALTHY") ? 1 : 0;
      }
    }
    int unproven = guarded;
    boolean empties = patch.result().isEmpty();
    if (unproven > 0 || empties) {
      int before =
          patch.base() instanceof StoredBackend.Present present ? present.servers().size() : 0;
      ledger.holds(
          unproven <= Math.max(BUDGET_LEAST, before / 2) && !(empties && unproven > 0),
          Invariant.I4,
          () -> "%d of %d unproven: %s".formatted(unproven, before, patch));
    }
  }

  /** Whatever takes an address away follows from a read of the backend that it goes to. */
  private void readInItsTerm(ServerPatch patch) {
    boolean evicts =
        patch.changes().stream()
            .allMatch(change -> change.reason().startsWith("address now belongs"));
    if (!evicts && life.controller().standing() instanceof Standing.Leader(Term term)) {
      ledger.holds(
          sightings.readSince(Optional.of(patch.key().name()), term.sinceNanos()),
          Invariant.I6,
          () -> "%s writes what it read before its term: %s".formatted(life, patch));
    }
  }

  DesiredState desired(DesiredState desired) {
    return new DesiredState() {
      @Override
      public Observation observeCluster(String cluster, Set<String> also, Urgency urgency) {
        long begun = life.time().nanos();
        passes++;
        lastPassNanos = begun;
        try {
          Observation observation = desired.observeCluster(cluster, also, urgency);
          sightings.sawAll(begun, life.time().nanos(), also, observation);
          return observation;
        } finally {
          passes--;
          lastPassNanos = life.time().nanos();
        }
      }

      @Override
      public Observation observeService(ServiceKey service, Set<String> also, Urgency urgency) {
        long begun = life.time().nanos();
        Observation observation = desired.observeService(service, also, urgency);
        sightings.saw(service.service(), begun, life.time().nanos(), also, observation);
        return observation;
      }

      @Override
      public Observation describe(String cluster, Set<String> tasks, Urgency urgency) {
        Observation observation = desired.describe(cluster, tasks, urgency);
        sightings.described(observation);
        return observation;
      }

      @Override
      public Result<Map<ServiceKey, ServiceStatus>> statusOf(
          Collection<ServiceKey> services, Urgency urgency) {
        return desired.statusOf(services, urgency);
      }
    };
  }

  TriggerSink triggers(TriggerSink sink) {
    return (trigger, served) -> {
      long id = waited++;
      Wait wait = new Wait(trigger.service(), life.time().nanos());
      waits.put(id, wait);
      QueueProbe queue = new QueueProbe(life.controller());
      boolean inWork = inWork(queue, trigger);
      long handedOut = queue.counts().served();
      TriggerSink.Acceptance acceptance =
          sink.accept(
              trigger,
              () -> {
                waits.remove(id);
                served(trigger, wait);
                served.run();
              });
      if (acceptance == TriggerSink.Acceptance.ACCEPTED) {
        ledger.holds(
            !inWork
                || queue.dirty() > 0
                // Let go of by who had it in work, and perhaps taken up by another at once.
                || !inWork(queue, trigger)
                || queue.counts().served() > handedOut,
            Invariant.I2,
            () -> "in work, told of, and not to come again: " + trigger);
      } else {
        waits.remove(id);
      }
      return acceptance;
    };
  }

  private static boolean inWork(QueueProbe queue, Trigger trigger) {
    return trigger
        .service()
        .filter(service -> queue.inWork(new BackendKey(service.service())))
        .isPresent();
  }

  private void served(Trigger trigger, Wait wait) {
    ledger.holds(
        trigger.source() == Trigger.Source.HEALTH || life.leads(),
        Invariant.I2,
        () -> "%s leads no more, and serves %s".formatted(life, trigger));
    ledger.holds(
        sightings.readSince(wait.service().map(ServiceKey::service), wait.sinceNanos()),
        Invariant.I2,
        () -> "served without a read begun since: " + trigger);
  }

  private static List<BackendKey> keys(List<ServerPatch> group) {
    return group.stream().map(ServerPatch::key).toList();
  }
}
