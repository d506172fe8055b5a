package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.ChangeCause.Absent.Proof;
import io.github.ecstasktracker.model.Hold.Guard;
import io.github.ecstasktracker.model.HoldCause;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.plan.NonServingTask.Standing;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges a stored server that no resolved task stands behind.
 *
 * <p>Removal needs proof. Proven: its task stopped; its address is another backend's running task's
 * now, by a description as fresh as an addition's; or it was absent from a complete list, and from
 * one of its services alone that began one resync later, while DescribeServices counts exactly the
 * tasks that were seen. A task that runs and should not serve is a reason, not a proof: its server
 * goes under the guards; so does an absent one while a task runs whose address nobody knows. Where
 * a task is Unknown, absence says nothing.
 */
final class Removals {
  private final PlanInput input;
  private final Map<Address, NonServingTask> nonServing = new HashMap<>();
  private int withoutAddress;

  Removals(PlanInput input) {
    this.input = input;
    for (ObservedTask observed : input.desired().tasks()) {
      Optional<Address> address = address(observed);
      address
          .flatMap(at -> NonServingTask.of(observed, input.desired().key(), at))
          .ifPresent(
              one -> nonServing.merge(one.claim().address(), one, NonServingTask::outranking));
      if (address.isEmpty() && runsOutOfRotation(observed)) {
        withoutAddress++;
      }
    }
  }

  /** Whether it is no server and yet runs, so that it may answer at an address all the same. */
  private static boolean runsOutOfRotation(ObservedTask observed) {
    return observed.task().running()
        && observed.state() instanceof TaskState.Excluded excluded
        && !excluded.cause().isFinal();
  }

  /** What may become of a server. */
  sealed interface Verdict {
    /**
     * When the first complete list without it began; empty where none did, and where a task stands
     * there.
     */
    default Optional<Long> absentSinceNanos() {
      return Optional.empty();
    }

    /** Stays, and nothing is wrong with it. */
    record Keep() implements Verdict {}

    /** Stays: nothing may be concluded of the task that stands there. */
    record Doubtful(HoldCause cause) implements Verdict {}

    /**
     * May go as far as the guards let it.
     *
     * @param absentSinceNanos where absence is the reason; kept, so that what the guards hold need
     *     not be found anew
     */
    record Guarded(Optional<Long> absentSinceNanos, ChangeCause cause) implements Verdict {}

    /**
     * May go whatever the guards say.
     *
     * @param absentSinceNanos where absence is the proof; kept, so that a write that does not land
     *     need not be proven anew
     */
    record Proven(Optional<Long> absentSinceNanos, ChangeCause cause) implements Verdict {}

    /** No task stands there, and that is no proof yet. */
    record Absent(Optional<Long> absentSinceNanos, Guard guard, HoldCause cause)
        implements Verdict {}

    /** Whether a task is known that may answer there: only such a server counts as one left. */
    default boolean mayServe() {
      return switch (this) {
        case Keep _, Doubtful _ -> true;
        case Guarded guarded -> guarded.absentSinceNanos().isEmpty();
        case Proven _, Absent _ -> false;
      };
    }
  }

  Verdict judge(StoredServer server) {
    Optional<NonServingTask> task = server.address().map(nonServing::get);
    Optional<Claim> newer =
        server
            .address()
            .flatMap(address -> Optional.ofNullable(input.occupants().get(address)))
            .filter(occupant -> task.isEmpty() || occupant.newerThan(task.get().claim()));
    if (newer.isEmpty()) {
      return task.map(this::judge).orElseGet(() -> absent(server));
    }
    Claim claim = newer.get();
    if (!claim.backend().equals(input.desired().key())
        && !claim.seenSince(input.times().freshNanos())) {
      return task.map(this::judge).orElseGet(() -> absent(server));
    }
    // The task of a newer claim by this backend would be a server, were it among the tasks. Whether
    // it is gone, absence decides, and not a message about the one before it.
    return claim.backend().equals(input.desired().key())
        ? absent(server)
        : new Verdict.Proven(Optional.empty(), taken(claim));
  }

  private Verdict judge(NonServingTask task) {
    return switch (task.standing()) {
      case DEAD -> new Verdict.Proven(Optional.empty(), cause(task));
      case UNWANTED -> new Verdict.Guarded(Optional.empty(), cause(task));
      case PENDING -> new Verdict.Keep();
      case DOUBTFUL ->
          new Verdict.Doubtful(
              new HoldCause.TaskUnknown(Optional.of(task.claim().arn()), said(task)));
    };
  }

  private ChangeCause cause(NonServingTask task) {
    String arn = task.claim().arn();
    if (!(task.state() instanceof TaskState.Excluded excluded)) {
      throw new IllegalStateException("nothing is known against task " + arn);
    }
    TaskState.Cause cause = excluded.cause();
    String said = excluded.reason();
    return switch (cause) {
      case STOPPED -> new ChangeCause.TaskStopped(arn, said);
      case STOPPING -> new ChangeCause.TaskStopping(arn, said);
      case MISSING -> new ChangeCause.TaskMissing(arn);
      case SUPERSEDED ->
          Optional.ofNullable(input.occupants().get(task.claim().address()))
              .map(Removals::taken)
              .orElseGet(() -> new ChangeCause.TaskNotServing(arn, cause, said));
      case STARTING, UNHEALTHY, HEALTH_PENDING, NO_ADDRESS, DISABLED, DRAINING ->
          new ChangeCause.TaskNotServing(arn, cause, said);
    };
  }

  private static ChangeCause taken(Claim newer) {
    return new ChangeCause.AddressTaken(newer.address(), newer.arn(), newer.backend());
  }

  private static String said(NonServingTask task) {
    return task.state().whyNot().orElseThrow();
  }

  private Verdict absent(StoredServer server) {
    Optional<Long> before = input.evidence().absentSince(server);
    Optional<HoldCause> incomplete = input.desired().incomplete();
    if (incomplete.isPresent()) {
      return new Verdict.Absent(before, Guard.INCOMPLETE, incomplete.get());
    }
    OptionalLong list = input.times().listBegunNanos();
    if (before.isEmpty() || list.orElse(input.times().nowNanos()) - before.get() < spacing()) {
      Optional<Long> begun =
          list.isPresent() ? Optional.of(list.getAsLong()) : Optional.<Long>empty();
      return new Verdict.Absent(before.or(() -> begun), Guard.WAITING, new HoldCause.SecondList());
    }
    if (list.isEmpty()) {
      return new Verdict.Absent(
          before,
          Guard.UNPROVEN,
          new HoldCause.NotCounted(input.desired().services().iterator().next()));
    }
    if (input.rules().force()) {
      return new Verdict.Proven(before, new ChangeCause.Absent(Proof.FORCED));
    }
    Optional<HoldCause> unconfirmed = unconfirmed();
    if (unconfirmed.isPresent()) {
      return new Verdict.Absent(before, Guard.UNPROVEN, unconfirmed.get());
    }
    return withoutAddress > 0
        ? new Verdict.Guarded(before, new ChangeCause.Absent(Proof.NONE))
        : new Verdict.Proven(before, new ChangeCause.Absent(Proof.COUNTED));
  }

  private long spacing() {
    return input.rules().absenceSpacing().toNanos();
  }

  /** How many tasks run whose address nobody knows: each may be the one behind an absent server. */
  int withoutAddress() {
    return withoutAddress;
  }

  /** Why DescribeServices does not confirm that all running tasks were seen; empty if it does. */
  private Optional<HoldCause> unconfirmed() {
    return input.desired().services().stream()
        .flatMap(service -> unconfirmed(service).stream())
        .findFirst();
  }

  private Optional<HoldCause> unconfirmed(ServiceKey service) {
    long seen = input.desired().runningSeen().getOrDefault(service, 0L);
    return switch (input.statuses().get(service)) {
      case null -> Optional.of(new HoldCause.NotCounted(service));
      case ServiceStatus.Live live -> miscounted(service, live.runningCount(), seen);
      case ServiceStatus.Inactive _ -> Optional.empty();
      // What becomes of an INACTIVE service after a while; one with tasks is not that.
      case ServiceStatus.Missing _ -> miscounted(service, 0, seen);
    };
  }

  private static Optional<HoldCause> miscounted(ServiceKey service, long counted, long seen) {
    return counted == seen
        ? Optional.empty()
        : Optional.of(new HoldCause.Miscounted(service, counted, seen));
  }

  /** Where tasks run that are kept out without proof: these use up the removal budget. */
  Set<Address> unwanted() {
    return nonServing.values().stream()
        .filter(task -> task.standing() == Standing.UNWANTED)
        .map(task -> task.claim().address())
        .collect(Collectors.toSet());
  }

  private Optional<Address> address(ObservedTask observed) {
    Optional<Address> described =
        observed.state() instanceof TaskState.Excluded excluded
            ? excluded.address()
            : Optional.empty();
    return described.or(
        () -> Optional.ofNullable(input.lastAddresses().get(observed.task().arn())));
  }
}
