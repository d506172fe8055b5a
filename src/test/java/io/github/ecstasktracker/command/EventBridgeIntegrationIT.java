package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** A run that tells others of its work: they are told, and it never waits for them. */
@ExtendWith({DynamoDbLocalExtension.class, FreshLog.class})
class EventBridgeIntegrationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Stand stand;

  @BeforeEach
  void stage(DynamoDbLocal local) {
    stand = new Stand(local);
    stand.account.cluster(Stand.CLUSTER).service("web").bridge(80).tasks(2);
    await().atMost(PATIENCE).until(() -> expected().size() == 2 && stand.account.steady());
  }

  @AfterEach
  void clear() {
    stand.close();
  }

  @Test
  void write_isToldToTheBusAsThePageSays() throws Exception {
    Running run = new Running(stand, "--publish-events", "orders");
    await().atMost(PATIENCE).until(() -> stand.servers("web").equals(expected()));
    assertThat(run.stop().code()).isZero();

    assertThat(told()).singleElement().extracting(PutEventsRequestEntry::source).isNotNull();
    PutEventsRequestEntry event = told().getFirst();
    assertThat(event.source()).isEqualTo("ecs-task-tracker");
    assertThat(event.detailType()).isEqualTo("Backend Servers Changed");
    assertThat(event.eventBusName()).isEqualTo("orders");
    JsonNode detail = new ObjectMapper().readTree(event.detail());
    assertThat(detail.path("table").asText()).isEqualTo(stand.table);
    assertThat(detail.path("backend").asText()).isEqualTo("web");
    assertThat(detail.path("added").valueStream().map(JsonNode::asText))
        .containsExactlyInAnyOrderElementsOf(expected());
    assertThat(detail.path("servers").asInt()).isEqualTo(2);
    assertThat(detail.path("truncated").asBoolean()).isFalse();
    assertThat(Files.readString(Path.of("docs", "operations.md")))
        .contains("`" + event.source() + "`", "`" + event.detailType() + "`");
  }

  /** The first call to the bus hangs until it is cut; meanwhile the table follows ECS. */
  @Test
  void busThatHangs_delaysNoWrite() throws Exception {
    stand.server.hangBeforeCutting(PATIENCE);
    stand.account.faults().rate(Operation.PUT_EVENTS, FaultKind.TIMEOUT, 1);
    Running run =
        new Running(
            stand,
            "--publish-events",
            "orders",
            "--resync-interval",
            "5s",
            "--shutdown-timeout",
            "2s");
    await().atMost(PATIENCE).until(() -> stand.account.counters().calls(Operation.PUT_EVENTS) > 0);
    List<String> first = stand.servers("web");

    stand.account.cluster(Stand.CLUSTER).service("web").stop(1);
    await()
        .atMost(PATIENCE)
        .until(() -> !expected().equals(first) && stand.servers("web").equals(expected()));

    assertThat(told()).isEmpty();
    assertThat(run.stop().code()).isZero();
  }

  /** What the page says of the bill. */
  @Test
  void metrics_areAsManySeriesAsThePageSays() throws Exception {
    Running run = new Running(stand, "--cloudwatch-namespace", "Tracker");
    await().atMost(PATIENCE).until(() -> stand.servers("web").equals(expected()));
    assertThat(run.stop().code()).isZero();

    Set<String> series =
        stand.account.locked(() -> stand.account.api().cloudWatch().sent()).stream()
            .flatMap(request -> request.metricData().stream())
            .map(datum -> datum.metricName() + datum.dimensions())
            .collect(Collectors.toSet());
    assertThat(series).anyMatch(name -> name.startsWith("ecs_task_tracker_servers_value"));
    // Average and maximum of a timer are sent only where something was timed in the last minute.
    long always = series.stream().filter(name -> !name.matches("\\w+_(avg|max)\\b.*")).count();
    long timers = series.stream().filter(name -> name.matches("\\w+_sum\\b.*")).count();
    assertThat(Files.readString(Path.of("docs", "operations.md")))
        .contains("at most %d series".formatted(always + 2 * timers));
  }

  private List<String> expected() {
    return List.copyOf(stand.account.expectedServers(Stand.CLUSTER, "web"));
  }

  private List<PutEventsRequestEntry> told() {
    return stand.account.locked(() -> List.copyOf(stand.account.rules().published()));
  }
}
