package io.github.ecstasktracker.deploy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The chart of this checkout, in the hands of Helm itself. */
final class Chart {
  static final Path FOLDER = Path.of("helm", "ecs-task-tracker");
  static final String RELEASE = "tracker";
  static final String NAMESPACE = "balancing";

  /** Without a cluster to ask, Helm takes one that is long out of support. */
  private static final String KUBERNETES = "1.34.0";

  private Chart() {}

  /** The value sets that the chart brings along. */
  static List<Path> valueSets() {
    try (Stream<Path> files = Files.list(FOLDER.resolve("ci"))) {
      return files.filter(file -> file.toString().endsWith("-values.yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path valueSet(String name) {
    return FOLDER.resolve("ci").resolve(name + "-values.yaml");
  }

  static LintResult lint() {
    return new Helm(FOLDER).lint().strict().call();
  }

  /**
   * What Helm makes of it.
   *
   * @throws IllegalStateException with Helm's words where it refuses
   */
  static Release render(Path values, Map<String, ?> more) {
    TemplateCommand template =
        new Helm(FOLDER)
            .template()
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .withKubeVersion(KUBERNETES)
            .withValuesFile(values);
    more.forEach(template::set);
    return new Release(Tree.documents(template.call()));
  }

  /** What Helm tells whoever installs it. */
  static String notes(Path values) {
    return new Helm(FOLDER)
        .install()
        .clientOnly()
        .dryRun()
        .withKubeVersion(KUBERNETES)
        .withName(RELEASE)
        .withNamespace(NAMESPACE)
        .withValuesFile(values)
        .call()
        .getOutput();
  }

  static Release render(Path values) {
    return render(values, Map.of());
  }

  static Tree yaml(String file) {
    try {
      return Tree.document(Files.readString(FOLDER.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
