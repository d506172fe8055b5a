package io.github.ecstasktracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tests named after defects find them: with the defect planted the test fails, without it the
 * same test passes. So a test that cannot fail is found out.
 */
class PlantedDefectsIT {
  private static final int SECONDS = 120;
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir private Path folder;

  static List<PlantedDefect> defects() {
    return PlantedDefect.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  void plantedDefect_isFoundByItsTest(PlantedDefect defect)
      throws IOException, InterruptedException {
    Path classes = defect.plant(folder, CLASS_PATH);
    Path output = folder.resolve("test.out");
    int exit = run(classes + File.pathSeparator + CLASS_PATH, List.of(defect.test()), output);
    assertThat(exit)
        .as("%s with %s planted:%n%s", defect.test(), defect, Files.readString(output))
        .isEqualTo(ChildTests.FAILED);
  }

  @Test
  void withoutADefect_theSameTestsPass() throws IOException, InterruptedException {
    List<String> tests = defects().stream().map(PlantedDefect::test).distinct().toList();
    Path output = folder.resolve("test.out");
    int exit = run(CLASS_PATH, tests, output);
    assertThat(exit).as("%s:%n%s", tests, Files.readString(output)).isEqualTo(ChildTests.PASSED);
  }

  private static int run(String classPath, List<String> tests, Path output)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djdk.trackAllThreads=false",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                classPath,
                ChildTests.class.getName()));
    command.addAll(tests);
    Process child =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(child.waitFor(SECONDS, TimeUnit.SECONDS)).as("%s ended", tests).isTrue();
      return child.exitValue();
    } finally {
      child.destroyForcibly();
    }
  }
}
