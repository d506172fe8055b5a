package io.github.ecstasktracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An AOT cache fits the JVM options that it was made with, and no others. */
class JavaOptionsTest {
  private static final Pattern OF_THE_LAUNCHER = Pattern.compile("-X(?:X|log):[^ \\\\\"]+(?= )");

  @Test
  void image_startsTheJvmAsTheLauncherDoes() throws IOException {
    String become = Files.readString(Path.of("ecs-task-tracker"));
    become = become.substring(become.indexOf("\nbecome()"));
    become = become.substring(0, become.indexOf("\n}"));
    List<String> options =
        OF_THE_LAUNCHER.matcher(become).results().map(MatchResult::group).toList();

    assertThat(options).contains("-XX:+UseSerialGC", "-Xlog:disable");
    assertThat(Files.readAllLines(Path.of("src/image/java.options"))).containsAll(options);
  }
}
