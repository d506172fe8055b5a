package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.history.dynamodb.HistoryTable;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
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
  void stage(DynamoDbLocal local) throws InterruptedException {
    stand = new Stand(local);
    history = stand.table + "-history";
    new HistoryTable(stand.dynamoDb, history).create(MonotonicClock.SYSTEM, Pause.SLEEP);
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

    List<String> containers = new ArrayList<>();
    for (String task : stopped) {
      containers.add(get(two, "/query/task_id/" + task).body());
    }
    Running three = start("three");
    assertAnswered(two, stopped);
    assertAnswered(three, stopped);
    assertThat(metric(three, "reads_total{outcome=\"found\"}")).isEqualTo(2 * TASKS);

    Running four = start("four");
    for (String container : containers) {
      String task = get(three, "/query/container_id/" + container).body();
      assertThat(get(four, "/query/container_id/" + container.substring(0, 8)).body())
          .isEqualTo(task);
    }
    assertThat(metric(four, "reads_total{outcome=\"found\"}")).isEqualTo(2 * TASKS);
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

  /** What is not to write is not given the means: its role may not either. */
  @Test
  void aDryRun_readsTheHistoryAndWritesNothing() throws Exception {
    Running leader = start("leader");
    Set<String> kept = stopAll(leader);
    stop(leader);
    int items = items();

    Running dry = start("dry", "--dry-run");
    assertAnswered(dry, kept);
    Set<String> seen = running();
    web.stop(TASKS);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              for (String id : seen) {
                if (!get(dry, "/query/task_id/" + id + "/_all").body().contains("\"STOPPED\"")) {
                  return false;
                }
              }
              return true;
            });
    assertThat(items()).isEqualTo(items);
    assertThat(metric(dry, "writes_total{outcome=\"saved\"}")).isZero();
    assertThat(metric(dry, "reads_total{outcome=\"found\"}")).isEqualTo(TASKS);
  }

  @Test
  void withoutATable_memoryAnswersAndTheCountersAreThere() throws Exception {
    Running alone = new Running(stand, "--resync-interval=5s");
    started.add(alone);
    Set<String> ids = running();
    web.stop(TASKS);
    await().atMost(PATIENCE).until(() -> running().size() == TASKS && stand.account.steady());
    assertAnswered(alone, ids);
    assertThat(get(alone, "/query/container_id/0000").statusCode()).isEqualTo(404);
    for (String each :
        List.of("reads_total{outcome=\"found\"}", "writes_total{outcome=\"saved\"}")) {
      assertThat(metric(alone, each)).isZero();
    }
  }

  private int items() {
    return stand.dynamoDb.scan(request -> request.tableName(history).consistentRead(true)).count();
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

  private Running start(String name, String... more) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--replica-name=" + name,
                "--history-table=" + history,
                "--resync-interval=5s",
                "--lease-duration=3s",
                "--lease-renew-deadline=2s",
                "--lease-retry-period=500ms"));
    words.addAll(List.of(more));
    Running process = new Running(stand, words.toArray(String[]::new));
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
