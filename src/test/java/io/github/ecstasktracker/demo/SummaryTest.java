package io.github.ecstasktracker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.demo.Drift.Kind;
import io.github.ecstasktracker.demo.Summary.Ending;
import io.github.ecstasktracker.demo.Summary.Events;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void allHealedAndNothingTouched_isZero() {
    Summary summary = summary(0, 0, true, true, new Ending.Exited(0));

    assertThat(summary.exitCode()).isZero();
    assertThat(summary.lines(Palette.PLAIN))
        .contains(
            "  drifts made         5",
            "  healed              4: median 20 ms, longest 40 ms",
            "                      3 by event: median 20 ms, longest 30 ms",
            "  unhealed            0 (not right again within the bound)",
            "  AWS calls           15 by the controller:",
            "                      ecs:ListTasks 8",
            "  transactions        1 (writes, and takings of the lease)",
            "  foreign attributes  untouched (12 items compared, byte for byte)",
            "  weight set by hand  kept",
            "  SIGTERM             the controller ended with exit code 0")
        .anyMatch(line -> line.contains("100 sent: 30 dropped, 4 doubled, 3 overtaken, 2 late"));
  }

  @Test
  void anythingUnhealed_isOne() {
    assertThat(summary(1, 0, true, true, new Ending.Exited(0)).exitCode()).isEqualTo(1);
    assertThat(summary(0, 1, true, true, new Ending.Exited(0)).exitCode()).isEqualTo(1);
  }

  @Test
  void anythingOverwritten_isOne() {
    Summary touched = summary(0, 0, false, true, new Ending.Exited(0));
    Summary weightLost = summary(0, 0, true, false, new Ending.Exited(0));

    assertThat(touched.exitCode()).isEqualTo(1);
    assertThat(touched.lines(Palette.PLAIN)).anyMatch(line -> line.contains("CHANGED"));
    assertThat(weightLost.exitCode()).isEqualTo(1);
    assertThat(weightLost.lines(Palette.PLAIN)).anyMatch(line -> line.contains("LOST"));
  }

  @Test
  void controllerThatDoesNotEndWell_isOne() {
    assertThat(summary(0, 0, true, true, new Ending.Exited(143)).exitCode()).isEqualTo(1);
    assertThat(summary(0, 0, true, true, new Ending.TimedOut()).exitCode()).isEqualTo(1);
    assertThat(summary(0, 0, true, true, new Ending.StillRunning()).exitCode()).isZero();
  }

  @Test
  void verdicts_areColoured() {
    assertThat(summary(1, 0, true, true, new Ending.Exited(0)).lines(Palette.ANSI))
        .anyMatch(line -> line.contains("\u001b[31m1\u001b[0m"))
        .anyMatch(line -> line.contains("\u001b[32muntouched\u001b[0m"));
  }

  @Test
  void times_ofNothing_areZero() {
    assertThat(Times.of(List.of())).isEqualTo(new Times(0, 0, 0));
  }

  private static Summary summary(
      int open, int overdue, boolean untouched, boolean weightKept, Ending ending) {
    TreeMap<String, Times> byCause = new TreeMap<>();
    byCause.put("event", times(10, 20, 30));
    byCause.put("resync", times(40));
    TreeMap<String, Long> calls = new TreeMap<>();
    calls.put("ecs:ListTasks", 8L);
    calls.put("dynamodb:UpdateItem", 4L);
    calls.put("dynamodb:TransactWriteItems", 1L);
    calls.put("dynamodb:GetItem", 2L);
    return new Summary(
        times(10, 20, 30, 40),
        open,
        overdue,
        1,
        byCause,
        calls,
        new Events(100, 30, 4, 3, 2),
        12,
        untouched,
        weightKept,
        ending);
  }

  private static Times times(long... millis) {
    return Times.of(
        LongStream.of(millis)
            .mapToObj(took -> new Drift("web", "a", Kind.STALE, 0, took * 1_000_000))
            .toList());
  }
}
