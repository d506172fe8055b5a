package io.github.ecstasktracker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.app.config.ColorMode;
import io.github.ecstasktracker.command.Console;
import io.github.ecstasktracker.command.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void noWords_areTheDefaults() throws Exception {
    assertThat(Options.parse())
        .isEqualTo(new Options(OptionalLong.empty(), false, ColorMode.AUTO, false));
  }

  @Test
  void everyWord_isHeard() throws Exception {
    assertThat(Options.parse("--seed", "-7", "--keep-running", "--color", "never", "--fast"))
        .isEqualTo(new Options(OptionalLong.of(-7), true, ColorMode.NEVER, true));
  }

  @Test
  void badWord_isNamed() {
    assertThatThrownBy(() -> Options.parse("--speed")).hasMessageContaining("--speed");
    assertThatThrownBy(() -> Options.parse("--seed")).hasMessage("--seed needs a value");
    assertThatThrownBy(() -> Options.parse("--seed", "x")).hasMessageContaining("x");
    assertThatThrownBy(() -> Options.parse("--color", "pink")).hasMessageContaining("pink");
  }

  @Test
  void misuse_startsNothingAndTellsTheUsage() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = console(new ByteArrayOutputStream(), err);

    assertThat(Demo.run(console, "--speed")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--speed", "--keep-running");
  }

  @Test
  void help_isAnAnswer() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThat(Demo.run(console(out, new ByteArrayOutputStream()), "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("--seed N");
  }

  private static Console console(ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return new Console(
        Map.of(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false);
  }
}
