package io.github.ecstasktracker.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TriggerMetricsTest {
  @Test
  void everySeries_standsAtZeroFromTheStart() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    TriggerMetrics metrics = new TriggerMetrics(registry);
    assertThat(metrics).isNotNull();
    List<String> lines = registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
    assertThat(lines).allMatch(line -> line.endsWith(" 0.0")).hasSize(4 * 8 + 4);
    for (String source : List.of("sns", "sqs", "api_destination", "agent")) {
      for (TriggerMetrics.Outcome outcome : TriggerMetrics.Outcome.values()) {
        assertThat(lines)
            .contains(
                "ecs_task_tracker_triggers_total{outcome=\"%s\",source=\"%s\"} 0.0"
                    .formatted(outcome.name().toLowerCase(Locale.ROOT), source));
      }
    }
    for (String operation : List.of("receive", "delete", "extend", "release")) {
      assertThat(lines)
          .contains("ecs_task_tracker_sqs_errors_total{operation=\"%s\"} 0.0".formatted(operation));
    }
  }
}
