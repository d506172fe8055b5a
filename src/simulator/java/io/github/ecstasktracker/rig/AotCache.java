package io.github.ecstasktracker.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The AOT cache of one jar and one JDK. It lies beside the jar, and beside it a copy of the JDK's
 * {@code release} file.
 *
 * <p>The JVM refuses a cache that another JDK or other jars made, but says so at each start; by the
 * two files the launcher script knows before.
 *
 * @param jar an absolute path
 */
record AotCache(Path javaHome, Path jar) {
  /** Of the jar that the build made, and the JDK that this process runs on. */
  static AotCache ofBuild() {
    return new AotCache(
        Path.of(System.getProperty("java.home")),
        JavaCommand.target().resolve("ecs-task-tracker.jar"));
  }

  Path file() {
    return jar.resolveSibling("ecs-task-tracker.aot");
  }

  /** Whether this jar and this JDK made it; the launcher script asks the same. */
  boolean fresh() throws IOException {
    return Files.exists(file())
        && Files.exists(releaseCopy())
        && Files.getLastModifiedTime(file()).compareTo(Files.getLastModifiedTime(jar)) > 0
        && Files.mismatch(releaseCopy(), release()) < 0;
  }

  /** Where a new one is to be written, before {@link #take}. */
  Path draft() {
    return jar.resolveSibling("ecs-task-tracker.aot.new");
  }

  /** Puts the draft in the old one's place. */
  void take() throws IOException {
    // Without the copy no cache counts: a break between these steps leaves none that is wrong.
    Files.deleteIfExists(releaseCopy());
    Files.move(draft(), file(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(release(), releaseCopy());
  }

  Path log() {
    return jar.resolveSibling("aot-training.log");
  }

  JavaCommand command() {
    return JavaCommand.ofJar(javaHome.resolve("bin").resolve("java"), jar);
  }

  private Path releaseCopy() {
    return jar.resolveSibling("ecs-task-tracker.aot.release");
  }

  private Path release() {
    return javaHome.resolve("release");
  }
}
