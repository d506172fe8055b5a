package io.github.ecstasktracker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few seconds of it, cold: that everything is seen, whatever it takes. */
class ChurnIT {
  @TempDir private Path folder;

  @Test
  void deathsAndBirths_areFollowedAndJudged() throws Exception {
    ChurnCase run = ChurnCase.all(Optional.of(Duration.ofSeconds(3)), List.of(Via.EVENT)).get(1);

    ChurnFigures figures = Churn.measure(run, 1, folder).figures();

    assertThat(run.name()).isEqualTo("3/s, POST /event");
    assertThat(figures.removals()).hasSizeBetween(1, 9).allMatch(nanos -> nanos > 0);
    assertThat(figures.additions()).hasSizeBetween(1, 9).allMatch(nanos -> nanos > 0);
    assertThat(figures.unfollowed()).isZero();
    assertThat(figures.safety().faults()).isEmpty();
    assertThat(figures.written()).isPositive();
    assertThat(figures.between()).isPositive();
  }
}
