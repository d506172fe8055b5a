package io.github.ecstasktracker.benchmark;

import static io.github.ecstasktracker.benchmark.MadeUpLog.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.benchmark.ChurnLog.Bucket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is made of a log, and that whatever went wrong in it is found. */
class ChurnFiguresTest {
  private static final String AT = "10.0.0.1:32768";

  private static ChurnFigures of(ChurnLog log) {
    return ChurnFigures.of(log, 0.5, Duration.ZERO);
  }

  private static MadeUpLog served() {
    return new MadeUpLog().starts(-100, "web", "one", AT).adds(-50, "web", AT);
  }

  @Test
  void lag_isFromTheTurnToTheWriteThatLanded() {
    ChurnFigures figures =
        of(
            served()
                .stops(100, "web", "one", AT)
                .removes(130, "web", AT)
                .starts(200, "web", "two", "b")
                .adds(245, "web", "b")
                .until(1_000));

    assertThat(figures.removals()).containsExactly(30_000_000L);
    assertThat(figures.additions()).containsExactly(45_000_000L);
    assertThat(figures.changes()).isEqualTo(2);
    assertThat(figures.written()).isEqualTo(2);
    assertThat(figures.unfollowed()).isZero();
  }

  @Test
  void turnThatTheTableNeverFollowed_isTold_andOneThatTurnedBackIsNot() {
    assertThat(of(served().stops(100, "web", "one", AT).until(1_000)).unfollowed()).isOne();
    assertThat(
            of(
                new MadeUpLog()
                    .starts(100, "web", "one", AT)
                    .stops(110, "web", "one", AT)
                    .until(1_000)))
        .extracting(ChurnFigures::unfollowed, figures -> figures.additions().size())
        .containsExactly(0, 0);
  }

  @Test
  void passesApart_areFromBeginToBegin_andToTheEnd() {
    assertThat(between(new MadeUpLog().lists(-5_000).lists(10_000).lists(26_000).until(30_000)))
        .isEqualTo(16_000);
    assertThat(between(new MadeUpLog().lists(1_000).until(32_000))).isEqualTo(31_000);
    assertThat(between(new MadeUpLog().until(32_000))).isEqualTo(32_000);
  }

  private static long between(ChurnLog log) {
    return of(log).between() / 1_000_000;
  }

  @Test
  void calls_mayDrawTheShareOfEachBucket_eachProcessByItself() {
    Bucket reads = Bucket.CLUSTER_READS;
    MadeUpLog log = new MadeUpLog().calls(0, 50, US, reads).calls(0, 50, "replica2", reads);
    log.calls(0, 25, US, Bucket.DEFINITIONS).calls(1_000, 10, US, reads);

    assertThat(of(log.until(2_000)).overdrawn()).isZero();
    assertThat(of(log.calls(1_000, 3, US, reads).until(2_000)).overdrawn()).isEqualTo(3);
    assertThat(of(log.calls(0, 5, US, Bucket.SERVICES).until(2_000)).overdrawn()).isEqualTo(3);
    assertThat(of(new MadeUpLog().calls(0, 27, US, Bucket.SERVICES).until(2_000)).overdrawn())
        .isEqualTo(2);
  }

  @Test
  void addressOfAnother_isAstrayUntilEitherEnds() {
    MadeUpLog log =
        served()
            .stops(100, "web", "one", AT)
            .starts(150, "api", "two", AT)
            .adds(180, "api", AT)
            .removes(250, "web", AT);

    assertThat(of(log.until(1_000)).strays()).containsExactly(100_000_000L);
    assertThat(of(served().until(1_000)).strays()).isEmpty();
    assertThat(
            of(served().stops(100, "web", "one", AT).starts(150, "api", "two", AT).until(1_000))
                .strays())
        .containsExactly(850_000_000L);
  }

  @Test
  void lostEvent_isHealedByTheEndOfTheNextPass() {
    MadeUpLog log =
        served()
            .stops(100, "web", "one", AT)
            .loses("one", false)
            .delivers(90, "web")
            .delivers(3_000, "web")
            .lists(5_000)
            .lists(20_000);

    assertThat(of(log.removes(3_500, "web", AT).until(40_000)))
        .extracting(ChurnFigures::lost, ChurnFigures::byNextEvent, ChurnFigures::late)
        .containsExactly(1, 1, 0);
  }

  @Test
  void lostEventHealedLater_orNever_isLate() {
    assertThat(healed(20_500)).extracting(ChurnFigures::late).isEqualTo(0);
    assertThat(healed(21_500))
        .extracting(ChurnFigures::lost, ChurnFigures::byNextEvent, ChurnFigures::late)
        .containsExactly(1, 0, 1);
    assertThat(healed(50_000)).extracting(ChurnFigures::late).isEqualTo(1);
  }

  private static ChurnFigures healed(long at) {
    MadeUpLog log = served().stops(100, "web", "one", AT).loses("one", false);
    return of(log.lists(5_000).lists(20_000).lists(35_000).removes(at, "web", AT).until(60_000));
  }
}
