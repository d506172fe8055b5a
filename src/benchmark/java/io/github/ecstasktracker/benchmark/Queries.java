package io.github.ecstasktracker.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.JavaCommand;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.rig.ProcessFigures;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * {@code ./ecs-task-tracker benchmark query}: how long the controller's process takes to say what
 * is where, with 100,000 containers, over one keep-alive connection of loopback.
 *
 * <p>A dry run: the table is of no interest here, and stays empty.
 */
final class Queries {
  private static final int SERVICES = 10_000;
  private static final int TASKS = 10;
  private static final int REVISIONS = 100;
  private static final int ASKED = 200;
  private static final long BOUND_NANOS = Duration.ofMillis(5).toNanos();
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration TRUE_WITHIN = Duration.ofMinutes(15);
  private static final int SHORT = 12;

  /**
   * What is asked about a container.
   *
   * @param path from its row
   */
  private record Question(String name, Function<JsonNode, String> path) {}

  private static final List<Question> QUESTIONS =
      List.of(
          new Question("container id", row -> "/query/container_id/" + text(row, "container_id")),
          new Question("its 12 characters, all fields", row -> beginning(row, SHORT) + "/_all"),
          new Question("its first 3 characters", row -> beginning(row, 3)),
          new Question(
              "task id, all fields", row -> "/query/task_id/" + text(row, "task_id") + "/_all"),
          new Question(
              "address and port",
              row ->
                  "/query/address/" + text(row, "instance_ip") + ":" + text(row, "instance_port")),
          new Question(
              "service, 10 tasks",
              row ->
                  "/query/service/" + Clusters.NAME + "/" + text(row, "service_name") + "/_all"));

  private Queries() {}

  static List<Row> measure(Duration time, long seed, Path folder)
      throws IOException, InterruptedException {
    try (LocalAws aws = Clusters.local(seed)) {
      Clusters.fill(aws, SERVICES, TASKS, REVISIONS);
      try (ControllerProcess controller =
          ControllerProcess.start(
              JavaCommand.ofJar().with("-Xmx" + Memory.heapMegabytes(SERVICES * TASKS) + "m"),
              aws,
              ControllerProcess.freePort(),
              folder.resolve("benchmark-controller.log"),
              List.of(
                  "--cluster",
                  Clusters.NAME,
                  "--dry-run",
                  "--api-share",
                  "1",
                  "--resync-interval",
                  "1h",
                  "--health-interval",
                  "1h"))) {
        controller.awaitReady(TRUE_WITHIN);
        List<JsonNode> rows = rows(controller.url(), new Random(seed));
        List<Row> measured = new ArrayList<>();
        for (Question question : QUESTIONS) {
          ask(controller.url(), question, rows, WARM_UP.dividedBy(QUESTIONS.size()));
          measured.add(
              row(
                  question.name(),
                  ask(controller.url(), question, rows, time.dividedBy(QUESTIONS.size()))));
        }
        measured.add(
            Row.told(
                "live heap, %,d tasks, none in the table".formatted(SERVICES * TASKS),
                "%,d MB".formatted(new ProcessFigures(controller.pid()).liveHeap() >> 20)));
        return measured;
      }
    }
  }

  static Row row(String question, Percentiles nanos) {
    return new Row(
        "query by " + question + ", p99",
        String.format(Locale.ROOT, "%.2f ms (p50 %.2f)", nanos.at(99) / 1e6, nanos.at(50) / 1e6),
        "",
        (double) nanos.at(99) / BOUND_NANOS,
        "< 5 ms",
        nanos.at(99) < BOUND_NANOS);
  }

  private static Percentiles ask(URI url, Question question, List<JsonNode> rows, Duration time)
      throws IOException {
    List<byte[]> requests =
        rows.stream().map(row -> KeepAlive.get(question.path().apply(row), Map.of())).toList();
    List<Long> nanos = new ArrayList<>();
    try (KeepAlive connection = new KeepAlive(url)) {
      long begun = System.nanoTime();
      for (int i = 0; nanos.isEmpty() || System.nanoTime() - begun < time.toNanos(); i++) {
        long sent = System.nanoTime();
        KeepAlive.Answer answer = connection.send(requests.get(i % requests.size()));
        nanos.add(System.nanoTime() - sent);
        if (answer.status() != 200) {
          throw new IllegalStateException(question.name() + " answers " + answer.status());
        }
      }
    }
    return new Percentiles(nanos);
  }

  /** Of services here and there. */
  private static List<JsonNode> rows(URI url, Random random)
      throws IOException, InterruptedException {
    List<JsonNode> rows = new ArrayList<>();
    JsonMapper json = JsonMapper.builder().build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < ASKED; i++) {
        String service = Clusters.service(random.nextInt(SERVICES));
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(url.resolve("/query?name=" + service))
                    .timeout(Duration.ofSeconds(10))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        JsonNode tasks = json.readTree(answer.body());
        if (tasks.size() != TASKS) {
          throw new IllegalStateException(service + " has " + tasks.size() + " tasks");
        }
        rows.add(tasks.path(random.nextInt(TASKS)));
      }
    }
    return rows;
  }

  private static String beginning(JsonNode row, int length) {
    return "/query/container_id/" + text(row, "container_id").substring(0, length);
  }

  private static String text(JsonNode row, String field) {
    return row.path(field).asText();
  }
}
