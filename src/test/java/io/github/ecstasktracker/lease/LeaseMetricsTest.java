package io.github.ecstasktracker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseMetricsTest {
  private final LeaseStage stage = new LeaseStage();

  @Test
  void series_areThereFromTheStart_andFollowTheTerm() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Replica one = stage.start("one");
    LeaseMetrics.register(registry, one.elector, "traefik");
    assertThat(samples(registry))
        .containsExactlyInAnyOrder(
            "leader_election_master_status{name=\"traefik\"} 0.0",
            "ecs_task_tracker_lease_epoch 0.0");

    stage.pass(Duration.ZERO);
    assertThat(samples(registry))
        .containsExactlyInAnyOrder(
            "leader_election_master_status{name=\"traefik\"} 1.0",
            "ecs_task_tracker_lease_epoch 1.0");
  }

  @Test
  void soleReplica_leads() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    LeaseMetrics.register(registry, Leadership.sole(0), "traefik");
    assertThat(registry.get("leader_election_master_status").gauge().value()).isEqualTo(1);
    assertThat(registry.get("ecs_task_tracker.lease.epoch").gauge().value()).isZero();
  }

  private static List<String> samples(PrometheusMeterRegistry registry) {
    return registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
  }
}
