package io.github.ecstasktracker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.benchmark.ChurnLog.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every bound can be missed, and a run that misses none is kept. */
class ChurnRowTest {
  private static final String AT = "10.0.0.1:32768";

  private static ChurnCase run(String name) {
    return ChurnCase.all(Optional.empty(), List.of(Via.SQS)).stream()
        .filter(run -> run.name().contains(name))
        .findFirst()
        .orElseThrow();
  }

  private static MadeUpLog right(long lag) {
    MadeUpLog log = new MadeUpLog().starts(-100, "web", "one", AT).adds(-50, "web", AT);
    log.stops(100, "web", "one", AT).removes(100 + lag, "web", AT);
    return log.starts(200, "web", "two", "b").adds(200 + lag, "web", "b").lists(15_000);
  }

  private static ChurnRow row(String name, MadeUpLog log) {
    ChurnCase run = run(name);
    return new ChurnRow(run, ChurnFigures.of(log.until(30_000), run.share(), run.lag()));
  }

  private static List<String> broken(MadeUpLog log) {
    return row("3/s, SQS", log).broken();
  }

  @Test
  void runThatIsRight_isKept() {
    assertThat(broken(right(30))).isEmpty();
    assertThat(row("3/s, SQS", right(30)).kept()).isTrue();
    assertThat(ChurnRow.table(List.of(row("3/s, SQS", right(30)))))
        .endsWith(
            "| 3/s, SQS | 30 / 30 / 30 | 30 / 30 / 30 | 30 / 70 | 0 | 0 | 15.0 s | 1.00 | 0 | 0 |"
                + " kept |\n");
  }

  @Test
  void eachBound_canBeMissed() {
    assertThat(broken(right(31))).containsExactly("additions p50", "removals p50");
    assertThat(broken(right(71))).contains("additions p99", "removals p99");
    assertThat(broken(right(30).adds(300, "web", "x").removes(400, "web", "x")))
        .contains("1 added while dead", "writes a change");
    assertThat(broken(right(30).removes(300, "web", "b").adds(400, "web", "b")))
        .contains("1 removed while serving");
    assertThat(broken(right(30).starts(300, "web", "three", "c")))
        .containsExactly("1 not in the table at the end");
    assertThat(broken(right(30).items(300, 1))).containsExactly("writes a change");
    assertThat(broken(right(30).calls(300, 52, MadeUpLog.US, Bucket.CLUSTER_READS)))
        .containsExactly("2.0 calls over its share");
    assertThat(broken(new MadeUpLog().lists(15_000))).contains("no additions", "no removals");
    ChurnCase run = run("3/s, SQS");
    ChurnFigures late = ChurnFigures.of(right(30).until(45_001), run.share(), run.lag());
    assertThat(new ChurnRow(run, late).broken()).containsExactly("passes 30.0 s apart");
  }

  @Test
  void lostEvent_mustBeHealed() {
    MadeUpLog log = new MadeUpLog().starts(100, "web", "one", AT).loses("one", true);
    log.lists(1_000).lists(2_000).adds(4_000, "web", AT);

    assertThat(row("5 % of", log).broken())
        .contains("1 lost events not healed by the end of the next pass");
  }

  @Test
  void naiveWay_isOnlyTold() {
    assertThat(row("3/s, list and describe", right(5_000)).kept()).isTrue();
    assertThat(row("3/s, list and describe", right(5_000)).row().bound()).isEmpty();
  }

  @Test
  void times_areTheirOwn_unlessOneIsGiven() {
    assertThat(run("1/s, SQS").time()).isEqualTo(Duration.ofSeconds(300));
    assertThat(run("3/s, SQS").time()).isEqualTo(Duration.ofSeconds(120));
    assertThat(ChurnCase.all(Optional.of(Duration.ofSeconds(5)), List.of(Via.values())))
        .hasSize(23)
        .allMatch(run -> run.time().toSeconds() == 5);
  }

  @Test
  void plot_showsTheNaiveWayBeside() {
    assertThat(
            Churn.plot(
                List.of(row("3/s, SQS", right(30)), row("3/s, list and describe", right(500)))))
        .contains("events through SQS", "list and describe at each event")
        .doesNotContain("POST");
  }
}
