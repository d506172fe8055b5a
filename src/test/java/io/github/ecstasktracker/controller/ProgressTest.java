package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.testing.SteppedTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final SteppedTime time = new SteppedTime();
  private final Progress progress = new Progress(time);

  @Test
  void loopThatMoves_isFine() {
    progress.moved("loop", LIMIT);
    time.advance(LIMIT);
    assertThat(progress.checks())
        .containsExactly(new ControllerStatus.Check("loop", true, "silent for 30 s of 30 s"));
  }

  @Test
  void loopThatIsSilentTooLong_failsUntilItMoves() {
    progress.moved("loop", LIMIT);
    time.advance(LIMIT.plusNanos(1));
    assertThat(progress.checks().getFirst().ok()).isFalse();
    progress.moved("loop", LIMIT);
    assertThat(progress.checks().getFirst().ok()).isTrue();
  }

  @Test
  void loopThatEnded_isNotChecked() {
    progress.moved("loop", LIMIT);
    progress.ended("loop");
    assertThat(progress.checks()).isEmpty();
  }
}
