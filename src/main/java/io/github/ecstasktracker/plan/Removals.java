package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges a stored server that no resolved task stands behind.
 *
 * <p>Removal needs proof. Proven: its task stopped; its address is another running task's now; or
 * it was absent from two complete observations, one resync apart, while DescribeServices counts
 * exactly the tasks that were seen. A task that runs and should not serve is a reason, not a proof:
 * its server goes under the guards. Where a task is Unknown, absence says nothing.
 */
final class Removals {
  /**
   * A living task at the address outranks a dead one: a late message about the dead must not touch
   * it.
   */
  private static final Set<Cause> DEAD = EnumSet.of(Cause.STOPPED, Cause.SUPERSEDED);

  private final PlanInput input;
  private final Map<Address, TaskState> byAddress = new HashMap<>();

  Removals(PlanInput input) {
    this.input = input;
    for (ObservedTask observed : input.desired().tasks()) {
      address(observed).ifPresent(at -> byAddress.merge(at, observed.state(), Removals::louder));
    }
  }

  /** What may become of a server. */
  sealed interface Verdict {
    /** Stays, and nothing is wrong with it. */
    record Keep() implements Verdict {}

    /** May go whatever the guards say. */
    record Proven(String reason) implements Verdict {}

    /** May go as far as the guards let it. */
    record Guarded(String reason) implements Verdict {}

    /** Nothing in a read that is not complete speaks for it or against it. */
    record Undecided(String reason) implements Verdict {}

    /** First seen absent at this time; too early to count. */
    record Waiting(long sinceNanos) implements Verdict {}

    /** Absent twice, and DescribeServices has not confirmed it. */
    record Unconfirmed(long sinceNanos, String reason) implements Verdict {}

    /** Whether somebody may be there to answer: only such a server counts as one that stays. */
    default boolean mayServe() {
      return switch (this) {
        case Keep k -> true;
        case Guarded g -> true;
        case Undecided u -> true;
        case Proven p -> false;
        case Waiting w -> false;
        case Unconfirmed u -> false;
      };
    }
  }

  Verdict judge(StoredServer server) {
    Optional<Address> address = server.address();
    Optional<TaskState> state = address.map(byAddress::get);
    if (state.isPresent()) {
      switch (state.get()) {
        case TaskState.Unknown unknown -> {
          return new Verdict.Undecided(unknown.reason());
        }
        case TaskState.Excluded excluded -> {
          switch (excluded.cause()) {
            case STOPPED, SUPERSEDED -> {
              return new Verdict.Proven(excluded.reason());
            }
            case HEALTH_PENDING -> {
              return new Verdict.Keep();
            }
            case UNHEALTHY, NO_ADDRESS, DISABLED -> {
              return new Verdict.Guarded(excluded.reason());
            }
            case STARTING -> {
              // It cannot have served yet: the entry is an earlier task's, and absence decides.
            }
          }
        }
        case TaskState.Resolved resolved ->
            throw new IllegalStateException("a resolved task's server is not up for removal");
      }
    }
    Optional<Claim> owner = address.flatMap(input.claims()::owner);
    if (owner.isPresent() && !owner.get().backend().equals(input.desired().key())) {
      return new Verdict.Proven(
          "address %s now belongs to task %s of %s"
              .formatted(owner.get().address(), owner.get().arn(), owner.get().backend()));
    }
    return input
        .desired()
        .incomplete()
        .<Verdict>map(Verdict.Undecided::new)
        .orElseGet(() -> absent(server));
  }

  private Verdict absent(StoredServer server) {
    long now = input.desired().readBegunNanos();
    long since = input.evidence().absentSince(server).orElse(now);
    if (now - since < input.rules().absenceSpacing().toNanos()) {
      return new Verdict.Waiting(since);
    }
    return unconfirmed()
        .<Verdict>map(reason -> new Verdict.Unconfirmed(since, reason))
        .orElseGet(() -> new Verdict.Proven("no task at this address, seen twice and counted"));
  }

  /**
   * Why DescribeServices does not confirm that every running task was seen; empty where it does.
   */
  private Optional<String> unconfirmed() {
    for (var service : input.desired().services()) {
      long seen = input.desired().runningSeen().getOrDefault(service, 0L);
      switch (input.statuses().get(service)) {
        case null -> {
          return Optional.of("service " + service + " has not been counted");
        }
        case ServiceStatus.Live live when live.runningCount() != seen -> {
          return Optional.of(
              "DescribeServices counts %d running tasks of %s, %d were seen"
                  .formatted(live.runningCount(), service, seen));
        }
        case ServiceStatus.Live live -> {}
        case ServiceStatus.Inactive inactive -> {}
        case ServiceStatus.Missing missing -> {}
      }
    }
    return Optional.empty();
  }

  /** Tasks that run, hold an address and are kept out: they count against the removal budget. */
  long guardedTasks() {
    return byAddress.values().stream()
        .filter(
            state ->
                state instanceof TaskState.Excluded excluded
                    && switch (excluded.cause()) {
                      case UNHEALTHY, NO_ADDRESS, DISABLED -> true;
                      case STOPPED, STARTING, HEALTH_PENDING, SUPERSEDED -> false;
                    })
        .count();
  }

  private Optional<Address> address(ObservedTask observed) {
    Optional<Address> last = Optional.ofNullable(input.lastAddresses().get(observed.task().arn()));
    return switch (observed.state()) {
      case TaskState.Resolved resolved -> Optional.empty();
      case TaskState.Excluded excluded -> excluded.address().or(() -> last);
      case TaskState.Unknown unknown -> last;
    };
  }

  private static TaskState louder(TaskState one, TaskState other) {
    return rank(one) >= rank(other) ? one : other;
  }

  private static int rank(TaskState state) {
    return switch (state) {
      case TaskState.Resolved resolved -> 4;
      case TaskState.Unknown unknown -> 3;
      case TaskState.Excluded excluded when excluded.cause() == Cause.HEALTH_PENDING -> 2;
      case TaskState.Excluded excluded when DEAD.contains(excluded.cause()) -> 0;
      case TaskState.Excluded excluded -> 1;
    };
  }
}
