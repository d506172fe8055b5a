package io.github.ecstasktracker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChurnOptionsTest {
  @Test
  void noWords_areTheDefaults() throws Exception {
    assertThat(ChurnOptions.parse("churn"))
        .isEqualTo(
            new ChurnOptions(Optional.empty(), List.of(Via.SQS, Via.EVENT), List.of(), false, 1));
  }

  @Test
  void everyWord_isHeard() throws Exception {
    ChurnOptions options =
        ChurnOptions.parse(
            "churn", "--seconds", "20", "--only", "1/s, SQS;6/s, list", "--record", "--seed", "7");

    assertThat(options.time()).contains(Duration.ofSeconds(20));
    assertThat(options.record()).isTrue();
    assertThat(options.seed()).isEqualTo(7);
    assertThat(options.runs())
        .extracting(ChurnCase::name)
        .containsExactly("1/s, SQS", "6/s, list and describe");
  }

  @Test
  void badWord_isNamed() {
    assertThatThrownBy(() -> ChurnOptions.parse("churn", "--only")).hasMessageContaining("--only");
    assertThatThrownBy(() -> ChurnOptions.parse("churn", "--only", "7/s"))
        .hasMessageContaining("7/s");
    assertThatThrownBy(() -> ChurnOptions.parse("churn", "--fast")).hasMessageContaining("--fast");
  }
}
