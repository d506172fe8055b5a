package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.Requests.Request;
import io.github.ecstasktracker.informer.Informer;
import io.github.ecstasktracker.informer.Pass;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.BackendReader;
import io.github.ecstasktracker.target.TableScan;
import io.github.ecstasktracker.workqueue.Backoff;
import io.github.ecstasktracker.workqueue.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes: everything is listed, described and scanned at a fixed rate and whenever somebody asks
 * for everything, and every backend is queued then. What lost events missed is repaired here.
 *
 * <ul>
 *   <li>One pass at a time. One asked for during another runs right after it.
 *   <li>Triggers never postpone the timer, and the timer never skips: a tick during a pass runs
 *       right after it.
 *   <li>A pass that is not complete is tried again soon, with backoff, beside the timer; whoever
 *       waits for a pass goes on waiting.
 * </ul>
 */
final class Resync {
  static final String NAME = "resync";
  private static final Duration SILENCE = Duration.ofMinutes(10);
  private static final Logger LOG = LoggerFactory.getLogger(Resync.class);

  private final Informer informer;
  private final BackendReader reader;
  private final KnownItems items;
  private final ServiceLookup lookup;
  private final Queueing queueing;
  private final StatusPublisher status;
  private final Parts parts;

  // Guarded by this.
  private boolean started;
  private boolean running;
  private boolean stopped;
  private boolean retryScheduled;
  private int failures;
  private @Nullable Wanted next;

  /** What passes that were not complete were to be. */
  private @Nullable Wanted owed;

  /** Raised when a term ends: what was wanted before is wanted no more. */
  private int terms;

  /**
   * @param onComplete runs after each pass that was complete
   */
  record Parts(
      Platform platform,
      Duration interval,
      Progress progress,
      ControllerMetrics metrics,
      Backoff backoff,
      Runnable onComplete) {}

  /** What the next pass is for. */
  private record Wanted(
      Optional<String> cause, boolean force, List<CompletableFuture<Void>> waiting) {
    Wanted and(@Nullable Wanted other) {
      if (other == null) {
        return this;
      }
      List<CompletableFuture<Void>> all = new ArrayList<>(waiting);
      all.addAll(other.waiting);
      return new Wanted(cause.or(other::cause), force || other.force, List.copyOf(all));
    }

    Urgency urgency() {
      return cause.isPresent() ? Urgency.LIVE : Urgency.BACKGROUND;
    }
  }

  /** A pass, and the term in which it was taken up: in one step. */
  private record Begun(Wanted wanted, int term) {}

  private static final Wanted TIMER = new Wanted(Optional.empty(), false, List.of());

  Resync(
      Informer informer,
      BackendReader reader,
      KnownItems items,
      ServiceLookup lookup,
      Queueing queueing,
      StatusPublisher status,
      Parts parts) {
    this.informer = informer;
    this.reader = reader;
    this.items = items;
    this.lookup = lookup;
    this.queueing = queueing;
    this.status = status;
    this.parts = parts;
  }

  void start() {
    moved();
    synchronized (this) {
      started = true;
    }
    tick(parts.platform().clock().nanos());
  }

  /**
   * Asks for a pass that begins after now.
   *
   * @param done completed when every backend has been reconciled after it
   */
  void request(String cause, boolean force, CompletableFuture<Void> done) {
    want(new Wanted(Optional.of(cause), force, List.of(done)));
  }

  /** Asks for a pass that begins after now and goes behind live changes. */
  void requestBehindLive() {
    want(TIMER);
  }

  /** Nobody waits any more: a pass that was asked for is made for the timer's sake alone. */
  synchronized void forgetWaiting() {
    terms++;
    next = next == null ? null : TIMER;
    owed = null;
  }

  synchronized void stop() {
    stopped = true;
    parts.progress().ended(NAME);
  }

  /** The informer moves: a long pass is no reason to restart. */
  void moved() {
    synchronized (this) {
      if (stopped) {
        return;
      }
    }
    parts.progress().moved(NAME, SILENCE.plus(parts.interval()));
  }

  private void tick(long dueNanos) {
    long next = dueNanos + parts.interval().toNanos();
    parts
        .platform()
        .timers()
        .after(
            Duration.ofNanos(Math.max(0, next - parts.platform().clock().nanos())),
            () -> tick(next));
    want(TIMER);
  }

  private void want(Wanted wanted) {
    synchronized (this) {
      if (stopped) {
        return;
      }
      next = wanted.and(next);
      if (running || !started) {
        return;
      }
      running = true;
    }
    execute();
  }

  private void execute() {
    try {
      parts.platform().jobs().execute(this::runAll);
    } catch (RejectedExecutionException e) {
      stop();
    }
  }

  private void runAll() {
    for (Begun begun = begin(); begun != null; begun = begin()) {
      List<String> problems;
      try {
        problems = run(begun.wanted(), begun.term());
      } catch (RuntimeException | Error e) {
        LOG.atError().setCause(e).log("a pass failed");
        problems = List.of(e.toString());
      }
      ended(begun.wanted(), problems, begun.term());
    }
  }

  private synchronized @Nullable Begun begin() {
    if (stopped || next == null) {
      running = false;
      return null;
    }
    Wanted wanted = next.and(owed);
    next = null;
    owed = null;
    return new Begun(wanted, terms);
  }

  private void ended(Wanted wanted, List<String> problems, int term) {
    Optional<Duration> retry = Optional.empty();
    synchronized (this) {
      if (problems.isEmpty()) {
        failures = 0;
      } else {
        failures++;
        if (term == terms) {
          owed = wanted.and(owed);
        }
        if (!retryScheduled && next == null) {
          retryScheduled = true;
          retry = Optional.of(Duration.ofNanos(parts.backoff().delayNanos(failures)));
        }
      }
    }
    retry.ifPresent(delay -> parts.platform().timers().after(delay, this::retry));
  }

  private void retry() {
    synchronized (this) {
      retryScheduled = false;
      if (failures == 0) {
        // A complete one was made meanwhile.
        return;
      }
    }
    want(TIMER);
  }

  private List<String> run(Wanted wanted, int term) {
    Completion completion = new Completion();
    List<String> problems = pass(wanted, completion, term);
    if (problems.isEmpty()) {
      completion.then(
          () -> {
            if (isTerm(term)) {
              wanted.waiting().forEach(done -> done.complete(null));
            }
          });
      parts.onComplete().run();
    }
    return problems;
  }

  private synchronized boolean isTerm(int term) {
    return term == terms;
  }

  /** One pass on this thread: returns when every backend has been reconciled. */
  List<String> once(boolean force) {
    Completion completion = new Completion();
    int term;
    synchronized (this) {
      term = terms;
    }
    List<String> problems =
        pass(new Wanted(Optional.of("command"), force, List.of()), completion, term);
    completion.join();
    return problems;
  }

  private List<String> pass(Wanted wanted, Completion completion, int term) {
    Instant begunAt = parts.platform().wall().instant();
    long begun = parts.platform().clock().nanos();
    Urgency urgency = wanted.urgency();
    CompletableFuture<Result<TableScan>> scanning =
        CompletableFuture.supplyAsync(() -> scan(urgency), parts.platform().io());
    Pass pass = informer.pass(urgency, wanted.cause().isPresent());
    List<String> problems = new ArrayList<>(pass.problems());
    List<String> findings = new ArrayList<>();
    switch (scanning.join()) {
      case Result.Ok<TableScan>(TableScan scan) -> {
        findings.addAll(scan.findings());
        if (pass.complete()) {
          lookup.take(scan.backends().values(), urgency);
        }
      }
      case Result.Failed<TableScan>(String reason, boolean _) -> problems.add(reason);
    }
    queueAll(isTerm(term) ? wanted : TIMER, pass, completion);
    if (problems.isEmpty()) {
      completion.then(() -> status.passed(findings, begunAt));
    } else {
      LOG.atWarn().addKeyValue("problems", problems).log("a pass was not complete");
    }
    parts.metrics().fullPass(Duration.ofNanos(parts.platform().clock().nanos() - begun));
    return problems;
  }

  /** Changes that are written while the pass goes on read no item that the scan has shown. */
  private Result<TableScan> scan(Urgency urgency) {
    long begun = parts.platform().clock().nanos();
    Result<TableScan> answer = reader.scan(urgency);
    if (answer instanceof Result.Ok<TableScan>(TableScan scan)) {
      items.scanned(scan, begun);
    }
    return answer;
  }

  private void queueAll(Wanted wanted, Pass pass, Completion completion) {
    Set<BackendKey> keys = new HashSet<>(informer.backends());
    keys.addAll(items.keys());
    keys.addAll(status.keys());
    WorkQueue.Priority priority =
        wanted.cause().isPresent() ? WorkQueue.Priority.LIVE : WorkQueue.Priority.RESYNC;
    String cause = wanted.cause().orElse(Informer.DRIFT);
    for (BackendKey key : keys) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      Request request = Request.ofPass(cause, pass.begunNanos(), wanted.force()).awaited(done);
      if (queueing.add(key, request, priority)) {
        completion.add(done);
      }
    }
    completion.close();
  }
}
