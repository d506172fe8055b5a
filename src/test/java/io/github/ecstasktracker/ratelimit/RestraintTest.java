package io.github.ecstasktracker.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RestraintTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Offset<Double> ROUNDING = within(1e-9);

  private final Restraint restraint = new Restraint();

  @Test
  void throttled_manyTimesInASecond_countsOnce() {
    assertThat(restraint.throttled(0)).isTrue();
    assertThat(restraint.throttled(1)).isFalse();
    assertThat(restraint.throttled(SECOND - 1)).isFalse();
    assertThat(restraint.part()).isCloseTo(0.7, ROUNDING);
    assertThat(restraint.throttled(SECOND)).isTrue();
    assertThat(restraint.part()).isCloseTo(0.49, ROUNDING);
  }

  @Test
  void throttled_forEver_keepsATenth() {
    for (int second = 0; second < 100; second++) {
      restraint.throttled(second * SECOND);
    }
    assertThat(restraint.part()).isEqualTo(Restraint.LEAST);
  }

  @Test
  void ease_givesBackAStepASecond_andStopsAtTheWhole() {
    restraint.throttled(0);
    assertThat(restraint.ease(SECOND - 1)).isFalse();
    assertThat(restraint.ease(2 * SECOND + 5)).isTrue();
    assertThat(restraint.part()).isCloseTo(0.8, ROUNDING);
    assertThat(restraint.ease(3 * SECOND - 1)).as("a part of a second").isFalse();
    assertThat(restraint.ease(3 * SECOND)).isTrue();
    assertThat(restraint.ease(1_000 * SECOND)).isTrue();
    assertThat(restraint.part()).isEqualTo(1);
    assertThat(restraint.ease(2_000 * SECOND)).isFalse();
  }

  @Test
  void throttled_soonAfterEasing_stillCounts() {
    long now = 0;
    restraint.throttled(now);
    for (int i = 0; i < 20; i++) {
      now += SECOND * 3 / 2;
      restraint.ease(now);
      restraint.throttled(now + SECOND / 50);
    }
    // What a second without one gives back, and a third of it less: 0.7 * (part + 0.05) = part.
    assertThat(restraint.part()).isLessThan(0.12);
  }

  @Test
  void ease_countsSecondsWithoutARefusal_alsoOfThoseThatChangedNothing() {
    restraint.throttled(0);
    restraint.throttled(SECOND - 1);
    assertThat(restraint.ease(2 * SECOND - 2)).isFalse();
    assertThat(restraint.ease(2 * SECOND - 1)).isTrue();
    assertThat(restraint.part()).isCloseTo(0.75, ROUNDING);
  }
}
