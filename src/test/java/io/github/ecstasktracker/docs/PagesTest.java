package io.github.ecstasktracker.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.app.config.Options;
import io.github.ecstasktracker.model.AwsApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages quote from the code is in the code, and their links lead somewhere. */
class PagesTest {
  private static final Path DOCS = Path.of("docs");
  private static final Path CONTRIBUTING = Path.of("CONTRIBUTING.md");
  private static final Path MAIN = Path.of("src", "main", "java");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern LOG_LINE =
      Pattern.compile("(?:INFO|WARN|ERROR) +([A-Z]\\w+) - ([^`\\n]+?)(?= \\w+=\"|`|\\n)");
  private static final Pattern VARIABLE = Pattern.compile("\\bECS_TASK_TRACKER_[A-Z_]*[A-Z]\\b");
  private static final Pattern QUOTED_JSON =
      Pattern.compile("(?s)--(?:key|transact-items|policy-document|[a-z-]+-values) '([\\[{].*?)'");
  private static final Pattern CLASS_NAME =
      Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.[A-Z]\\w+)?`");
  private static final Pattern BUDGET =
      Pattern.compile("\\| `([a-z0-9_]+)` \\| [A-Za-z, ]+ \\| ([\\d,]+) \\| ([\\d,]+) \\|");

  @Test
  void links_leadToFilesAndHeadingsThatAreThere() throws IOException {
    for (Path page : pages()) {
      for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
        String target = link.group(1);
        if (target.startsWith("http")) {
          continue;
        }
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        assertThat(file).as("%s in %s", target, page).exists();
        if (parts.length == 2) {
          assertThat(anchors(file)).as("%s in %s", target, page).contains(parts[1]);
        }
      }
    }
  }

  @Test
  void everyPage_isLinkedFromTheReadme() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    try (Stream<Path> files = Files.list(DOCS)) {
      assertThat(files.filter(file -> file.toString().endsWith(".md")))
          .filteredOn(file -> !file.endsWith("mutation.md"))
          .allSatisfy(file -> assertThat(readme).contains("(docs/" + file.getFileName() + ")"));
    }
    assertThat(readme).contains("(docs/runbooks/README.md)").contains("(CONTRIBUTING.md)");
  }

  /** As it stands in the class whose name the line bears. */
  @Test
  void linesOfTheLog_areThoseThatTheCodeWrites() throws IOException {
    int found = 0;
    for (Path page : pages()) {
      for (MatchResult line : LOG_LINE.matcher(Files.readString(page)).results().toList()) {
        found++;
        assertThat(source(line.group(1)))
            .as("%s in %s", line.group(), page)
            .contains("\"" + line.group(2).strip() + "\"");
      }
    }
    assertThat(found).isGreaterThan(20);
  }

  @Test
  void classesThatPagesForDevelopersName_areThere() throws IOException {
    Set<String> known;
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      known =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.substring(0, name.length() - ".java".length()))
              .collect(Collectors.toSet());
    }
    for (Path page : List.of(CONTRIBUTING, DOCS.resolve("design.md"))) {
      assertThat(CLASS_NAME.matcher(Files.readString(page)).results().map(name -> name.group(1)))
          .as("%s", page)
          .hasSizeGreaterThan(20)
          .isSubsetOf(known);
    }
  }

  @Test
  void variables_areThoseOfOptions() throws IOException {
    Set<String> known =
        Options.ALL.stream().flatMap(option -> option.env().stream()).collect(Collectors.toSet());
    for (Path page : pages()) {
      assertThat(VARIABLE.matcher(Files.readString(page)).results().map(MatchResult::group))
          .as("%s", page)
          .isSubsetOf(known);
    }
  }

  @Test
  void jsonInCommands_isJson() throws IOException {
    JsonMapper json = JsonMapper.builder().build();
    int found = 0;
    for (Path page : pages()) {
      for (MatchResult text : QUOTED_JSON.matcher(Files.readString(page)).results().toList()) {
        found++;
        assertThat(json.readTree(text.group(1))).as("%s", page).isNotEmpty();
      }
    }
    assertThat(found).isGreaterThan(5);
  }

  @Test
  void budgets_areThoseOfTheCode() throws IOException {
    assertThat(BUDGET.matcher(Files.readString(DOCS.resolve("limits.md"))).results())
        .extracting(row -> row.group(1) + " " + row.group(2) + " " + row.group(3))
        .containsExactlyElementsOf(
            Stream.of(AwsApi.values())
                .map(
                    api ->
                        "%s %,d %,d"
                            .formatted(
                                api.name().toLowerCase(Locale.ROOT),
                                api.burst(),
                                api.refillPerSecond()))
                .toList());
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(DOCS)) {
      return Stream.concat(
              Stream.of(Path.of("README.md"), CONTRIBUTING),
              files.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  /** As GitHub makes them of headings. */
  private static List<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{Alnum} _-]", "").replace(' ', '-'))
        .toList();
  }

  private static String source(String simpleName) {
    try (Stream<Path> files = Files.walk(MAIN)) {
      Path file =
          files
              .filter(path -> path.endsWith(simpleName + ".java"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no class " + simpleName));
      Matcher joins = Pattern.compile("\"\\s*\\+\\s*\"").matcher(Files.readString(file));
      return joins.replaceAll("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
