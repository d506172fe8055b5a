package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, in a copied checkout whose path has spaces, with a JDK and a Maven that only talk.
 */
class LauncherTest {
  /** Folders are made while the test runs, and count as sources too. */
  private static final Instant BUILT = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir Path folder;
  private Path checkout;
  private Path jdk;

  private record Ended(int code, long pid, List<String> out, List<String> err) {}

  @BeforeEach
  void copy() throws IOException {
    checkout = Files.createDirectories(folder.resolve("a check out"));
    Path script = checkout.resolve("ecs-task-tracker");
    Files.copy(Path.of("ecs-task-tracker"), script);
    executable(script);
    file("pom.xml", BUILT.minusSeconds(60));
    file("src/main/java/Main.java", BUILT.minusSeconds(60));
    file("target/ecs-task-tracker.jar", BUILT.minusSeconds(1));
    Files.writeString(file("target/test.classpath", BUILT), "/lib/one.jar:/lib/two.jar");
    Files.setLastModifiedTime(checkout.resolve("target/test.classpath"), FileTime.from(BUILT));
    jdk = jdk("jdk 25", "25.0.1");
  }

  @Test
  void command_becomesJavaWithItsWords() throws Exception {
    Ended ended = run(Map.of(), "run", "--table", "two words");

    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("pid " + ended.pid(), "-jar", checkout + "/target/ecs-task-tracker.jar")
        .endsWith("run", "--table", "two words");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void exitCode_isJavas() throws Exception {
    assertThat(run(Map.of("JAVA_EXIT", "64"), "run").code()).isEqualTo(64);
  }

  @Test
  void javaOpts_areWords() throws Exception {
    assertThat(run(Map.of("JAVA_OPTS", "-Xmx200m -Dx=y"), "run").out())
        .contains("-Xmx200m", "-Dx=y");
  }

  @Test
  void demoAndBenchmarkAndAot_runFromTheTestSide() throws Exception {
    String classPath =
        "%1$s/target/test-classes:%1$s/target/classes:/lib/one.jar:/lib/two.jar"
            .formatted(checkout);

    assertThat(run(Map.of(), "demo", "--seed", "1").out())
        .containsSequence("-cp", classPath, "io.github.ecstasktracker.demo.Demo", "--seed", "1");
    assertThat(run(Map.of(), "aot").out())
        .containsSequence(classPath, "io.github.ecstasktracker.rig.AotTraining");
    assertThat(run(Map.of(), "benchmark").out())
        .containsSequence(classPath, "io.github.ecstasktracker.benchmark.Benchmark");
  }

  @Test
  void link_leadsToTheCheckout() throws Exception {
    Path link =
        Files.createSymbolicLink(folder.resolve("tracker"), checkout.resolve("ecs-task-tracker"));

    assertThat(start(link, Map.of(), "version").out())
        .contains(checkout + "/target/ecs-task-tracker.jar");
  }

  @Test
  void aotCache_isUsedWhereTheJarAndTheJdkMadeIt() throws Exception {
    Path cache = file("target/ecs-task-tracker.aot", BUILT);
    assertThat(usesAotCache()).as("nobody knows which JDK made it").isFalse();

    Path release = file("target/ecs-task-tracker.aot.release", BUILT);
    Files.copy(jdk.resolve("release"), release, StandardCopyOption.REPLACE_EXISTING);
    assertThat(run(Map.of(), "run").out()).containsSequence("-XX:AOTCache=" + cache, "-jar");

    Files.writeString(release, "JAVA_VERSION=\"25.0.0\"\n");
    assertThat(usesAotCache()).as("of another JDK").isFalse();

    Files.copy(jdk.resolve("release"), release, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(cache, FileTime.from(BUILT.minusSeconds(30)));
    assertThat(usesAotCache()).as("of an older jar").isFalse();
  }

  private boolean usesAotCache() throws Exception {
    return run(Map.of(), "run").out().stream().anyMatch(word -> word.contains("AOTCache"));
  }

  @Test
  void newerSource_isBuiltFirst() throws Exception {
    file("src/test/java/NewTest.java", BUILT.plusSeconds(1));

    Ended ended = run(Map.of(), "run");

    assertThat(ended.code()).isZero();
    assertThat(ended.err()).first().asString().contains("building");
    assertThat(ended.err()).contains("mvn -f " + checkout + "/pom.xml with " + jdk);
    assertThat(ended.out()).endsWith("run");
  }

  @Test
  void brokenBuild_startsNothing() throws Exception {
    Files.delete(checkout.resolve("target/test.classpath"));

    Ended ended = run(Map.of("MVN_EXIT", "1"), "run");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).last().asString().contains("the build failed");
  }

  @Test
  void olderJava_isPassedOver() throws Exception {
    Path old = jdk("jdk 17", "17.0.15");

    Ended ended = run(Map.of("JAVA_HOME", old.toString(), "PATH", path(jdk)), "--print-java-home");

    assertThat(ended.out()).containsExactly(jdk.toString());
  }

  private Ended run(Map<String, String> env, String... words) throws Exception {
    return start(checkout.resolve("ecs-task-tracker"), env, words);
  }

  private Ended start(Path script, Map<String, String> env, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(words));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(Path.of("/").toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_OPTS"));
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("PATH", path(mavenFolder()));
    builder.environment().putAll(env);
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(), process.pid(), Files.readAllLines(out), Files.readAllLines(err));
  }

  private static String path(Path first) {
    Path bin = Files.isDirectory(first.resolve("bin")) ? first.resolve("bin") : first;
    return bin + ":/usr/bin:/bin";
  }

  private Path mavenFolder() throws IOException {
    Path maven = Files.createDirectories(folder.resolve("maven"));
    script(
        maven.resolve("mvn"),
        """
        while [ "$1" != -f ]; do shift; done
        echo "mvn -f $2 with $JAVA25_HOME"
        exit "${MVN_EXIT:-0}"
        """);
    return maven;
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(
        home.resolve("bin/java"),
        """
        echo "pid $$"
        printf '%s\\n' "$@"
        exit "${JAVA_EXIT:-0}"
        """);
    script(home.resolve("bin/javac"), "exit 1\n");
    return home;
  }

  private static void script(Path path, String body) throws IOException {
    Files.writeString(path, "#!/bin/sh\n" + body, StandardCharsets.UTF_8);
    executable(path);
  }

  private static void executable(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path file(String name, Instant modified) throws IOException {
    Path path = checkout.resolve(name);
    Files.createDirectories(path.getParent());
    if (!Files.exists(path)) {
      Files.createFile(path);
    }
    Files.setLastModifiedTime(path, FileTime.from(modified));
    return path;
  }
}
