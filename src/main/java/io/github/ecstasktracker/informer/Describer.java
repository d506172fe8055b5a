package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.workqueue.Alarm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes the tasks of one cluster that are due, up to a hundred a call.
 *
 * <ul>
 *   <li>While more than half of ECS's bucket is there a live call is made at once; below, at most
 *       one a refill period: what becomes due meanwhile goes with it.
 *   <li>At most {@link #LIVE_CALLS} live calls are in flight, and one of them waits for a token.
 *   <li>A call that ECS refuses as invalid is halved until the culprit is alone; that one is
 *       dropped and counted.
 *   <li>Tasks of a failed call come back after a backoff, behind those not tried yet.
 * </ul>
 */
final class Describer {
  private static final int LIVE_CALLS = 3;

  final String cluster;
  final EcsReader ecs;
  private final CallGate gate;
  final TaskCache cache;
  final MonotonicClock clock;
  final Informer.Runtime runtime;
  final Sink sink;
  private final Alarm alarm;
  private final Resolving resolving;

  // Guarded by this.
  final DueTasks due;
  private final FollowUps followUps = new FollowUps();
  private final List<DescribeRound> rounds = new ArrayList<>();
  private int liveCalls;
  private boolean waitsForToken;
  private boolean backgroundCall;
  private boolean called;
  private long lastCallNanos;
  private int terms;
  private boolean closed;

  /** Hears what the calls brought. */
  interface Sink {
    /** An answer is applied. Runs before whoever waits for it goes on. */
    void applied(Description.Answered answer, List<Due> asked);

    /** A task that ECS refuses to describe. */
    void refused(String arn, String reason);

    /** A call failed. */
    void failed(String reason, boolean throttled);

    /** Whether this process leads: only then it follows tasks and acknowledges messages. */
    boolean leads();
  }

  Describer(
      String cluster,
      EcsReader ecs,
      CallGate gate,
      TaskCache cache,
      Informer.Runtime runtime,
      Sink sink) {
    this.cluster = cluster;
    this.ecs = ecs;
    this.gate = gate;
    this.cache = cache;
    this.clock = runtime.clock();
    this.runtime = runtime;
    this.sink = sink;
    this.resolving = new Resolving(runtime.io());
    this.alarm = new Alarm(clock, runtime.timers(), this::pump);
    this.due = new DueTasks(clock.nanos());
  }

  /** Returns false where too many are due. */
  boolean add(Due task, boolean pressing) {
    synchronized (this) {
      if (closed || due.isFull()) {
        return false;
      }
      if (!task.cause.equals(Informer.DRIFT)) {
        // There is news of it: it is followed closely again.
        followUps.forget(task.arn);
      }
      if (pressing) {
        due.live(task);
      } else {
        due.lazy(task);
      }
    }
    pump();
    return true;
  }

  /** Makes no more calls; a round under way ends with what it has. */
  void close() {
    List<DescribeRound> over;
    synchronized (this) {
      closed = true;
      over = List.copyOf(rounds);
    }
    over.forEach(round -> round.done.complete(null));
  }

  /** A term is over: its messages are the next leader's. */
  synchronized void forgetWaiting() {
    terms++;
    due.forgetWaiting();
    followUps.clear();
  }

  /** Raised when a term ends. */
  synchronized int term() {
    return terms;
  }

  /** Health checks: described by background calls, or by any other that has room. */
  void addBackground(Collection<String> arns) {
    synchronized (this) {
      for (String arn : arns) {
        due.background(new Due(arn, Informer.HEALTH, clock.nanos(), false));
      }
    }
    pump();
  }

  /**
   * Describes these tasks; returns when all are answered.
   *
   * @param ofPass whether a pass asks: it queues every backend at its end
   * @return task ARN to the reason why it could not be described
   */
  Map<String, String> describeAll(Collection<String> arns, boolean ofPass, Urgency urgency) {
    Map<String, String> failures = new DescribeRound(this, arns, ofPass, urgency).run();
    // Once more, now that all others are through.
    return failures.isEmpty()
        ? failures
        : new DescribeRound(this, failures.keySet(), ofPass, urgency).run();
  }

  /** Returns false where no more calls are made. The caller holds this lock. */
  boolean begin(DescribeRound round) {
    return !closed && rounds.add(round);
  }

  /** The caller holds this lock. */
  void over(DescribeRound round) {
    rounds.remove(round);
  }

  /** The caller holds this lock. */
  boolean isClosed() {
    return closed;
  }

  /** Returns when task definitions and hosts that answered tasks wait for have been read. */
  void awaitResolved() {
    resolving.await();
  }

  /** Starts whatever calls are due, and sets the alarm for the next. */
  void pump() {
    List<Runnable> calls = new ArrayList<>();
    OptionalLong next;
    synchronized (this) {
      if (closed) {
        return;
      }
      long now = clock.nanos();
      due.promote(now);
      next = due.laterNanos();
      OptionalLong live = due.liveDueNanos(now);
      if (live.isPresent() && !waitsForToken && liveCalls < LIVE_CALLS) {
        long at = later(live.getAsLong(), earliestCall(now));
        if (at - now <= 0) {
          waitsForToken = true;
          liveCalls++;
          calls.add(this::callLive);
        } else {
          next = OptionalLong.of(next.isEmpty() ? at : earlier(next.getAsLong(), at));
        }
      }
      if (due.backgroundSize() > 0 && !backgroundCall && rounds.isEmpty()) {
        backgroundCall = true;
        calls.add(this::callBackground);
      }
    }
    calls.forEach(this::execute);
    next.ifPresent(alarm::at);
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }

  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  private long earliestCall(long now) {
    return called ? lastCallNanos + gate.spacing(AwsApi.ECS_CLUSTER_RESOURCE_READ).toNanos() : now;
  }

  private void execute(Runnable call) {
    try {
      runtime.jobs().execute(call);
    } catch (RejectedExecutionException e) {
      close();
    }
  }

  private void callLive() {
    try {
      call(Urgency.LIVE, this::chooseLive);
    } finally {
      synchronized (this) {
        liveCalls--;
      }
      pump();
    }
  }

  private DescribeCall.Choice chooseLive() {
    DescribeCall.Choice chosen;
    synchronized (this) {
      waitsForToken = false;
      called = true;
      lastCallNanos = clock.nanos();
      chosen = chosen(due.takeLive(cache::fellows));
    }
    pump();
    return chosen;
  }

  private void callBackground() {
    try {
      call(Urgency.BACKGROUND, this::chooseBackground);
    } finally {
      synchronized (this) {
        backgroundCall = false;
      }
      pump();
    }
  }

  synchronized DescribeCall.Choice chooseBackground() {
    return chosen(due.takeBackground());
  }

  /** What a call has taken, in which term and when: in one step with the taking. */
  private DescribeCall.Choice chosen(List<Due> dues) {
    return new DescribeCall.Choice(dues, terms, clock.nanos());
  }

  void call(Urgency urgency, Supplier<DescribeCall.Choice> choice) {
    new DescribeCall(this, choice).run(urgency);
  }

  /** Those that have failed alike come back together: they were one call. */
  void comeBack(List<Due> unanswered) {
    boolean follows = sink.leads();
    Map<Integer, Long> delays = new HashMap<>();
    synchronized (this) {
      for (Due each : unanswered) {
        if (each.always
            || !each.served().isEmpty()
            || !each.cause.equals(Informer.DRIFT)
            || (follows && !cache.atRest(each.arn))) {
          each.failures++;
          long delay = delays.computeIfAbsent(each.failures, runtime.backoff()::delayNanos);
          due.later(each, clock.nanos() + delay);
        }
      }
    }
  }

  /** A task of which more is expected is due again by itself. */
  void follow(Collection<Due> described) {
    if (!sink.leads()) {
      return;
    }
    synchronized (this) {
      for (Due each : described) {
        if (cache.atRest(each.arn)) {
          followUps.forget(each.arn);
        } else {
          long now = clock.nanos();
          due.later(new Due(each.arn, Informer.DRIFT, now, false), followUps.next(each.arn, now));
        }
      }
    }
  }

  /** ECS refuses its ARN: it is not asked for again. */
  synchronized void forget(String arn) {
    followUps.forget(arn);
  }

  /** Reads the task definitions and hosts that some tasks of an answer wait for. */
  void resolve(Supplier<Description.Answered> rest, List<Due> waiting) {
    resolving.run(
        () -> sink.applied(rest.get(), waiting),
        () -> {
          follow(waiting);
          pump();
        });
  }

  /**
   * Tells the rounds that began before the call.
   *
   * @param chosenNanos when the call had taken its tasks
   * @param failure why a task could not be described; null where it could
   */
  void ended(List<Due> asked, long chosenNanos, Function<String, @Nullable String> failure) {
    List<DescribeRound> over = new ArrayList<>();
    synchronized (this) {
      for (DescribeRound round : rounds) {
        if (chosenNanos - round.begunNanos >= 0) {
          asked.forEach(each -> round.ended(each.arn, failure.apply(each.arn)));
        }
        if (round.left.isEmpty()) {
          over.add(round);
        }
      }
    }
    over.forEach(round -> round.done.complete(null));
  }
}
