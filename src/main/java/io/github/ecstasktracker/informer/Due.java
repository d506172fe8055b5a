package io.github.ecstasktracker.informer;

import java.util.ArrayList;
import java.util.List;

/**
 * A task that is to be described, and for whom. Guarded by the lock of its {@link DueTasks} until a
 * call has taken it.
 */
final class Due {
  final String arn;

  /** What made it due first: a trigger's source, or drift; for the change log. */
  String cause;

  long sinceNanos;

  /** Whether its backends are reconciled even if the description changes nothing. */
  boolean always;

  /** Whether a pass alone made it due: its backends are queued when the pass has ended. */
  boolean ofPass;

  /** Failed calls in a row. */
  int failures;

  private final List<Runnable> served = new ArrayList<>();

  Due(String arn, String cause, long sinceNanos, boolean always) {
    this.arn = arn;
    this.cause = cause;
    this.sinceNanos = sinceNanos;
    this.always = always;
  }

  void onServed(Runnable waiting) {
    served.add(waiting);
  }

  /** Whether a message named it; else it is due by drift or for a health check. */
  boolean ofMessage() {
    return !cause.equals(Informer.DRIFT) && !cause.equals(Informer.HEALTH);
  }

  /** Both in one: the first message stays, then the first health check. */
  void merge(Due other) {
    int rank = other.rank() - rank();
    if (rank > 0 || (rank == 0 && other.sinceNanos - sinceNanos < 0)) {
      cause = other.cause;
      sinceNanos = other.sinceNanos;
    }
    always |= other.always;
    ofPass &= other.ofPass;
    failures = Math.max(failures, other.failures);
    served.addAll(other.served);
  }

  private int rank() {
    if (ofMessage()) {
      return 2;
    }
    return cause.equals(Informer.HEALTH) ? 1 : 0;
  }

  List<Runnable> served() {
    return List.copyOf(served);
  }

  /** Nobody waits any more. */
  void forgetWaiting() {
    served.clear();
  }
}
