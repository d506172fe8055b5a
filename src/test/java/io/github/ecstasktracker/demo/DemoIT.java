package io.github.ecstasktracker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.command.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo as a newcomer runs it, without the acts and pauses that only take time. */
class DemoIT {
  @Test
  void everyDrift_isHealed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);

    int code = Demo.run(console, "--fast", "--seed", "11");

    String told = out.toString(StandardCharsets.UTF_8);
    assertThat(code).as("%s%s", told, err).isZero();
    assertThat(told).startsWith("seed 11; ");
    assertThat(told.lines())
        .contains("  unhealed            0 (not right again within the bound)")
        .contains("  SIGTERM             the controller ended with exit code 0")
        .noneMatch(line -> line.contains("NOT HEALED"))
        .noneMatch(line -> line.contains("\u001b"))
        .filteredOn(line -> line.contains("healed ") && line.contains("wrong servers"))
        .hasSize(5);
    assertThat(err.size()).isZero();
  }
}
