package io.github.ecstasktracker.system;

import io.github.ecstasktracker.app.aws.Budgets;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the calls of one process against each API's budget, by the process's own clock: in no
 * window more than its share of rate and burst.
 */
final class RateOracle {
  private static final double SHARE = 0.5;
  private static final double NANOS_A_SECOND = 1e9;

  /** What a bucket that refills in steps may be ahead of one that refills evenly. */
  private static final double ROUNDING = 1;

  private final Life life;
  private final Ledger ledger;
  private final Map<AwsApi, Bucket> buckets = new EnumMap<>(AwsApi.class);

  private static final class Bucket {
    private final double burst;
    private final double perNano;
    private double used;
    private long atNanos;

    Bucket(AwsApi api, long now) {
      this.burst = Math.max(1, SHARE * api.burst());
      this.perNano = SHARE * api.refillPerSecond() / NANOS_A_SECOND;
      this.atNanos = now;
    }

    boolean take(long now) {
      used = Math.max(0, used - (now - atNanos) * perNano) + 1;
      atNanos = now;
      return used <= burst + ROUNDING;
    }
  }

  RateOracle(Life life, Ledger ledger) {
    this.life = life;
    this.ledger = ledger;
  }

  void sends(Operation operation) {
    Optional<AwsApi> api = Budgets.of(operation.service(), operation.name());
    if (api.isPresent()) {
      long now = life.time().nanos();
      boolean within = buckets.computeIfAbsent(api.get(), a -> new Bucket(a, now)).take(now);
      ledger.holds(
          within, Invariant.I11, () -> "%s: too many calls of %s".formatted(life, api.get()));
    }
  }
}
