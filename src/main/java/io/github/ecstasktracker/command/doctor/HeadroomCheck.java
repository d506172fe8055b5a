package io.github.ecstasktracker.command.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Checks whether AWS's request budget allows a full read in each resync interval. The tightest
 * budget counts: ListTasks, DescribeTasks and DescribeContainerInstances, which the whole account
 * shares (docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html).
 */
public final class HeadroomCheck implements Check {
  private static final String NAME = "api budget";

  private final Supplier<Used> used;
  private final Allowed allowed;

  /**
   * The cost of one full read.
   *
   * @param calls calls from the tightest budget
   * @param throttled attempts of any API that AWS throttled
   */
  public record Used(long calls, long throttled) {}

  /**
   * The available budget.
   *
   * @param perSecond refill rate of the tightest budget for the whole account, in calls
   * @param share share of it that this deployment may use
   */
  public record Allowed(int perSecond, double share, Duration resyncInterval) {}

  public HeadroomCheck(Supplier<Used> used, Allowed allowed) {
    this.used = used;
    this.allowed = allowed;
  }

  @Override
  public List<Finding> run() {
    Used cost = used.get();
    if (cost.throttled() > 0) {
      return List.of(
          Finding.found(
              NAME,
              "AWS throttled %d calls of this read: other callers exhaust the budget"
                  .formatted(cost.throttled()),
              "lower --api-share / ECS_TASK_TRACKER_API_SHARE, find who else calls ECS, or ask AWS"
                  + " for more"));
    }
    double room = allowed.perSecond() * allowed.share() * allowed.resyncInterval().toSeconds();
    String what =
        String.format(
            Locale.ROOT,
            "a full read costs %d ECS calls, of %.0f that --api-share allows in %d s",
            cost.calls(),
            room,
            allowed.resyncInterval().toSeconds());
    return List.of(
        cost.calls() <= room
            ? Finding.ok(NAME, what)
            : Finding.found(
                NAME, what, "raise --resync-interval or --api-share, or ask AWS for more"));
  }
}
