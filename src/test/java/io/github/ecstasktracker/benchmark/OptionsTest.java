package io.github.ecstasktracker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void noWords_areTheDefaults() throws Exception {
    assertThat(Options.parse())
        .isEqualTo(new Options(Duration.ofSeconds(60), List.of(Via.SQS, Via.EVENT), 1, false));
  }

  @Test
  void everyWord_isHeard() throws Exception {
    assertThat(Options.parse("--seconds", "5", "--via", "event", "--seed", "9", "--help"))
        .isEqualTo(new Options(Duration.ofSeconds(5), List.of(Via.EVENT), 9, true));
  }

  @Test
  void badWord_isNamed() {
    assertThatThrownBy(() -> Options.parse("--fast")).hasMessageContaining("--fast");
    assertThatThrownBy(() -> Options.parse("--via", "fax")).hasMessageContaining("fax");
    assertThatThrownBy(() -> Options.parse("--via")).hasMessage("--via needs a value");
    assertThatThrownBy(() -> Options.parse("--seconds", "0")).hasMessageContaining("--seconds");
    assertThatThrownBy(() -> Options.parse("--seconds", "3601")).hasMessageContaining("3600");
    assertThatThrownBy(() -> Options.parse("--seed", "x")).hasMessageContaining("--seed");
  }
}
