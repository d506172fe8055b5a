package io.github.ecstasktracker.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessFiguresTest {
  private final ProcessFigures own = new ProcessFigures(ProcessHandle.current().pid());

  @Test
  void ownFigures_arePlausible() {
    assertThat(own.resident()).isBetween(10L << 20, 100L << 30);
    assertThat(own.peakResident()).isGreaterThanOrEqualTo(own.resident() / 2);
    assertThat(own.cpu()).isBetween(Duration.ofMillis(100), Duration.ofDays(1));
  }

  @Test
  void liveBytes_areThoseOfAllClassesButFillers() {
    assertThat(
            ProcessFigures.liveBytes(
                """
                4711:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:        238316       16750056  [B (java.base@25.0.3)
                   2:          1336        4347032  [Ljdk.internal.vm.FillerElement; (java.base@25.0.3)
                   3:             1             16  io.github.ecstasktracker.Main
                Total        239653       21097104
                """))
        .isEqualTo(16_750_056 + 16);
    assertThatThrownBy(() -> ProcessFigures.liveBytes("no such process"))
        .hasMessageContaining("no such process");
  }
}
