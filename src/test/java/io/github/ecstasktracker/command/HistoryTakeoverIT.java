package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.simulation.scenario.ServiceScript;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whole controllers with one history: through a change of leader, a restart, and its loss. */
@ExtendWith({DynamoDbLocalExtension.class, FreshLog.class})
class HistoryTakeoverIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int TASKS = 3;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Running> started = new ArrayList<>();
  private Stand stand;
  private ServiceScript web;
  private String history;

  @BeforeEach
  void stage(DynamoDbLocal local) {
    stand = new Stand(local);
    history = local.newTable(stand.dynamoDb);
    web = stand.account.cluster(Stand.CLUSTER).service("web").bridge(80).tasks(TASKS);
    await().atMost(PATIENCE).until(() -> running().size() == TASKS && stand.account.steady());
  }

  @AfterEach
  void clear() throws Exception {
    for (Running each : started) {
      each.stop();
    }
    http.shutdownNow();
    stand.close();
  }

  @Test
  void everyTaskThatStopped_isAnsweredThroughAChangeOfLeaderAndARestart() throws Exception {
    Running one = start("one");
    Running two = start("two");
    Set<String> stopped = stopAll(one);
    assertAnswered(one, stopped);
    assertAnswered(two, stopped);

    stop(one);
    await().atMost(PATIENCE).until(() -> get(two, "/leaderz").statusCode() == 200);
    stopped.addAll(stopAll(two));
    assertThat(stopped).hasSize(2 * TASKS);

    Running three = start("three");
    assertAnswered(two, stopped);
    assertAnswered(three, stopped);
    assertThat(metric(three, "reads_total{outcome=\"found\"}")).isEqualTo(2 * TASKS);
  }

  @Test
  void aLostTable_leavesMemory_countsAndStopsNoPass() throws Exception {
    Running one = start("one");
    Set<String> stopped = stopAll(one);
    stand.dynamoDb.deleteTable(request -> request.tableName(history));

    assertAnswered(one, stopped);
    assertThat(get(one, "/query/task_id/0123456789abcdef0123456789abcdef").statusCode())
        .isEqualTo(404);
    assertThat(metric(one, "reads_total{outcome=\"failed\"}")).isEqualTo(1);

    Set<String> more = stopAll(one);
    assertAnswered(one, more);
    await().atMost(PATIENCE).until(() -> metric(one, "writes_total{outcome=\"failed\"}") >= TASKS);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                stand
                    .servers("web")
                    .equals(
                        stand.account.expectedServers(Stand.CLUSTER, "web").stream()
                            .sorted()
                            .toList()));
    assertThat(get(one, "/livez").statusCode()).isEqualTo(200);
  }

  /** All tasks stop and are replaced; their ids, once the process has seen and kept the end. */
  private Set<String> stopAll(Running leader) throws Exception {
    double kept = metric(leader, "writes_total{outcome=\"saved\"}");
    double lost = metric(leader, "writes_total{outcome=\"failed\"}");
    Set<String> ids = running();
    web.stop(TASKS);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                metric(leader, "writes_total{outcome=\"saved\"}")
                        + metric(leader, "writes_total{outcome=\"failed\"}")
                    >= kept + lost + TASKS);
    await().atMost(PATIENCE).until(() -> running().size() == TASKS && stand.account.steady());
    return ids;
  }

  private void assertAnswered(Running process, Set<String> ids) throws Exception {
    for (String id : ids) {
      assertThat(get(process, "/query/task_id/" + id + "/_all").statusCode()).as(id).isEqualTo(200);
    }
  }

  private Set<String> running() {
    Set<String> ids = new TreeSet<>();
    web.runningTasks().forEach(arn -> ids.add(arn.substring(arn.lastIndexOf('/') + 1)));
    return ids;
  }

  private Running start(String name) throws Exception {
    Running process =
        new Running(
            stand,
            "--replica-name=" + name,
            "--history-table=" + history,
            "--resync-interval=5s",
            "--lease-duration=3s",
            "--lease-renew-deadline=2s",
            "--lease-retry-period=500ms");
    started.add(process);
    return process;
  }

  private void stop(Running process) throws Exception {
    started.remove(process);
    process.stop();
  }

  private HttpResponse<String> get(Running process, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(process.url() + path))
            .timeout(Duration.ofSeconds(20))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private double metric(Running process, String sample) throws Exception {
    Matcher line =
        Pattern.compile("(?m)^ecs_task_tracker_history_" + Pattern.quote(sample) + " (\\S+)$")
            .matcher(get(process, "/metrics").body());
    assertThat(line.find()).as(sample).isTrue();
    return Double.parseDouble(line.group(1));
  }
}
