package io.github.ecstasktracker.ratelimit;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps our use of each AWS API within our share of its budget, and away from one that is down.
 * Each API has its own {@link TokenBudget}, {@link Circuit} and bound of calls at once, so that
 * trouble with one does not slow another.
 *
 * <ul>
 *   <li>A call waits for its turn and its token. Where too many are under way for {@link
 *       Limits#maxWait()}, it fails as throttled.
 *   <li>A throttled answer empties our bucket: the account's is empty, and everyone in it waits for
 *       the refill together. Ours refills more slowly from then on, and recovers slowly.
 *   <li>A call is never made twice: what failed is the caller's to retry.
 * </ul>
 */
public final class Pace implements CallGate {
  private final Map<AwsApi, ApiLane> lanes = new EnumMap<>(AwsApi.class);

  public Pace(Limits limits, MonotonicClock clock, Pause pause, MeterRegistry registry) {
    for (AwsApi api : AwsApi.values()) {
      lanes.put(api, new ApiLane(api, limits, clock, pause, registry));
    }
  }

  @Override
  public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
    return lane(api).call(urgency, call);
  }

  @Override
  public Duration spacing(AwsApi api) {
    return lane(api).spacing();
  }

  /** Pays for one more attempt, which the SDK makes by itself inside a call. Does not wait. */
  public void retryToken(AwsApi api) {
    lane(api).chargeAttempt();
  }

  /** Changes our share of every API's budget; a standby takes less than a leader. */
  public void share(double share) {
    lanes.values().forEach(lane -> lane.share(share));
  }

  private ApiLane lane(AwsApi api) {
    ApiLane lane = lanes.get(api);
    if (lane == null) {
      throw new IllegalStateException("no lane for " + api);
    }
    return lane;
  }

  /**
   * The bounds of every API.
   *
   * @param share of the account's budgets; above 0, at most 1
   * @param maxWait the longest wait for room among the calls under way
   * @param callsAtOnce the most calls of one API under way, those waiting for a token included
   */
  public record Limits(double share, Duration maxWait, int callsAtOnce) {
    /** Half the budget, ten seconds, 32 calls. */
    public static final Limits DEFAULT = new Limits(0.5, Duration.ofSeconds(10), 32);

    public Limits {
      if (!maxWait.isPositive() || maxWait.compareTo(Duration.ofMinutes(10)) > 0) {
        throw new IllegalArgumentException("maxWait is above 0 and at most PT10M, not " + maxWait);
      }
      if (callsAtOnce < 1) {
        throw new IllegalArgumentException("callsAtOnce is at least 1, not " + callsAtOnce);
      }
    }
  }
}
