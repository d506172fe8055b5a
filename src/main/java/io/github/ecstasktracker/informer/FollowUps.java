package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Arns;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When tasks of which more is expected are asked for again by themselves: after 1, 2, 4 ...
 * seconds, and every 15 at last. Guarded by the {@link Describer}.
 */
final class FollowUps {
  private static final Duration MAX = Duration.ofSeconds(15);

  /**
   * @param times how often it came to that, with this one
   */
  private record FollowUp(int times, long atNanos) {
    /** A description that came before the time, along with others, does not put it off. */
    static FollowUp after(@Nullable FollowUp before, long now) {
      if (before != null && now - before.atNanos < 0) {
        return before;
      }
      int times = before == null ? 1 : before.times + 1;
      long seconds = Math.min(MAX.toSeconds(), 1L << Math.min(times - 1, 4));
      return new FollowUp(times, now + Duration.ofSeconds(seconds).toNanos());
    }
  }

  private final Map<String, FollowUp> byId = new HashMap<>();

  /** The task was described now, and more is expected of it. */
  long next(String arn, long now) {
    return byId.compute(Arns.last(arn), (_, before) -> FollowUp.after(before, now)).atNanos();
  }

  /** Nothing more is expected, or there is news: the next one comes after a second again. */
  void forget(String arn) {
    byId.remove(Arns.last(arn));
  }

  void clear() {
    byId.clear();
  }
}
