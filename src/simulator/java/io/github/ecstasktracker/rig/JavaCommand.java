package io.github.ecstasktracker.rig;

import io.github.ecstasktracker.Main;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JVM that is to run the product.
 *
 * @param java the executable
 * @param options for the JVM
 * @param program the class path and main class, or the jar
 */
public record JavaCommand(Path java, List<String> options, List<String> program) {
  public JavaCommand {
    options = List.copyOf(options);
    program = List.copyOf(program);
  }

  /** The classes that this JVM runs with, in little memory. */
  public static JavaCommand ofClasses() {
    return new JavaCommand(
        ownJava(),
        List.of("-XX:+UseSerialGC", "-Xmx256m"),
        List.of("-cp", classPath(), Main.class.getName()));
  }

  /** The jar that the build made, as the launcher script starts it. */
  public static JavaCommand ofJar() {
    return ofJar(ownJava(), target().resolve("ecs-task-tracker.jar"));
  }

  /** A jar as the launcher script starts it: the AOT cache wants the same options at each start. */
  static JavaCommand ofJar(Path java, Path jar) {
    if (!Files.exists(jar)) {
      throw new IllegalStateException("no jar at " + jar + "; mvn package makes it");
    }
    return new JavaCommand(
        java,
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TrimNativeHeapInterval=10000",
            "-Xlog:disable",
            "-Xlog:all=warning:stderr"),
        List.of("-jar", jar.toString()));
  }

  /** With more options for the JVM. */
  public JavaCommand with(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new JavaCommand(java, all, program);
  }

  public List<String> words() {
    List<String> words = new ArrayList<>();
    words.add(java.toString());
    words.addAll(options);
    words.addAll(program);
    return words;
  }

  /** The folder that the build fills. */
  public static Path target() {
    try {
      return Path.of(JavaCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .resolveSibling("");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Ours without the test classes, whose logging configuration is for tests. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !Files.exists(Path.of(entry, "logback-test.xml")))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
