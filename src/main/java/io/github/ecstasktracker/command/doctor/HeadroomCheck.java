package io.github.ecstasktracker.command.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Whether AWS's request budget has room for a look at everything each resync interval. The tightest
 * one counts: ListTasks, DescribeTasks and DescribeContainerInstances, which all of the account
 * draw on (docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html).
 */
public final class HeadroomCheck implements Check {
  private static final String NAME = "api budget";

  private final Supplier<Used> used;
  private final Allowed allowed;

  /**
   * What one look cost.
   *
   * @param calls of the tightest budget
   * @param throttled attempts that AWS refused, of any API
   */
  public record Used(long calls, long throttled) {}

  /**
   * What may be used.
   *
   * @param perSecond calls of the tightest budget that flow back for the whole account
   * @param share of it that is this deployment's
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
              "AWS throttled %d calls of this look: others use the budget up"
                  .formatted(cost.throttled()),
              "lower --api-share / ECS_TASK_TRACKER_API_SHARE, find who else calls ECS, or ask AWS"
                  + " for more"));
    }
    double room = allowed.perSecond() * allowed.share() * allowed.resyncInterval().toSeconds();
    String what =
        String.format(
            Locale.ROOT,
            "a look at everything costs %d calls of ECS, of %.0f that --api-share allows in %d s",
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
