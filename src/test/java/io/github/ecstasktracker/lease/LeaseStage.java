package io.github.ecstasktracker.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Electors around one lease, on one thread in virtual time. While a call of one is on its way, the
 * others take their turns.
 */
final class LeaseStage {
  static final Duration LEASE = LeaseTiming.DEFAULT.duration();

  final MemoryLease lease = new MemoryLease();
  final List<Replica> replicas = new ArrayList<>();

  /** Calls that have yet to land; whoever wants them to lands them. */
  final List<Runnable> late = new ArrayList<>();

  /** Runs after every turn. */
  Runnable afterTurn = () -> {};

  private record Due(long nanos, long order, Replica replica) {}

  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::order));
  private long now;
  private long orders;
  private int depth;

  long nowNanos() {
    return now;
  }

  Duration now() {
    return Duration.ofNanos(now);
  }

  /** A replica with the default timings and a true clock, whose first turn comes at once. */
  Replica start(String name) {
    return start(name, "main", 1);
  }

  Replica start(String name, String scope, double rate) {
    Replica replica =
        new Replica(this, name, scope, LeaseTiming.DEFAULT, rate, 1_000 + replicas.size());
    add(replica);
    return replica;
  }

  void add(Replica replica) {
    replicas.add(replica);
    schedule(replica, now);
  }

  /** Lets time pass, and everybody take the turns that are due in it. */
  void pass(Duration time) {
    depth++;
    passTime(time);
    depth--;
    if (depth == 0 && !lease.violations.isEmpty()) {
      throw lease.violations.getFirst();
    }
  }

  private void passTime(Duration time) {
    long until = now + time.toNanos();
    @Nullable Due due = agenda.peek();
    while (due != null && due.nanos() <= until) {
      agenda.remove();
      now = Math.max(now, due.nanos());
      turn(due.replica());
      due = agenda.peek();
    }
    now = Math.max(now, until);
  }

  /** Lets time pass until then, to the next turn at a time. */
  Duration passUntil(BooleanSupplier reached, Duration most) {
    long begun = now;
    while (!reached.getAsBoolean()) {
      if (now - begun > most.toNanos()) {
        throw new AssertionError("not reached within " + most);
      }
      @Nullable Due due = agenda.peek();
      if (due == null) {
        throw new AssertionError("nobody takes a turn any more");
      }
      pass(Duration.ofNanos(Math.max(0, due.nanos() - now)));
    }
    return Duration.ofNanos(now - begun);
  }

  List<Replica> leaders() {
    return replicas.stream().filter(Replica::leads).toList();
  }

  private void turn(Replica replica) {
    if (replica.dead || !replica.elector.isRunning()) {
      return;
    }
    long rest = replica.elector.turn();
    schedule(replica, now + replica.toStage(Math.max(0, rest)));
    afterTurn.run();
  }

  private void schedule(Replica replica, long nanos) {
    agenda.add(new Due(nanos, orders++, replica));
  }
}
