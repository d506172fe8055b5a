package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Arns;
import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.workqueue.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOG = LoggerFactory.getLogger(Describer.class);
  private static final int LIVE_CALLS = 3;
  private static final int LANES = 4;

  /** A task of which more is expected is asked for again after 1, 2, 4 ... seconds. */
  private static final Duration AGAIN_MAX = Duration.ofSeconds(15);

  private final String cluster;
  private final EcsReader ecs;
  private final CallGate gate;
  private final TaskCache cache;
  private final MonotonicClock clock;
  private final Informer.Runtime runtime;
  private final Backoff backoff;
  private final Sink sink;

  // Guarded by this.
  private final DueTasks due;
  private final Map<String, Ask> asks = new HashMap<>();
  private final List<Round> rounds = new ArrayList<>();
  private final List<CompletableFuture<Void>> resolving = new ArrayList<>();
  private int liveCalls;
  private boolean waitsForToken;
  private boolean backgroundCall;
  private boolean alarmed;
  private long alarmNanos;
  private boolean called;
  private long lastCallNanos;
  private int terms;
  private boolean closed;

  /**
   * When a task is asked for again by itself.
   *
   * @param times how often it came to that, with this one
   */
  private record Ask(int times, long atNanos) {
    /** A description that came before the time, along with others, does not put it off. */
    static Ask after(@Nullable Ask before, long now) {
      if (before != null && now - before.atNanos < 0) {
        return before;
      }
      int times = before == null ? 1 : before.times + 1;
      long seconds = Math.min(AGAIN_MAX.toSeconds(), 1L << Math.min(times - 1, 4));
      return new Ask(times, now + Duration.ofSeconds(seconds).toNanos());
    }
  }

  /** Hears what the calls brought. */
  interface Sink {
    /** An answer is applied. Runs before anybody who waits for it is told. */
    void applied(Description.Answered answer, List<Due> asked);

    /** A task that ECS refuses to describe. */
    void refused(String arn, String reason);

    /** A call failed. */
    void failed(String reason, boolean throttled);

    /** Whether tasks not at rest are to be followed, and who waits is to be told. */
    boolean leads();
  }

  Describer(
      String cluster,
      EcsReader ecs,
      CallGate gate,
      TaskCache cache,
      Informer.Runtime runtime,
      Backoff backoff,
      Sink sink) {
    this.cluster = cluster;
    this.ecs = ecs;
    this.gate = gate;
    this.cache = cache;
    this.clock = runtime.clock();
    this.runtime = runtime;
    this.backoff = backoff;
    this.sink = sink;
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
        asks.remove(Arns.last(task.arn));
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
    List<Round> over;
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
    asks.clear();
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
    Map<String, String> failures = new Round(arns, ofPass, urgency).run();
    // Once more, now that all others are through.
    return failures.isEmpty() ? failures : new Round(failures.keySet(), ofPass, urgency).run();
  }

  /** Returns when task definitions and hosts that answered tasks wait for have been read. */
  void awaitResolved() {
    List<CompletableFuture<Void>> all;
    synchronized (this) {
      all = List.copyOf(resolving);
    }
    all.forEach(CompletableFuture::join);
  }

  /** Starts whatever calls are due, and sets the alarm for the next. */
  private void pump() {
    List<Runnable> calls = new ArrayList<>();
    OptionalLong alarm;
    synchronized (this) {
      if (closed) {
        return;
      }
      long now = clock.nanos();
      due.promote(now);
      OptionalLong next = due.laterNanos();
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
      alarm = alarm(next, now);
    }
    calls.forEach(this::execute);
    alarm.ifPresent(nanos -> runtime.timers().after(Duration.ofNanos(nanos), this::ring));
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

  /** How long until the alarm, where none rings before. */
  private OptionalLong alarm(OptionalLong at, long now) {
    if (at.isEmpty() || (alarmed && alarmNanos - at.getAsLong() <= 0)) {
      return OptionalLong.empty();
    }
    alarmed = true;
    alarmNanos = at.getAsLong();
    return OptionalLong.of(Math.max(1, at.getAsLong() - now));
  }

  private void ring() {
    synchronized (this) {
      alarmed = alarmed && clock.nanos() - alarmNanos < 0;
    }
    pump();
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

  private List<Due> chooseLive() {
    List<Due> chosen;
    synchronized (this) {
      waitsForToken = false;
      called = true;
      lastCallNanos = clock.nanos();
      chosen = due.takeLive(cache::fellows);
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

  private synchronized List<Due> chooseBackground() {
    return due.takeBackground();
  }

  private void call(Urgency urgency, Supplier<List<Due>> choice) {
    new Call(choice).run(urgency);
  }

  /** One call, and the calls that it is split into where ECS refuses it. */
  private final class Call {
    private final Supplier<List<Due>> choice;
    private List<Due> asked = List.of();
    private boolean chosen;
    private long chosenNanos;

    /** In which its tasks were chosen; below zero where they have not been. */
    private int term = -1;

    Call(Supplier<List<Due>> choice) {
      this.choice = choice;
    }

    /** Of a call that was refused. */
    Call(List<Due> part, int term) {
      this(() -> part);
      this.term = term;
    }

    void run(Urgency urgency) {
      Description answer = ask(urgency);
      try {
        handle(answer, urgency);
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("an answer could not be applied");
        comeBack(asked);
        ended(_ -> e.toString());
      }
    }

    private Description ask(Urgency urgency) {
      Description answer;
      try {
        answer = ecs.describe(cluster, this::choose, urgency);
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("a description failed unexpectedly");
        answer = new Description.Failed(List.of(), e.toString(), false);
      }
      if (!chosen) {
        // Refused before it was sent: what it was for waits for its backoff.
        choose();
      }
      return answer;
    }

    private List<String> choose() {
      chosen = true;
      chosenNanos = clock.nanos();
      if (term < 0) {
        synchronized (Describer.this) {
          term = terms;
        }
      }
      asked = choice.get();
      return asked.stream().map(each -> each.arn).toList();
    }

    private void handle(Description answer, Urgency urgency) {
      if (asked.isEmpty()) {
        return;
      }
      switch (answer) {
        case Description.Answered answered -> answered(answered);
        case Description.Refused(var _, String reason) -> refused(reason, urgency);
        case Description.Failed(var _, String reason, boolean throttled) -> {
          sink.failed(reason, throttled);
          comeBack(asked);
          ended(_ -> reason);
        }
      }
    }

    private void answered(Description.Answered answer) {
      sink.applied(answer, asked);
      Set<String> unread = answer.rest().isPresent() ? unknown(answer) : Set.of();
      List<Due> known = new ArrayList<>();
      List<Due> waiting = new ArrayList<>();
      for (Due each : asked) {
        (unread.contains(Arns.last(each.arn)) ? waiting : known).add(each);
      }
      answer.rest().ifPresent(rest -> resolve(rest, waiting));
      follow(known);
      ended(answer.undescribed()::get);
      serve(asked.stream().filter(each -> !isLeftOut(each, answer)).toList());
      comeBack(asked.stream().filter(each -> isOwed(each, answer)).toList());
    }

    /** Whether it is to be asked for again: also where ECS described it as it was long ago. */
    private boolean isOwed(Due due, Description.Answered answer) {
      return isLeftOut(due, answer)
          || (due.always && !cache.settledSince(due.arn, answer.begunNanos()));
    }

    private static boolean isLeftOut(Due due, Description.Answered answer) {
      return answer.undescribed().containsKey(due.arn);
    }

    private void refused(String reason, Urgency urgency) {
      if (asked.size() == 1) {
        sink.refused(asked.getFirst().arn, reason);
        forget(asked.getFirst().arn);
        ended(_ -> null);
        serve(asked);
        return;
      }
      int half = asked.size() / 2;
      for (List<Due> part : List.of(asked.subList(0, half), asked.subList(half, asked.size()))) {
        new Call(part, term).run(urgency);
      }
    }

    private void ended(Function<String, @Nullable String> failure) {
      Describer.this.ended(asked, chosenNanos, failure);
    }

    private void serve(List<Due> answered) {
      synchronized (Describer.this) {
        if (term != terms || !sink.leads()) {
          return;
        }
      }
      for (Due each : answered) {
        each.served().forEach(this::acknowledge);
        each.forgetWaiting();
      }
    }

    private void acknowledge(Runnable served) {
      try {
        served.run();
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("a message could not be acknowledged");
      }
    }

    /** Those that have failed alike come back together: they were one call. */
    private void comeBack(List<Due> unanswered) {
      boolean follows = sink.leads();
      Map<Integer, Long> delays = new HashMap<>();
      synchronized (Describer.this) {
        for (Due each : unanswered) {
          if (each.always
              || !each.served().isEmpty()
              || !each.cause.equals(Informer.DRIFT)
              || (follows && !cache.atRest(each.arn))) {
            each.failures++;
            long delay = delays.computeIfAbsent(each.failures, backoff::delayNanos);
            due.later(each, clock.nanos() + delay);
          }
        }
      }
    }
  }

  private static Set<String> unknown(Description.Answered answer) {
    Set<String> ids = new HashSet<>();
    for (ObservedTask task : answer.tasks()) {
      if (task.state() instanceof TaskState.Unknown) {
        ids.add(Arns.last(task.task().arn()));
      }
    }
    return ids;
  }

  /** A task of which more is expected is due again by itself. */
  private void follow(Collection<Due> described) {
    if (!sink.leads()) {
      return;
    }
    synchronized (this) {
      for (Due each : described) {
        if (cache.atRest(each.arn)) {
          forget(each.arn);
        } else {
          long now = clock.nanos();
          Ask ask = asks.compute(Arns.last(each.arn), (_, before) -> Ask.after(before, now));
          due.later(new Due(each.arn, Informer.DRIFT, now, false), ask.atNanos());
        }
      }
    }
  }

  private synchronized void forget(String arn) {
    asks.remove(Arns.last(arn));
  }

  private void resolve(Supplier<Description.Answered> rest, List<Due> waiting) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (this) {
      resolving.add(done);
    }
    try {
      runtime
          .io()
          .execute(
              () -> {
                try {
                  sink.applied(rest.get(), waiting);
                } catch (RuntimeException e) {
                  LOG.atError().setCause(e).log("a description failed unexpectedly");
                } finally {
                  resolved(done);
                  follow(waiting);
                  pump();
                }
              });
    } catch (RejectedExecutionException e) {
      resolved(done);
    }
  }

  private void resolved(CompletableFuture<Void> done) {
    done.complete(null);
    synchronized (this) {
      resolving.removeIf(CompletableFuture::isDone);
    }
  }

  /**
   * Tells the rounds that began before the call.
   *
   * @param begunNanos when the call began
   * @param failure why a task could not be described; null where it could
   */
  private void ended(List<Due> asked, long begunNanos, Function<String, @Nullable String> failure) {
    List<Round> over = new ArrayList<>();
    synchronized (this) {
      for (Round round : rounds) {
        if (begunNanos - round.begunNanos >= 0) {
          asked.forEach(each -> round.ended(each.arn, failure.apply(each.arn)));
        }
        if (round.left.isEmpty()) {
          over.add(round);
        }
      }
    }
    over.forEach(round -> round.done.complete(null));
  }

  /** Background calls until each of its tasks is answered, by one of them or by any other call. */
  private final class Round {
    private final boolean ofPass;
    private final Urgency urgency;
    private final long begunNanos = clock.nanos();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    // Guarded by the describer.
    private final Map<String, String> left = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private int reserved;

    Round(Collection<String> arns, boolean ofPass, Urgency urgency) {
      this.ofPass = ofPass;
      this.urgency = urgency;
      arns.forEach(arn -> left.put(Arns.last(arn), arn));
    }

    Map<String, String> run() {
      if (left.isEmpty()) {
        return failures;
      }
      int lanes = Math.clamp(Math.ceilDiv(left.size(), EcsReader.PAGE), 1, LANES);
      synchronized (Describer.this) {
        if (closed) {
          left.values().forEach(arn -> failures.put(arn, "stopping"));
          return failures;
        }
        rounds.add(this);
        for (String arn : left.values()) {
          Due each = new Due(arn, Informer.DRIFT, clock.nanos(), false);
          each.ofPass = ofPass;
          due.background(each);
        }
      }
      try {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
          running.add(CompletableFuture.runAsync(this::lane, runtime.io()));
        }
        running.forEach(CompletableFuture::join);
        done.join();
      } finally {
        synchronized (Describer.this) {
          rounds.remove(this);
          left.values().forEach(arn -> failures.put(arn, "stopping"));
        }
        pump();
      }
      return failures;
    }

    private void lane() {
      while (reserve()) {
        call(urgency, this::choose);
      }
    }

    /** A call for each hundred that are left, and no more. */
    private boolean reserve() {
      synchronized (Describer.this) {
        boolean more = !closed && reserved * EcsReader.PAGE < due.backgroundSize();
        reserved += more ? 1 : 0;
        return more;
      }
    }

    private List<Due> choose() {
      synchronized (Describer.this) {
        reserved--;
        return due.takeBackground();
      }
    }

    void ended(String arn, @Nullable String failure) {
      String mine = left.remove(Arns.last(arn));
      if (mine != null && failure != null) {
        failures.put(mine, failure);
      }
    }
  }
}
