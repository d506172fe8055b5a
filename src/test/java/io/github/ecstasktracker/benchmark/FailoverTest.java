package io.github.ecstasktracker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.command.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FailoverTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void timesWithinTheirBounds_areKept() {
    Failover failover =
        new Failover(millis(900, 3_000, 1_200), millis(16_000, 19_800), millis(40, 1_000));

    assertThat(print(failover)).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "failover of two processes: lease 15 s, renewed every 2 s (up to 2.4 s)",
            "  graceful stop       median  1,200 ms, worst  3,000 ms; bound  3,000 ms: kept (3)",
            "  kill -9             median 16,000 ms, worst 19,800 ms; bound 19,800 ms: kept (2)",
            "  first event served  median     40 ms, worst  1,000 ms; bound  1,000 ms: kept (2)");
  }

  @Test
  void oneTimeBeyondItsBound_isAFinding() {
    assertThat(print(new Failover(millis(3_001), millis(1), millis(1))))
        .isEqualTo(ExitCode.FINDINGS);
    assertThat(print(new Failover(millis(1), millis(1, 19_801), millis(1))))
        .isEqualTo(ExitCode.FINDINGS);
    assertThat(print(new Failover(millis(1), millis(1), millis(1_001))))
        .isEqualTo(ExitCode.FINDINGS);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("BROKEN");
  }

  private int print(Failover failover) {
    return failover.print(new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private static List<Long> millis(long... millis) {
    return LongStream.of(millis).map(m -> m * 1_000_000).boxed().toList();
  }
}
