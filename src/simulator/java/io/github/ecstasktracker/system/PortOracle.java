package io.github.ecstasktracker.system;

import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ecs.EcsClient;

/**
 * Stands at the ports of one process, and judges what it asks for by what it has seen. Knows
 * nothing of how it came to ask.
 */
final class PortOracle {
  private static final int BUDGET_LEAST = 3;
  private static final Duration PASS = Duration.ofMinutes(2);

  /** What a circuit that failures have opened, and the calls of a pass may take. */
  private static final Duration API_DELAY = Duration.ofSeconds(20);

  /** What a read of everything has shown is written so long after its end at most. */
  private static final Duration WRITTEN = Duration.ofSeconds(15);

  /**
   * Failures open a circuit: for a while it lets no call through, and then only one or the other. A
   * read is over then before it has asked, and serves who waits.
   */
  private static final Duration CIRCUIT = Duration.ofMinutes(3);

  /** A process that runs never makes no call for so long: it keeps or watches a lease. */
  private static final Duration PAUSED = Duration.ofSeconds(40);

  private final Life life;
  private final Ledger ledger;
  private final StoreOracle store;
  private final LeaseOracle leases;
  private final Answers answers;

  /** What the ARN of each task of this account and Region begins with. */
  private final String ours;

  private final Set<BackendKey> written = new HashSet<>();
  private final Map<Long, Wait> waits = new HashMap<>();
  private long waited;
  private int transactions;
  private long lastStepNanos;

  /** When the process was last held up, or began. */
  private long heldUpNanos;

  /** When ECS last did not answer as it should. */
  private long foulNanos;

  /**
   * @param known whether the process knew already what the trigger told
   */
  private record Wait(long sinceNanos, boolean known) {}

  PortOracle(
      Life life, SimulatedAccount account, Ledger ledger, StoreOracle store, LeaseOracle leases) {
    this.life = life;
    this.ledger = ledger;
    this.store = store;
    this.leases = leases;
    this.answers = new Answers(account, life.kind().rhythm().resync(), life.time()::nanos);
    this.ours = account.identity().shortTask("");
    this.lastStepNanos = life.time().nanos();
    this.heldUpNanos = lastStepNanos;
    this.foulNanos = lastStepNanos;
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

  /**
   * A read of everything is begun again and again, and while ECS answers ends, too.
   *
   * @param fair whether ECS answers as it should
   */
  void checkResync(boolean fair) {
    long now = life.time().nanos();
    if (now - lastStepNanos > PAUSED.toNanos()) {
      heldUpNanos = now;
    }
    if (!fair) {
      foulNanos = now;
    }
    lastStepNanos = now;
    Duration resync = life.kind().rhythm().resync();
    Duration since = Duration.ofNanos(now - later(heldUpNanos, answers.lastPassAsked()));
    ledger.holds(
        since.compareTo(resync.plus(PASS)) < 0,
        Invariant.I12,
        () -> "%s: no pass for %s".formatted(life, since));
    Duration whole = Duration.ofNanos(now - answers.lastPassEnded());
    Duration bound = resync.multipliedBy(2).plus(API_DELAY);
    if (now - later(heldUpNanos, foulNanos) > bound.toNanos()) {
      ledger.holds(
          whole.compareTo(bound) <= 0,
          Invariant.I20,
          () -> "%s: no pass has ended for %s".formatted(life, whole));
    }
  }

  private static long later(long one, long other) {
    return one - other >= 0 ? one : other;
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
    int unproven = 0;
    for (ServerChange change : patch.changes()) {
      switch (change.cause()) {
        case ChangeCause.Absent _ when change instanceof ServerChange.Remove(var server, _) ->
            ledger.holds(
                answers.absent(patch.key().name(), server),
                Invariant.I3,
                () -> "%s leaves %s: %s".formatted(change.key(), patch.key(), change.reason()));
        case ChangeCause.TaskNotServing cause -> {
          unproven++;
          if (cause.cause() == TaskState.Cause.UNHEALTHY) {
            noFlap(patch, change, answers.mayGo(cause.task()));
          }
        }
        case ChangeCause.TaskStopped cause -> noFlap(patch, change, answers.mayGo(cause.task()));
        case ChangeCause.TaskStopping cause -> noFlap(patch, change, answers.mayGo(cause.task()));
        case ChangeCause.TaskMissing cause -> noFlap(patch, change, answers.mayGo(cause.task()));
        case ChangeCause.InRotation cause -> noFlap(patch, change, answers.mayComeIn(cause.task()));
        default -> {}
      }
    }
    int guarded = unproven;
    boolean empties = patch.result().isEmpty();
    if (guarded > 0 || empties) {
      int before =
          patch.base() instanceof StoredBackend.Present present ? present.servers().size() : 0;
      ledger.holds(
          guarded <= Math.max(BUDGET_LEAST, before / 2) && !(empties && guarded > 0),
          Invariant.I4,
          () -> "%d of %d unproven: %s".formatted(guarded, before, patch));
    }
  }

  private void noFlap(ServerPatch patch, ServerChange change, boolean holds) {
    ledger.holds(
        holds,
        Invariant.I19,
        () ->
            "%s of %s, on an answer that a later one had overtaken: %s"
                .formatted(change.key(), patch.key(), change));
  }

  /**
   * What is written follows from what was asked for in this term. Of a task that is gone for good
   * it is enough to have seen in this term what else there is.
   */
  private void readInItsTerm(ServerPatch patch) {
    if (life.controller().standing() instanceof LeaderState.Leader(Term term)) {
      for (ServerChange change : patch.changes()) {
        ledger.holds(
            readSince(term.sinceNanos(), patch.key(), change.cause()),
            Invariant.I6,
            () -> "%s writes what it read before its term: %s".formatted(life, patch));
      }
    }
  }

  private boolean readSince(long nanos, BackendKey key, ChangeCause cause) {
    Optional<String> service = Optional.of(key.name());
    return switch (cause) {
      case ChangeCause.Absent _ -> answers.listedSince(service, nanos);
      case ChangeCause.TaskStopped(String task, _) -> goneSince(nanos, service, task);
      case ChangeCause.TaskStopping(String task, _) -> goneSince(nanos, service, task);
      case ChangeCause.TaskMissing(String task) -> goneSince(nanos, service, task);
      case ChangeCause.OfTask of -> answers.shownSince(of.task(), nanos);
    };
  }

  private boolean goneSince(long nanos, Optional<String> service, String task) {
    return answers.askedSince(task, nanos) || answers.listedSince(service, nanos);
  }

  /** How long ago the read of everything began that a write may rest on that is sent now. */
  long passMayBeginBefore() {
    long now = life.time().nanos();
    return answers.passSince(now - WRITTEN.toNanos()) ? now - answers.lastPassBegun() : 0;
  }

  EcsClient ecs(EcsClient client) {
    return new WatchedEcs(client, life.time()::nanos, answers);
  }

  TriggerSink triggers(TriggerSink sink) {
    return (trigger, served) -> {
      long id = waited++;
      Wait wait = new Wait(life.time().nanos(), knows(trigger));
      waits.put(id, wait);
      TriggerSink.Acceptance acceptance =
          sink.accept(
              trigger,
              () -> {
                waits.remove(id);
                served(trigger, wait);
                served.run();
              });
      if (acceptance != TriggerSink.Acceptance.ACCEPTED) {
        waits.remove(id);
      }
      return acceptance;
    };
  }

  private void served(Trigger trigger, Wait wait) {
    ledger.holds(
        life.leads(),
        Invariant.I2,
        () -> "%s leads no more, and serves %s".formatted(life, trigger));
    ledger.holds(
        wait.known()
            || knows(trigger)
            || askedSince(trigger, wait.sinceNanos())
            || answers.failedSince(wait.sinceNanos() - CIRCUIT.toNanos()),
        Invariant.I2,
        () -> "served without a read begun since: " + trigger);
  }

  /** Whether there is nothing to ask ECS: it is known, or the task is of another account. */
  private boolean knows(Trigger trigger) {
    return trigger
        .task()
        .filter(
            heard -> answers.knows(heard.arn(), heard.version()) || !heard.arn().startsWith(ours))
        .isPresent();
  }

  /**
   * The task that it told of was asked for. One that told of a service alone asks for nothing; one
   * that told of nothing, for a list of everything.
   */
  private boolean askedSince(Trigger trigger, long nanos) {
    return trigger
        .task()
        .map(
            heard ->
                answers.triedSince(heard.arn(), nanos) || answers.missingSince(heard.arn(), nanos))
        .orElseGet(
            () ->
                trigger.service().isPresent()
                    || trigger.urgency() == Urgency.BACKGROUND
                    || answers.listedSince(Optional.empty(), nanos));
  }

  private static List<BackendKey> keys(List<ServerPatch> group) {
    return group.stream().map(ServerPatch::key).toList();
  }
}
