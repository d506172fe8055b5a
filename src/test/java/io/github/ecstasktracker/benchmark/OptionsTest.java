package io.github.ecstasktracker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void noWords_areTheDefaults() throws Exception {
    assertThat(Options.parse())
        .isEqualTo(
            new Options(
                Duration.ofSeconds(60),
                List.of(Via.SQS, Via.EVENT),
                1,
                Optional.empty(),
                10,
                OptionalInt.empty(),
                Optional.empty(),
                false));
  }

  @Test
  void everyWord_isHeard() throws Exception {
    assertThat(Options.parse("--seconds", "5", "--via", "event", "--seed", "9", "--help"))
        .isEqualTo(
            new Options(
                Duration.ofSeconds(5),
                List.of(Via.EVENT),
                9,
                Optional.empty(),
                10,
                OptionalInt.empty(),
                Optional.empty(),
                true));
  }

  @Test
  void failover_isAnotherMeasurement() throws Exception {
    assertThat(Options.parse("failover").failovers()).hasValue(10);
    assertThat(Options.parse("failover", "--runs", "3", "--seed", "9").failovers()).hasValue(3);
    assertThatThrownBy(() -> Options.parse("failover", "--runs", "101"))
        .hasMessageContaining("--runs");
    assertThatThrownBy(() -> Options.parse("--runs", "3", "failover"))
        .hasMessageContaining("failover");
  }

  @Test
  void tables_haveWordsOfTheirOwn() throws Exception {
    assertThat(Options.parse("start", "--runs", "3"))
        .extracting(Options::table, Options::runs)
        .containsExactly(Optional.of(Table.START), 3);
    assertThat(Options.parse("readers").table()).contains(Table.READERS);
    assertThatThrownBy(() -> Options.parse("--runs", "3", "start")).hasMessageContaining("start");
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
