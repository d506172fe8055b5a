package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.testing.SteppedTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MissingTasksTest {
  private static final Duration SPACING = Duration.ofSeconds(60);

  private final SteppedTime time = new SteppedTime();
  private final MissingTasks missing = new MissingTasks(time, SPACING);

  @Test
  void saidOnce_provesNothing() {
    assertThat(missing.gone("a")).isFalse();
    time.advance(SPACING.minusNanos(1));
    assertThat(missing.gone("a")).isFalse();
  }

  @Test
  void saidAgainOneSpacingLater_provesGone() {
    assertThat(missing.gone("a")).isFalse();
    time.advance(SPACING);
    assertThat(missing.gone("a")).isTrue();
    assertThat(missing.gone("b")).isFalse();
  }

  @Test
  void describedBetween_startsAnew() {
    assertThat(missing.gone("a")).isFalse();
    missing.seen("a");
    time.advance(SPACING);
    assertThat(missing.gone("a")).isFalse();
  }

  @Test
  void notSaidForThreeSpacings_isForgotten() {
    assertThat(missing.gone("a")).isFalse();
    time.advance(SPACING.multipliedBy(3).plusNanos(1));
    assertThat(missing.gone("b")).isFalse();
    assertThat(missing.gone("a")).isFalse();
  }
}
