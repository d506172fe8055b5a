package io.github.ecstasktracker.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The cache that the build made. */
class AotCacheIT {
  @Test
  void buildsCache_isTakenByTheJvmWithoutAWord() throws Exception {
    AotCache cache = AotCache.ofBuild();
    assumeThat(cache.fresh()).as("built without -Daot.skip").isTrue();
    // "on": without a cache that fits, the JVM does not start.
    List<String> words =
        new ArrayList<>(
            cache.command().with("-XX:AOTCache=" + cache.file(), "-XX:AOTMode=on").words());
    words.add("version");

    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(output).matches("ecs-task-tracker \\S+ \\(Java \\S+\\)\\R");
    assertThat(process.exitValue()).isZero();
  }
}
