package io.github.ecstasktracker.ratelimit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;

/**
 * Our part of one API's request budget.
 *
 * <ul>
 *   <li>In any window of {@code w} seconds at most {@code share * (burst + refill * w)} tokens are
 *       given out, and never less than a bucket of one.
 *   <li>Background calls leave the last third of the bucket to live ones, for half of the time that
 *       they may wait. Then they come after the live ones that wait already, and before those that
 *       come later: however busy the live callers are, background work goes on.
 *   <li>Live callers get their tokens in the order in which they came, because each reserves its
 *       own; background callers look again whenever there may be one.
 *   <li>Nobody waits longer than he said.
 *   <li>Where the account's budget runs out all the same, ours refills more slowly for a while (see
 *       {@link Restraint}).
 * </ul>
 */
final class TokenBudget {
  private static final int NANOS_A_SECOND = 1_000_000_000;

  private final AwsApi api;
  private final MonotonicClock clock;
  private final Pause pause;
  private final Bucket bucket;
  private final Object background = new Object();

  // Guarded by background.
  /** Below the bucket's capacity. */
  private long reserve;

  private double share;
  private final Restraint restraint = new Restraint();

  TokenBudget(AwsApi api, double share, MonotonicClock clock, Pause pause) {
    this.api = api;
    this.clock = clock;
    this.pause = pause;
    this.share = share;
    BucketConfiguration configuration = configuration(share, 1);
    this.reserve = reserveOf(configuration);
    this.bucket =
        Bucket.builder()
            .addLimit(configuration.getBandwidths()[0])
            .withCustomTimePrecision(new Meter(clock))
            .build();
  }

  /** Changes the share; what is in the bucket keeps its proportion. */
  void share(double share) {
    synchronized (background) {
      configure(configuration(share, restraint.part()));
      this.share = share;
    }
  }

  /** Background callers see both at once: they must not ask for more than the bucket can hold. */
  private void configure(BucketConfiguration configuration) {
    reserve = reserveOf(configuration);
    bucket.replaceConfiguration(configuration, TokensInheritanceStrategy.PROPORTIONALLY);
  }

  /**
   * Takes a token, waiting for it where needed.
   *
   * @return false when it would take longer than {@code most}; then nothing is taken
   */
  boolean take(Urgency urgency, Duration most) throws InterruptedException {
    ease();
    return switch (urgency) {
      case LIVE -> bucket.asBlocking().tryConsume(1, most, pause::pause);
      case BACKGROUND -> takeBackground(most.toNanos());
    };
  }

  /** Takes a token for an attempt that is made in any case; later callers wait for it. */
  void charge() {
    bucket.consumeIgnoringRateLimits(1);
  }

  /** The account's bucket is empty, whatever ours says: it is emptied, and refills more slowly. */
  void throttled() {
    synchronized (background) {
      if (restraint.throttled(clock.nanos())) {
        configure(configuration(share, restraint.part()));
      }
    }
    // Last, so that nothing refills at the old rate meanwhile.
    bucket.tryConsumeAsMuchAsPossible();
  }

  /** Tokens there now; below zero where callers have reserved ahead. */
  long tokens() {
    return bucket.getAvailableTokens();
  }

  private void ease() {
    synchronized (background) {
      if (restraint.ease(clock.nanos())) {
        configure(configuration(share, restraint.part()));
      }
    }
  }

  private boolean takeBackground(long mostNanos) throws InterruptedException {
    long politeNanos = mostNanos / 2;
    long waited = 0;
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long nanos = tryBackground();
      if (nanos == 0) {
        return true;
      }
      if (waited == politeNanos) {
        return takeInTurn(mostNanos - waited);
      }
      if (bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill() > mostNanos - waited) {
        return false;
      }
      // Counted by what was asked for, so that the loop ends whatever the clock does.
      long step = Math.min(nanos, politeNanos - waited);
      waited += step;
      pause.pause(step);
    }
  }

  private boolean takeInTurn(long mostNanos) throws InterruptedException {
    return mostNanos > 0
        && bucket.asBlocking().tryConsume(1, Duration.ofNanos(mostNanos), pause::pause);
  }

  /** Zero where a token was taken, else how long to wait before the next look. */
  private long tryBackground() {
    // Between the look and the grip only live callers can come, and theirs is the reserve.
    synchronized (background) {
      long nanos = bucket.estimateAbilityToConsume(reserve + 1).getNanosToWaitForRefill();
      return nanos == 0 && !bucket.tryConsume(1) ? 1 : nanos;
    }
  }

  private BucketConfiguration configuration(double share, double part) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share is above 0 and at most 1, not " + share);
    }
    long capacity = Math.max(1, (long) (share * api.burst()));
    long nanosAToken = (long) Math.ceil(NANOS_A_SECOND / (share * part * api.refillPerSecond()));
    return BucketConfiguration.builder()
        .addLimit(limit -> limit.capacity(capacity).refillGreedy(1, Duration.ofNanos(nanosAToken)))
        .build();
  }

  /** A third, rounded up, but never all: background work must be able to go on. */
  private static long reserveOf(BucketConfiguration configuration) {
    long capacity = configuration.getBandwidths()[0].getCapacity();
    return Math.min(capacity - 1, Math.ceilDiv(capacity, 3));
  }

  /** Counts from zero, since bucket4j compares readings by size. */
  private static final class Meter implements TimeMeter {
    private final MonotonicClock clock;
    private final long origin;

    Meter(MonotonicClock clock) {
      this.clock = clock;
      this.origin = clock.nanos();
    }

    @Override
    public long currentTimeNanos() {
      return clock.nanos() - origin;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
