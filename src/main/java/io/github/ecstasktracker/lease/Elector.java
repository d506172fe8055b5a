package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acquires, renews and releases the lease.
 *
 * <ul>
 *   <li>A term begins when the store has accepted its token. It ends at the first of: the renew
 *       deadline by our own clock, a refused heartbeat, a write refused by the fence, the release.
 *       An ended term never resumes; the next one has a new token and a higher epoch.
 *   <li>{@link #standing()} checks the deadline itself, so a loop that hangs, sleeps or has died
 *       does not keep this process leader.
 *   <li>A lease is taken if it is absent, released, our own, or was not renewed for its duration as
 *       observed here. No wall clock is used.
 *   <li>No failure of the store or the listener ends the loop.
 *   <li>No lock is held while the store or the listener is called.
 * </ul>
 *
 * <p>An instance runs once. To end gracefully, call {@link #stop()}, finish the work in flight,
 * then call {@link #release()}.
 */
public final class Elector implements Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(Elector.class);

  private final LeaseStore store;
  private final Candidate candidate;
  private final LeaseTiming timing;
  private final MonotonicClock clock;
  private final RandomGenerator random;
  private final Supplier<UUID> ids;
  private final InterruptibleSleep sleep;
  private final TermState termState;
  private final ForeignDeploymentCheck foreignDeployments;
  private final ReportedError reportedError = new ReportedError();
  private final CountDownLatch firstTurn = new CountDownLatch(1);

  private volatile Optional<ObservedLease> observed = Optional.empty();
  private volatile long progressNanos;

  /**
   * Used by the loop only. The epoch never decreases while this process lives, even if both items
   * are lost.
   */
  private long renewals;

  private long highestEpoch;

  /**
   * Sources of time, randomness and identity.
   *
   * @param ids never returns the same id twice, in any process
   */
  public record Platform(
      MonotonicClock clock, Pause pause, RandomGenerator random, Supplier<UUID> ids) {}

  public Elector(
      LeaseStore store,
      Candidate candidate,
      LeaseTiming timing,
      TermListener listener,
      Platform platform) {
    this.store = store;
    this.candidate = candidate;
    this.timing = timing;
    this.clock = platform.clock();
    this.random = platform.random();
    this.ids = platform.ids();
    this.sleep = new InterruptibleSleep(platform.pause());
    this.termState = new TermState(listener);
    this.foreignDeployments = new ForeignDeploymentCheck(candidate.scope());
    this.progressNanos = clock.nanos();
  }

  /** Runs the loop until it is released, stopped without a term, or interrupted. */
  public void run() {
    boolean on = true;
    while (on && isRunning()) {
      on = sleep.sleep(turn());
    }
    firstTurn.countDown();
  }

  /**
   * Prevents new terms. A held term is kept until {@link #release()}, so that work in flight can
   * finish under it.
   */
  public void stop() {
    if (!termState.close()) {
      sleep.end();
    }
  }

  /**
   * Ends the loop and the term, and lets the next leader take the lease at once. Call it after the
   * last write has ended. A failure is logged, not thrown; a further call retries what is still to
   * be released.
   */
  public void release() {
    termState.shutDown("lease released");
    sleep.end();
    termState.unreleased().ifPresent(this::releaseLease);
  }

  @Override
  public LeaderState standing() {
    @Nullable HeldTerm mine = termState.held();
    long now = clock.nanos();
    return mine != null && mine.holds(now)
        ? new LeaderState.Leader(mine.term())
        : new LeaderState.Standby(leader(now).map(Heartbeat::leader));
  }

  @Override
  public void refused(Fence fence) {
    @Nullable HeldTerm mine = termState.held();
    if (mine != null && mine.term().fence().filter(fence::equals).isPresent()) {
      termState.end(
          mine.handle(),
          "a write was refused: another term has begun, or the epoch item is missing");
    }
  }

  /** What is known of the lease, for display. */
  public LeaseStatus status() {
    if (standing() instanceof LeaderState.Leader(Term term)) {
      return LeaseStatus.leading(candidate, term.epoch(), reportedError.current());
    }
    Optional<Heartbeat> leader = leader(clock.nanos());
    return LeaseStatus.following(
        leader, leader.flatMap(foreignDeployments::foreign), reportedError.current());
  }

  /**
   * How long the loop has made no progress; up to {@link LeaseTiming#silenceMax()} is healthy. Zero
   * once it was stopped and has nothing left to do.
   */
  public Duration sinceProgress() {
    return isRunning() ? Duration.ofNanos(clock.nanos() - progressNanos) : Duration.ZERO;
  }

  /** Whether the loop has to run another iteration. */
  boolean isRunning() {
    return termState.isOpen();
  }

  /** The other process that leads, as far as this one knows. */
  private Optional<Heartbeat> leader(long nowNanos) {
    return observed
        .filter(seen -> !seen.isOf(candidate.process()) && !seen.isExpired(nowNanos))
        .map(ObservedLease::heartbeat);
  }

  /**
   * Runs one iteration and returns the pause before the next. Survives errors too: the heartbeat
   * thread of the DynamoDB lock client dies at the first one, unnoticed.
   */
  long turn() {
    progressNanos = clock.nanos();
    try {
      @Nullable HeldTerm mine = termState.held();
      if (mine != null) {
        renew(mine);
      }
      if (termState.held() == null && termState.isOpen()) {
        tryAcquire();
      }
      return untilNextTurn();
    } catch (RuntimeException | Error e) {
      reportedError.reportUnexpected(e);
      return retryNanos();
    } finally {
      progressNanos = clock.nanos();
      firstTurn.countDown();
    }
  }

  /**
   * Waits until the first iteration has read the lease, and tried to acquire it if it was free, or
   * until the loop ends.
   *
   * @return false if that takes longer than {@code most}
   */
  public boolean awaitFirstTurn(Duration most) throws InterruptedException {
    return firstTurn.await(most.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void renew(HeldTerm mine) {
    long sent = clock.nanos();
    if (mine.holds(sent)) {
      switch (store.renew(mine.handle(), new Renewal(++renewals, ids.get()))) {
        case LeaseAnswer.Done _ -> {
          reportedError.clear();
          termState.renewed(mine.handle(), sent, clock);
        }
        case LeaseAnswer.Refused _ ->
            termState.end(
                mine.handle(),
                "a heartbeat was refused: the lease belongs to another process, or is missing");
        case LeaseAnswer.Failed(String reason) -> reportedError.report(reason);
      }
    }
    @Nullable HeldTerm now = termState.held();
    if (now != null && !now.holds(clock.nanos())) {
      termState.end(
          now.handle(),
          "no heartbeat succeeded within %d ms".formatted(timing.renewDeadline().toMillis()));
    }
  }

  private void tryAcquire() {
    switch (store.read()) {
      case LeaseRead.NoTable(String sentence) -> reportedError.report(sentence);
      case LeaseRead.Failed(String reason) -> reportedError.report(reason);
      case LeaseRead.Seen(LeaseSnapshot snapshot) -> {
        long now = clock.nanos();
        observed =
            snapshot.heartbeat().map(heartbeat -> ObservedLease.next(observed, heartbeat, now));
        snapshot.heartbeat().ifPresent(foreignDeployments::observe);
        highestEpoch = Math.max(highestEpoch, snapshot.highestEpoch());
        if (observed.filter(seen -> !isFree(seen, now)).isEmpty()) {
          acquire(snapshot);
        } else {
          reportedError.clear();
        }
      }
    }
  }

  /**
   * A heartbeat of our own counts as free: its term expired by our clock, or the answer to its
   * acquisition was lost. No other process writes under it, and the new token fences off what we
   * sent under the old one.
   */
  private boolean isFree(ObservedLease seen, long nowNanos) {
    return seen.isOf(candidate.process()) || seen.isExpired(nowNanos);
  }

  private void acquire(LeaseSnapshot seen) {
    AcquireRequest request =
        new AcquireRequest(candidate, ids.get(), ids.get(), highestEpoch + 1, timing.duration());
    if (!termState.noteAttempt(request.handle())) {
      return;
    }
    long sent = clock.nanos();
    LeaseAnswer answer = store.acquire(seen, request);
    switch (answer) {
      case LeaseAnswer.Done _ -> {
        reportedError.clear();
        begin(request, sent);
      }
      case LeaseAnswer.Refused _ -> {
        reportedError.clear();
        termState.clear(request.handle());
      }
      case LeaseAnswer.Failed(String reason) -> reportedError.report(reason);
    }
    if (!(answer instanceof LeaseAnswer.Refused) && !termState.isOpen()) {
      // Stopped meanwhile: the release may have run before this acquisition landed, and found
      // nothing.
      releaseLease(request.handle());
    }
  }

  private void begin(AcquireRequest request, long sentNanos) {
    highestEpoch = request.epoch();
    observed = Optional.empty();
    Term term = new Term(request.epoch(), Optional.of(store.fence(request.token())), clock.nanos());
    termState.begin(new HeldTerm(term, request.handle(), sentNanos, timing.renewDeadline()), clock);
  }

  private void releaseLease(LeaseHandle handle) {
    try {
      switch (store.release(handle)) {
        case LeaseAnswer.Done _ -> {
          LOG.info("lease released");
          termState.clear(handle);
        }
        case LeaseAnswer.Refused _ -> termState.clear(handle);
        case LeaseAnswer.Failed(String reason) ->
            LOG.atWarn()
                .addKeyValue("reason", reason)
                .log("lease not released: other replicas wait until it expires");
      }
    } catch (RuntimeException e) {
      LOG.error("lease not released: other replicas wait until it expires", e);
    }
  }

  /** Time until the next heartbeat or read, or until our term or the observed lease expires. */
  private long untilNextTurn() {
    long now = clock.nanos();
    long retry = retryNanos();
    @Nullable HeldTerm mine = termState.held();
    if (mine != null) {
      return Math.min(retry, mine.remainingNanos(now));
    }
    long remaining = observed.map(seen -> seen.remainingNanos(now)).orElse(0L);
    return remaining > 0 ? Math.min(retry, remaining) : retry;
  }

  private long retryNanos() {
    double jitter = 1 + random.nextDouble() * (LeaseTiming.JITTER_MAX - 1);
    return (long) (timing.retryPeriod().toNanos() * jitter);
  }
}
