package io.github.ecstasktracker.simulation.faults;

/** A bucket of tokens, refilled evenly by the clock it is asked with. */
final class TokenBucket {
  private final double capacity;
  private final double perSecond;
  private double tokens;
  private long filledAt;
  private long emptyUntil = Long.MIN_VALUE;

  TokenBucket(double capacity, double perSecond, long nanos) {
    this.capacity = capacity;
    this.perSecond = perSecond;
    this.tokens = capacity;
    this.filledAt = nanos;
  }

  boolean take(long nanos) {
    refill(nanos);
    if (nanos < emptyUntil || tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  double tokens(long nanos) {
    refill(nanos);
    return nanos < emptyUntil ? 0 : tokens;
  }

  void empty(long nanos) {
    refill(nanos);
    tokens = 0;
  }

  /** Somebody else takes every token until then. */
  void emptyUntil(long nanos) {
    emptyUntil = nanos;
    tokens = 0;
    filledAt = Math.max(filledAt, nanos);
  }

  private void refill(long nanos) {
    if (nanos > filledAt) {
      tokens = Math.min(capacity, tokens + (nanos - filledAt) / 1e9 * perSecond);
      filledAt = nanos;
    }
  }
}
