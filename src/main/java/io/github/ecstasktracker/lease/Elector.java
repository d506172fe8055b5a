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
 * Stands for leader, keeps the lease, and gives it back.
 *
 * <ul>
 *   <li>A term begins when the store has taken its token, and ends at the first of: the renew
 *       deadline by our own clock, a heartbeat refused, a write refused by the fence, the release.
 *       An ended term never comes back; the next one has another token and a higher epoch.
 *   <li>{@link #standing()} looks at the deadline itself, so a loop that hangs, sleeps or has died
 *       keeps nobody leader.
 *   <li>A lease is taken where it is absent, given back, our own, or untouched for its own duration
 *       as seen from here. No wall clock is looked at.
 *   <li>No failure ends the loop: not of the store, not of the listener.
 *   <li>No lock is held while the store or the listener is called.
 * </ul>
 *
 * <p>Runs once. A graceful end is {@link #stop()}, then the work in flight, then {@link
 * #release()}.
 */
public final class Elector implements Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(Elector.class);

  private final LeaseStore store;
  private final Candidate candidate;
  private final LeaseTiming timing;
  private final MonotonicClock clock;
  private final RandomGenerator random;
  private final Supplier<UUID> ids;
  private final Rest rest;
  private final Office office;
  private final Neighbours neighbours;
  private final Troubles troubles = new Troubles();
  private final CountDownLatch firstTurn = new CountDownLatch(1);

  private volatile Optional<Watch> watch = Optional.empty();
  private volatile long progressNanos;

  /** The loop's own. An epoch never falls while this process lives, even if both items are lost. */
  private long beats;

  private long highestEpoch;

  /**
   * Where time, chance and identity come from.
   *
   * @param ids never the same one twice, in any process
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
    this.rest = new Rest(platform.pause());
    this.office = new Office(listener);
    this.neighbours = new Neighbours(candidate.scope());
    this.progressNanos = clock.nanos();
  }

  /** Returns when it was released, stopped without a term, or interrupted. */
  public void run() {
    boolean on = true;
    while (on && goesOn()) {
      on = rest.take(turn());
    }
    firstTurn.countDown();
  }

  /**
   * Begins no term any more. One that goes on is kept until {@link #release()}, so that the work in
   * flight can end under it.
   */
  public void stop() {
    if (!office.close()) {
      rest.end();
    }
  }

  /**
   * Ends the loop and the term, and lets the next leader take the lease at once; to be called when
   * the last write has ended. A failure is told, not thrown; a further call tries again what is
   * still owed.
   */
  public void release() {
    office.leave("the lease is given back");
    rest.end();
    office.owed().ifPresent(this::giveBack);
  }

  @Override
  public Standing standing() {
    @Nullable Tenure mine = office.tenure();
    long now = clock.nanos();
    return mine != null && mine.holds(now)
        ? new Standing.Leader(mine.term())
        : new Standing.Standby(leader(now).map(Heartbeat::owner));
  }

  @Override
  public void refused(Fence fence) {
    @Nullable Tenure mine = office.tenure();
    if (mine != null && mine.term().fence().filter(fence::equals).isPresent()) {
      office.end(
          mine.claim(), "a write was refused: another term has begun, or the epoch item is gone");
    }
  }

  /** What is known of the lease, for people. */
  public LeaseStatus status() {
    if (standing() instanceof Standing.Leader(Term term)) {
      return LeaseStatus.leading(candidate, term.epoch(), troubles.current());
    }
    Optional<Heartbeat> leader = leader(clock.nanos());
    return LeaseStatus.following(leader, leader.flatMap(neighbours::foreign), troubles.current());
  }

  /**
   * How long the loop has not moved; up to {@link LeaseTiming#silenceMax()} is healthy. Zero once
   * it has been told to end, and has nothing left to do.
   */
  public Duration sinceProgress() {
    return goesOn() ? Duration.ofNanos(clock.nanos() - progressNanos) : Duration.ZERO;
  }

  /** Whether there is another turn to take. */
  boolean goesOn() {
    return office.isOpen();
  }

  /** The other process that leads, as far as can be known from here. */
  private Optional<Heartbeat> leader(long nowNanos) {
    return watch
        .filter(seen -> !seen.isOf(candidate.process()) && !seen.isExpired(nowNanos))
        .map(Watch::heartbeat);
  }

  /**
   * One turn of the loop; answers the rest before the next. It outlives errors too: the heartbeat
   * thread of the DynamoDB lock client dies of the first, and nobody hears of it.
   */
  long turn() {
    progressNanos = clock.nanos();
    try {
      @Nullable Tenure mine = office.tenure();
      if (mine != null) {
        renew(mine);
      }
      if (office.tenure() == null && office.isOpen()) {
        stand();
      }
      return untilNextTurn();
    } catch (RuntimeException | Error e) {
      troubles.unexpected(e);
      return retryNanos();
    } finally {
      progressNanos = clock.nanos();
      firstTurn.countDown();
    }
  }

  /**
   * Waits for the end of the first look at the lease, and of the bid for it where it was free; or
   * for the end of the loop.
   *
   * @return false where that takes longer than {@code most}
   */
  public boolean awaitFirstTurn(Duration most) throws InterruptedException {
    return firstTurn.await(most.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void renew(Tenure mine) {
    long sent = clock.nanos();
    if (mine.holds(sent)) {
      switch (store.renew(mine.claim(), new Beat(++beats, ids.get()))) {
        case LeaseAnswer.Done _ -> {
          troubles.over();
          office.prolong(mine.claim(), sent, clock);
        }
        case LeaseAnswer.Refused _ ->
            office.end(mine.claim(), "a heartbeat was refused: the lease is another's, or gone");
        case LeaseAnswer.Failed(String reason) -> troubles.met(reason);
      }
    }
    @Nullable Tenure now = office.tenure();
    if (now != null && !now.holds(clock.nanos())) {
      office.end(
          now.claim(),
          "no heartbeat landed within %d ms".formatted(timing.renewDeadline().toMillis()));
    }
  }

  private void stand() {
    switch (store.read()) {
      case LeaseRead.NoTable(String sentence) -> troubles.met(sentence);
      case LeaseRead.Failed(String reason) -> troubles.met(reason);
      case LeaseRead.Seen(Sighting sighting) -> {
        long now = clock.nanos();
        watch = sighting.heartbeat().map(heartbeat -> Watch.next(watch, heartbeat, now));
        sighting.heartbeat().ifPresent(neighbours::saw);
        highestEpoch = Math.max(highestEpoch, sighting.highestEpoch());
        if (watch.filter(seen -> !isFree(seen, now)).isEmpty()) {
          bid(sighting);
        } else {
          troubles.over();
        }
      }
    }
  }

  /**
   * Our own heartbeat without a term: it ended by our clock, or the answer to the bid was lost.
   * Nobody else writes under it, and the new token shuts out what we sent under the old one.
   */
  private boolean isFree(Watch seen, long nowNanos) {
    return seen.isOf(candidate.process()) || seen.isExpired(nowNanos);
  }

  private void bid(Sighting seen) {
    Bid bid = new Bid(candidate, ids.get(), ids.get(), highestEpoch + 1, timing.duration());
    if (!office.owe(bid.claim())) {
      return;
    }
    long sent = clock.nanos();
    LeaseAnswer answer = store.acquire(seen, bid);
    switch (answer) {
      case LeaseAnswer.Done _ -> {
        troubles.over();
        begin(bid, sent);
      }
      case LeaseAnswer.Refused _ -> {
        troubles.over();
        office.settle(bid.claim());
      }
      case LeaseAnswer.Failed(String reason) -> troubles.met(reason);
    }
    if (!(answer instanceof LeaseAnswer.Refused) && !office.isOpen()) {
      // Told to stop meanwhile: the release may have come before the bid landed, and found nothing.
      giveBack(bid.claim());
    }
  }

  private void begin(Bid bid, long sentNanos) {
    highestEpoch = bid.epoch();
    watch = Optional.empty();
    Term term = new Term(bid.epoch(), Optional.of(store.fence(bid.token())), clock.nanos());
    office.begin(new Tenure(term, bid.claim(), sentNanos, timing.renewDeadline()), clock);
  }

  private void giveBack(Claim claim) {
    try {
      switch (store.release(claim)) {
        case LeaseAnswer.Done _ -> {
          LOG.info("the lease is given back");
          office.settle(claim);
        }
        case LeaseAnswer.Refused _ -> office.settle(claim);
        case LeaseAnswer.Failed(String reason) ->
            LOG.atWarn()
                .addKeyValue("reason", reason)
                .log("the lease was not given back: others wait until it expires");
      }
    } catch (RuntimeException e) {
      LOG.error("the lease was not given back: others wait until it expires", e);
    }
  }

  /** To the next heartbeat or look; or to the moment when our term, or the watched lease, ends. */
  private long untilNextTurn() {
    long now = clock.nanos();
    long retry = retryNanos();
    @Nullable Tenure mine = office.tenure();
    if (mine != null) {
      return Math.min(retry, mine.remainingNanos(now));
    }
    long remaining = watch.map(seen -> seen.remainingNanos(now)).orElse(0L);
    return remaining > 0 ? Math.min(retry, remaining) : retry;
  }

  private long retryNanos() {
    double jitter = 1 + random.nextDouble() * (LeaseTiming.JITTER_MAX - 1);
    return (long) (timing.retryPeriod().toNanos() * jitter);
  }
}
