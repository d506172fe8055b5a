package io.github.ecstasktracker.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {
  private static final Instant JAR_MADE = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;
  private AotCache cache;

  @BeforeEach
  void jar() throws IOException {
    Path home = Files.createDirectories(folder.resolve("jdk"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
    Path jar = Files.createFile(folder.resolve("ecs-task-tracker.jar"));
    Files.setLastModifiedTime(jar, FileTime.from(JAR_MADE));
    cache = new AotCache(home, jar);
  }

  @Test
  void draft_isFreshOnceTaken() throws IOException {
    assertThat(cache.fresh()).isFalse();
    Files.createFile(cache.draft());
    assertThat(cache.fresh()).isFalse();

    cache.take();

    assertThat(cache.fresh()).isTrue();
    assertThat(cache.draft()).doesNotExist();
  }

  @Test
  void newerJar_needsANewCache() throws IOException {
    take();
    Files.setLastModifiedTime(cache.jar(), FileTime.from(Instant.now().plusSeconds(60)));

    assertThat(cache.fresh()).isFalse();
  }

  @Test
  void otherJdk_needsANewCache() throws IOException {
    take();
    Files.writeString(cache.javaHome().resolve("release"), "JAVA_VERSION=\"25.0.4\"\n");
    assertThat(cache.fresh()).isFalse();

    take();
    assertThat(cache.fresh()).isTrue();
  }

  private void take() throws IOException {
    Files.createFile(cache.draft());
    cache.take();
  }
}
