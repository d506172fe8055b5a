package io.github.ecstasktracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The modules of the image's runtime are those that the program and its libraries need. */
class RuntimeModulesIT {
  /**
   * What is referred to and never used: 15 MB of windows and fonts for annotations and beans of
   * java.beans, which the SDK's models and Jackson look for and do without; remote JMX of logback.
   */
  private static final Set<String> LEFT_OUT = Set.of("java.desktop", "java.rmi");

  private static final Path CLASSES = Path.of("target", "classes");

  @Test
  void modules_areThoseThatJdepsFinds() throws Exception {
    Set<String> needed = new TreeSet<>(jdeps());
    needed.removeAll(LEFT_OUT);

    assertThat(
            Files.readAllLines(Path.of("src", "image", "modules.txt")).stream()
                .filter(line -> !line.startsWith("#")))
        .containsExactlyInAnyOrderElementsOf(needed);
  }

  private static List<String> jdeps() throws IOException {
    List<String> jars = libraries();
    List<String> words =
        new ArrayList<>(
            List.of("--multi-release", "25", "--ignore-missing-deps", "-q", "--print-module-deps"));
    words.addAll(List.of("--class-path", String.join(File.pathSeparator, jars)));
    words.add(CLASSES.toString());
    words.addAll(jars);
    StringWriter out = new StringWriter();
    PrintWriter print = new PrintWriter(out);
    int code =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(print, print, words.toArray(String[]::new));
    assertThat(code).as(out.toString()).isZero();
    return Arrays.asList(out.toString().lines().toList().getLast().split(","));
  }

  private static List<String> libraries() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of("target", "lib"))) {
      return jars.map(Path::toString).sorted().toList();
    }
  }
}
