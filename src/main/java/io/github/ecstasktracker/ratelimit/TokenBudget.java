package io.github.ecstasktracker.ratelimit;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Our part of one API's request budget.
 *
 * <ul>
 *   <li>In any window of {@code w} seconds at most {@code share * (burst + refill * w)} tokens are
 *       given out, and never less than a bucket of one.
 *   <li>Callers of one urgency get their tokens in the order in which they came, however long that
 *       takes.
 *   <li>Background callers leave the last third of the bucket to live ones. But of four tokens that
 *       are given out while one of them waits, one is theirs: however busy the live callers are,
 *       background work goes on.
 *   <li>Where the account's budget runs out all the same, ours refills more slowly for a while (see
 *       {@link Restraint}).
 * </ul>
 */
final class TokenBudget {
  private static final int NANOS_A_SECOND = 1_000_000_000;

  /** Live tokens between two of a background caller that waits. */
  private static final int LIVE_RUN = 3;

  private final AwsApi api;
  private final MonotonicClock clock;
  private final Pause pause;
  private final Bucket bucket;
  private final AtomicLong tickets = new AtomicLong();
  private final Object lock = new Object();

  // Guarded by lock.
  private final Deque<Long> live = new ArrayDeque<>();
  private final Deque<Long> background = new ArrayDeque<>();

  /** Live tokens given out since a background caller, who waits, had one. */
  private int liveRun;

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
    synchronized (lock) {
      configure(configuration(share, restraint.part()));
      this.share = share;
    }
  }

  /** Background callers see both at once: they must not ask for more than the bucket can hold. */
  private void configure(BucketConfiguration configuration) {
    reserve = reserveOf(configuration);
    bucket.replaceConfiguration(configuration, TokensInheritanceStrategy.PROPORTIONALLY);
  }

  /** Takes a token, waiting for it where needed. */
  void take(Urgency urgency) throws InterruptedException {
    ease();
    Long ticket = tickets.getAndIncrement();
    synchronized (lock) {
      line(urgency).addLast(ticket);
    }
    try {
      for (long nanos = tryTake(urgency, ticket); nanos > 0; nanos = tryTake(urgency, ticket)) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        pause.pause(nanos);
      }
    } finally {
      synchronized (lock) {
        line(urgency).remove(ticket);
      }
    }
  }

  /** How far apart calls that can wait for each other are sent. */
  Duration spacing() {
    synchronized (lock) {
      Bandwidth limit = configuration(share, restraint.part()).getBandwidths()[0];
      return bucket.getAvailableTokens() * 2 > limit.getCapacity()
          ? Duration.ZERO
          : Duration.ofNanos(limit.getRefillPeriodNanos());
    }
  }

  /** Takes a token for an attempt that is made in any case; later callers wait for it. */
  void charge() {
    bucket.consumeIgnoringRateLimits(1);
  }

  /** The account's bucket is empty, whatever ours says: it is emptied, and refills more slowly. */
  void throttled() {
    synchronized (lock) {
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
    synchronized (lock) {
      if (restraint.ease(clock.nanos())) {
        configure(configuration(share, restraint.part()));
      }
    }
  }

  private long refillNanos() {
    return configuration(share, restraint.part()).getBandwidths()[0].getRefillPeriodNanos();
  }

  private Deque<Long> line(Urgency urgency) {
    return urgency == Urgency.LIVE ? live : background;
  }

  /** Zero where a token was taken, else how long to wait before the next try. */
  private long tryTake(Urgency urgency, Long ticket) {
    synchronized (lock) {
      boolean isLive = urgency == Urgency.LIVE;
      boolean backgroundsTurn = !background.isEmpty() && liveRun >= LIVE_RUN;
      long needed = isLive || backgroundsTurn ? 1 : reserve + 1;
      boolean first = ticket.equals(line(urgency).peekFirst());
      boolean turn = first && (isLive ? !backgroundsTurn : backgroundsTurn || live.isEmpty());
      long nanos = bucket.estimateAbilityToConsume(needed).getNanosToWaitForRefill();
      if (nanos > 0 || !turn || !bucket.tryConsume(1)) {
        // Not for longer than a token takes: whose turn it is may change meanwhile.
        return Math.clamp(nanos, Math.max(1, refillNanos() / 4), refillNanos());
      }
      liveRun = isLive && !background.isEmpty() ? liveRun + 1 : 0;
      return 0;
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
