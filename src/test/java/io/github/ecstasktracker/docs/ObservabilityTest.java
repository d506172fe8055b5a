package io.github.ecstasktracker.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.http.Metric;
import io.github.ecstasktracker.http.MetricCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Alert rules, dashboard and runbooks name what is there, all of it. */
class ObservabilityTest {
  private static final Path FILES = Path.of("src", "main", "observability");
  private static final Path RUNBOOKS = Path.of("docs", "runbooks");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
  private static final Pattern PAGE = Pattern.compile("\\]\\((\\w+)\\.md\\)");

  private record Alert(String name, String expression, Map<?, ?> labels, Map<?, ?> annotations) {}

  @Test
  void alerts_askForMetricsThatThereAre() throws IOException {
    assertThat(alerts()).isNotEmpty();
    for (Alert alert : alerts()) {
      assertThat(PromQl.problems(alert.expression())).as(alert.name()).isEmpty();
      assertThat(PromQl.metrics(alert.expression())).as(alert.name()).isNotEmpty();
    }
  }

  @Test
  void alerts_tellHowBadItIsAndWhatToDo() throws IOException {
    for (Alert alert : alerts()) {
      assertThat(alert.labels().get("severity")).isIn("critical", "warning", "info");
      assertThat(alert.annotations().get("summary")).asString().isNotEmpty();
      assertThat(alert.annotations().get("description")).asString().isNotEmpty();
      assertThat(alert.annotations().get("runbook"))
          .isEqualTo("docs/runbooks/" + alert.name() + ".md");
    }
  }

  @Test
  void everyAlert_hasItsRunbook_andEveryRunbookItsAlert() throws IOException {
    List<String> names = alerts().stream().map(Alert::name).toList();

    assertThat(names).doesNotHaveDuplicates();
    try (Stream<Path> pages = Files.list(RUNBOOKS)) {
      assertThat(pages.map(page -> page.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(names.stream().map(name -> name + ".md"), Stream.of("README.md"))
                  .toList());
    }
    assertThat(PAGE.matcher(Files.readString(RUNBOOKS.resolve("README.md"))).results())
        .extracting(link -> link.group(1))
        .containsExactlyElementsOf(names);
  }

  @Test
  void runbooks_sayWhatItMeansWhatToCheckWhatToDoAndWhenToWait() throws IOException {
    for (Alert alert : alerts()) {
      assertThat(Files.readString(RUNBOOKS.resolve(alert.name() + ".md")))
          .startsWith("# " + alert.name() + "\n")
          .contains("\n## Check\n", "\n## Do\n", "\n## Safe to ignore\n");
    }
  }

  @Test
  void dashboard_asksForMetricsThatThereAre() throws IOException {
    List<String> expressions = dashboard().findValuesAsText("expr");

    assertThat(expressions).hasSizeGreaterThan(20);
    for (String expression : expressions) {
      assertThat(PromQl.problems(resolved(expression))).as(expression).isEmpty();
      assertThat(expression).contains("job=~\"$job\"");
    }
  }

  @Test
  void dashboard_namesNoDatasource_andNoVariableThatItLacks() throws IOException {
    JsonNode dashboard = dashboard();
    List<String> variables = dashboard.at("/templating/list").findValuesAsText("name");

    assertThat(dashboard.findValues("datasource"))
        .hasSizeGreaterThan(10)
        .allSatisfy(source -> assertThat(source.path("uid").asText()).isEqualTo("${datasource}"));
    assertThat(VARIABLE.matcher(dashboard.toString()).results().map(found -> found.group(1)))
        .filteredOn(name -> !name.startsWith("__"))
        .isNotEmpty()
        .isSubsetOf(variables);
    assertThat(dashboard.path("id").isNull()).as("the id of one installation").isTrue();
  }

  @Test
  void dashboard_panelsDoNotOverlap() throws IOException {
    Map<String, Integer> taken = new TreeMap<>();
    for (JsonNode panel : dashboard().path("panels")) {
      JsonNode at = panel.path("gridPos");
      assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
      for (int x = at.path("x").asInt(); x < at.path("x").asInt() + at.path("w").asInt(); x++) {
        for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++) {
          assertThat(taken.put(x + "," + y, panel.path("id").asInt()))
              .as(panel.path("title").asText())
              .isNull();
        }
      }
    }
    assertThat(dashboard().path("panels").findValuesAsText("id")).doesNotHaveDuplicates();
  }

  /** What nobody uses need not be measured. */
  @Test
  void everyMetric_isInAnAlertOrOnTheDashboard() throws IOException {
    List<String> expressions = new ArrayList<>(dashboard().findValuesAsText("expr"));
    alerts().forEach(alert -> expressions.add(alert.expression()));
    String all = String.join(" ", expressions);

    assertThat(MetricCatalog.all())
        .extracting(Metric::name)
        .allSatisfy(name -> assertThat(all).contains(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ecs_task_tracker_nothing > 0",
        "rate(workqueue_adds[5m])",
        "ecs_task_tracker_holds{kind=\"last\"}",
        "ecs_task_tracker_holds{guard!~\"waiting|polices\"}",
        "ecs_task_tracker_backends{state=\"broken\"}",
        "sum by (services) (ecs_task_tracker_holds)",
        "ecs_task_tracker_trigger_to_write_seconds > 1",
        "ecs_task_tracker_api_wait_seconds_bucket"
      })
  void check_ofAWrongExpression_findsIt(String expression) {
    assertThat(PromQl.problems(expression)).hasSize(1);
  }

  private static String resolved(String expression) {
    return expression.replace("$__rate_interval", "5m");
  }

  private static JsonNode dashboard() throws IOException {
    return JsonMapper.builder().build().readTree(FILES.resolve("dashboard.json").toFile());
  }

  private static List<Alert> alerts() throws IOException {
    Map<String, Object> file =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(FILES.resolve("alerts.yaml")));
    List<Alert> alerts = new ArrayList<>();
    for (Object group : (List<?>) file.get("groups")) {
      for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
        Map<?, ?> fields = (Map<?, ?>) rule;
        alerts.add(
            new Alert(
                (String) fields.get("alert"),
                (String) fields.get("expr"),
                (Map<?, ?>) fields.get("labels"),
                (Map<?, ?>) fields.get("annotations")));
      }
    }
    return alerts;
  }
}
