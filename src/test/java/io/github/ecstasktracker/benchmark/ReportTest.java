package io.github.ecstasktracker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.benchmark.Sample.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void percentiles_areNearestRank() {
    Percentiles hundred = new Percentiles(LongStream.rangeClosed(1, 100).boxed().toList());
    assertThat(hundred.at(50)).isEqualTo(50);
    assertThat(hundred.at(99)).isEqualTo(99);
    assertThat(hundred.at(100)).isEqualTo(100);

    Percentiles three = new Percentiles(List.of(30L, 10L, 20L));
    assertThat(three.at(1)).isEqualTo(10);
    assertThat(three.at(50)).isEqualTo(20);
    assertThat(three.at(99)).isEqualTo(30);
  }

  @Test
  void percentilesOfNothing_areRefused() {
    assertThatThrownBy(() -> new Percentiles(List.of())).hasMessage("nothing was measured");
  }

  @Test
  void callsOfAnotherLook_areNotOnThePath() {
    assertThat(
            Report.path(
                List.of(
                    sample(Kind.REMOVAL, 1, Map.of("ecs:ListTasks", 1L)),
                    sample(Kind.REMOVAL, 1, Map.of("ecs:ListTasks", 3L, "ecs:Other", 1L)),
                    sample(Kind.REMOVAL, 1, Map.of("ecs:ListTasks", 1L)))))
        .isEqualTo(Map.of("ecs:ListTasks", 1L));
  }

  @Test
  void lines_tellTimesAndCalls() {
    Map<String, Long> calls =
        Map.of("ecs:ListTasks", 1L, "ecs:DescribeTasks", 1L, "dynamodb:GetItem", 1L);
    Report report =
        new Report(
            Via.SQS,
            List.of(
                sample(Kind.REMOVAL, 10_000_000, calls), sample(Kind.ADDITION, 30_000_000, calls)),
            0);

    assertThat(report.lines())
        .contains(
            "trigger to write, via sqs",
            "  all        p50 10.0 ms, p99 30.0 ms, max 30.0 ms (2 samples)",
            "  removals   p50 10.0 ms, p99 10.0 ms, max 10.0 ms (1 samples)",
            "  AWS calls between trigger and write: 3, of which one after another: 1",
            "    dynamodb:GetItem 1, beside",
            "    ecs:ListTasks 1, beside",
            "  calls throttled: 0");
  }

  private static Sample sample(Kind kind, long nanos, Map<String, Long> calls) {
    return new Sample(kind, nanos, new TreeMap<>(calls));
  }
}
