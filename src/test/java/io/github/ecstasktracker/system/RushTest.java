package io.github.ecstasktracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What binds of {@code benchmark storm} and {@code benchmark hot}. */
class RushTest {
  @Test
  void storm_isOverSoonAfterTheBudgetCouldHaveReadTheClusterOnce() {
    // A small one is over before addresses have moved from one service to another.
    Rush.Size size = new Rush.Size(1_000, 10, false);
    Rush.Outcome outcome = new Rush(1, size).run();

    int calls = 2 * size.tasks() / 100;
    assertThat(outcome.passCalls()).as("a read of everything, at rest").isEqualTo(calls);
    assertThat(outcome.toTrue())
        .isLessThan(Duration.ofSeconds(calls / 20).multipliedBy(6).dividedBy(5));
    assertThat(outcome.writes()).isLessThanOrEqualTo(2 * outcome.observed());
    assertThat(outcome.inFlightMost()).isEqualTo(1);
    assertThat(outcome.refused()).isZero();
  }

  @Test
  void hotService_hasOneWriteInFlight_andNoneThatIsRefusedOrNotCalledFor() {
    Rush.Outcome outcome = new Rush(1, new Rush.Size(1, 300, false)).run();

    assertThat(outcome.inFlightMost()).isEqualTo(1);
    assertThat(outcome.refused()).isZero();
    assertThat(outcome.writes()).isPositive().isLessThanOrEqualTo(outcome.observed());
  }
}
