package io.github.ecstasktracker.http.auth;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.github.ecstasktracker.metrics.OutcomeCounters;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cache of an issuer's keys.
 *
 * <ul>
 *   <li>Keys are read on demand: the first time, when they are ten minutes old, and when a token
 *       names an unknown key, since issuers rotate keys. Whatever tokens are presented, the issuer
 *       is contacted at most once in ten seconds, by one request at a time.
 *   <li>If they cannot be refreshed, the last keys are used for an hour; after that, access is
 *       denied.
 *   <li>During a refresh, requests use the current keys; if there are none, a few requests wait for
 *       at most one read and the rest are refused.
 * </ul>
 */
final class SigningKeys implements JWKSource<SecurityContext> {
  private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

  static final Duration FRESH = Duration.ofMinutes(10);
  static final Duration USABLE = Duration.ofHours(1);
  static final Duration REST = Duration.ofSeconds(10);

  /** Time for two responses of the issuer, each within its limit. */
  private static final Duration WAIT = Duration.ofSeconds(9);

  /** Limits waiting requests, which anybody can cause. */
  private static final int WAITERS = 16;

  private final Issuer issuer;
  private final MonotonicClock clock;
  private final OutcomeCounters<Outcome> counters;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Held held;
  // Guarded by the lock.
  private boolean asked;
  private long askedAt;
  private boolean failing;

  SigningKeys(Issuer issuer, MonotonicClock clock, OutcomeCounters<Outcome> counters) {
    this.issuer = issuer;
    this.clock = clock;
    this.counters = counters;
  }

  /** Source of the keys. */
  interface Issuer {
    Result<JWKSet> keys() throws InterruptedException;
  }

  /** Result of reading the keys. */
  enum Outcome {
    READ,
    FAILED
  }

  private record Held(JWKSet keys, long readAt) {}

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    Held now = held;
    if (now == null || age(now) >= FRESH.toNanos()) {
      now = readAnew(now);
    }
    List<JWK> found = selector.select(usable(now).keys());
    return found.isEmpty() ? selector.select(usable(readAnew(now)).keys()) : found;
  }

  private Held usable(@Nullable Held keys) throws KeySourceException {
    if (keys == null || age(keys) >= USABLE.toNanos()) {
      throw new KeySourceException("the issuer's keys cannot be read");
    }
    return keys;
  }

  private long age(Held keys) {
    return clock.nanos() - keys.readAt();
  }

  /** The keys after a read, or the current ones if no read is due. */
  private @Nullable Held readAnew(@Nullable Held seen) {
    try {
      boolean waits = seen == null && reading.getQueueLength() < WAITERS;
      boolean mine =
          waits ? reading.tryLock(WAIT.toNanos(), TimeUnit.NANOSECONDS) : reading.tryLock();
      if (!mine) {
        return held;
      }
      try {
        if (Objects.equals(held, seen) && (!asked || clock.nanos() - askedAt >= REST.toNanos())) {
          read();
        }
        return held;
      } finally {
        reading.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return held;
    }
  }

  private void read() throws InterruptedException {
    asked = true;
    askedAt = clock.nanos();
    switch (issuer.keys()) {
      case Result.Ok<JWKSet>(JWKSet keys) -> {
        counters.add(Outcome.READ, 1);
        failing = false;
        held = new Held(keys, askedAt);
      }
      case Result.Failed<JWKSet>(String reason, boolean _) -> {
        counters.add(Outcome.FAILED, 1);
        if (!failing) {
          LOG.atWarn().addKeyValue("reason", reason).log("keys of --jwt-issuer could not be read");
        }
        failing = true;
      }
    }
  }
}
