package io.github.ecstasktracker.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.app.config.Options;
import io.github.ecstasktracker.http.Metric;
import io.github.ecstasktracker.http.MetricCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/operations.md says what the code says. */
class OperationsPageTest {
  private static final Path PAGE = Path.of("docs", "operations.md");
  private static final Pattern METRIC =
      Pattern.compile("\\b(ecs_task_tracker|workqueue|aws_api)_[a-z_]+");

  private static final String REWRITE =
      "mvn test -Dtest=OperationsPageTest -Ddocs.write=true rewrites it";

  @Test
  void tables_areThoseOfTheCode() throws IOException {
    String page = Files.readString(PAGE);
    String generated = OperationsTables.page(page);
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(PAGE, generated);
      return;
    }

    assertThat(page).as("%s is out of date: %s", PAGE, REWRITE).isEqualTo(generated);
  }

  @Test
  void everyFlagAndMetric_isInItsTable() {
    assertThat(Options.ALL)
        .allSatisfy(
            option ->
                assertThat(OperationsTables.flags(Options.ALL))
                    .contains("| `" + option.flag() + "` "));
    assertThat(MetricCatalog.all())
        .allSatisfy(
            metric ->
                assertThat(OperationsTables.metrics(MetricCatalog.all()))
                    .contains("| `" + metric.name() + "` |"));
  }

  @Test
  void everyMetricThatThePageSpeaksOf_exists() throws IOException {
    Set<String> known = MetricCatalog.all().stream().map(Metric::name).collect(Collectors.toSet());

    assertThat(METRIC.matcher(Files.readString(PAGE)).results().map(MatchResult::group))
        .isNotEmpty()
        .isSubsetOf(known);
  }

  @Test
  void barInACell_doesNotEndIt() {
    assertThat(OperationsTables.flags(Options.ALL)).contains("`--log-format` text\\|json");
  }

  @Test
  void pageWithoutMarkers_isRefused() {
    assertThatThrownBy(() -> Markers.replace("no markers", "flags", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
