package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A running task's claim to an address. Dynamic ports and ENI addresses are handed out again
 * seconds after a stop, so two descriptions of different ages can claim one address; the task that
 * started later is the living one.
 *
 * @param seenNanos monotonic time at which the call began that described the task there
 */
public record Claim(
    Address address, BackendKey backend, String arn, @Nullable Instant startedAt, long seenNanos) {
  private static final Comparator<Claim> BY_AGE =
      Comparator.comparing(
              Claim::startedAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
          .thenComparing(Claim::arn);

  /** The claim that a resolved task makes. */
  public static Optional<Claim> of(ObservedTask observed, long seenNanos) {
    return observed.state() instanceof TaskState.Resolved resolved && observed.backend().isPresent()
        ? Optional.of(
            new Claim(
                resolved.server().address(),
                observed.backend().get(),
                observed.task().arn(),
                observed.task().startedAt(),
                seenNanos))
        : Optional.empty();
  }

  /**
   * Whether the task was seen there no earlier than that. What was seen before says little of who
   * is there by now: the address may have been handed out again.
   */
  public boolean seenSince(long nanos) {
    return seenNanos - nanos >= 0;
  }

  boolean newerThan(Claim other) {
    return BY_AGE.compare(this, other) > 0;
  }

  /** What becomes of an older task that claims the address, too. */
  public TaskState.Excluded supersedes(Address claimed) {
    return new TaskState.Excluded(
        TaskState.Cause.SUPERSEDED,
        Optional.of(claimed),
        "address %s now belongs to the newer task %s of %s".formatted(claimed, arn, backend));
  }

  /** The winner of two claims to one address. */
  public static Claim newer(Claim one, Claim other) {
    return one.newerThan(other) ? one : other;
  }
}
