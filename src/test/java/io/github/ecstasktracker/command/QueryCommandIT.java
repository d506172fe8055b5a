package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.app.Termination;
import io.github.ecstasktracker.app.config.Verb;
import io.github.ecstasktracker.command.Stand.Ended;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The directory over the real SDK: asked of ECS, and of a controller that runs. */
@ExtendWith({DynamoDbLocalExtension.class, FreshLog.class})
class QueryCommandIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Stand stand;

  @BeforeEach
  void stage(DynamoDbLocal local) {
    stand = new Stand(local);
    stand.account.cluster(Stand.CLUSTER).service("web").bridge(80).tasks(3);
    await().atMost(PATIENCE).until(() -> truth().size() == 3 && stand.account.steady());
  }

  @AfterEach
  void clear() {
    stand.close();
  }

  @Test
  void query_readsEcsItselfAndWritesNothing() throws Exception {
    String address = truth().getFirst();

    Ended service = stand.run(Verb.QUERY, "demo/web");
    assertThat(service.code()).as(service.err()).isEqualTo(ExitCode.OK);
    assertThat(service.out().lines()).hasSize(4);
    assertThat(service.out()).startsWith("CONTAINER").contains(truth()).contains("RUNNING");

    Ended who = stand.run(Verb.QUERY, "--name", address, "--output", "json");
    JsonNode row = JSON.readTree(who.out()).path(0);
    assertThat(row.path("service_name").asText()).isEqualTo("web");
    assertThat(row.path("address").asText() + ":" + row.path("instance_port").asText())
        .isEqualTo(address);

    String container = row.path("container_id").asText();
    for (String name :
        List.of(container, container.substring(0, 12), row.path("task_id").asText())) {
      Ended one = stand.run(Verb.QUERY, name, "--output", "json");
      assertThat(JSON.readTree(one.out()).path(0).path("container_id").asText())
          .isEqualTo(container);
    }
    assertThat(stand.run(Verb.QUERY, row.path("instance_id").asText()).out())
        .contains(container.substring(0, 12));
    assertThat(stand.account.counters().mutatingCalls()).isZero();
  }

  @Test
  void nothingFound_isAFinding() {
    Ended ended = stand.run(Verb.QUERY, "nobody");

    assertThat(ended.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).isEqualTo("nothing is known by the name nobody\n");
  }

  @Test
  void clusterThatCannotBeRead_isAnErrorAndNotAbsence() {
    stand.account.faults().rate(Operation.LIST_TASKS, FaultKind.SERVER_ERROR, 1);

    Ended ended = stand.run(Verb.QUERY, "web");

    assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
    assertThat(ended.err()).contains("list of cluster demo", "ListTasks");
  }

  @Test
  void controllerThatRuns_answersTheCommandAndTheOldClients() throws Exception {
    int port = freePort();
    CompletableFuture<Termination.Action> end = new CompletableFuture<>();
    Commands commands =
        Commands.ofProcess()
            .with(
                Verb.RUN,
                new RunCommand(
                    (action, exitCode) -> {
                      end.complete(action);
                      return () -> {};
                    }));
    CompletableFuture<Ended> run =
        CompletableFuture.supplyAsync(
            () ->
                stand.run(
                    commands,
                    Verb.RUN,
                    "--port",
                    "127.0.0.1:" + port,
                    "--leader-elect=false",
                    "--link",
                    "app=http://{instance_ip}:{instance_port}/"));
    String url = "http://127.0.0.1:" + port;
    await().atMost(PATIENCE).ignoreExceptions().until(() -> status(url + "/readyz") == 200);

    Ended asked = stand.run(Verb.QUERY, "web", "--url", url, "--output", "json");
    assertThat(asked.code()).as(asked.err()).isEqualTo(ExitCode.OK);
    JsonNode rows = JSON.readTree(asked.out());
    assertThat(rows).hasSize(3);
    JsonNode row = rows.path(0);
    String task = row.path("task_id").asText();
    String container = row.path("container_id").asText();
    assertThat(get(url + "/query/container_id/" + container.substring(0, 8)).body())
        .isEqualTo(task);
    assertThat(get(url + "/query/task_id/" + task).body()).isEqualTo(container);
    assertThat(get(url + "/query/task_id/" + task + "/app").body())
        .isEqualTo(row.path("app_url").asText())
        .startsWith("http://");
    assertThat(JSON.readTree(get(url + "/query/service/demo/web/_all").body()).path("tasks"))
        .hasSize(3);
    assertThat(get(url + "/hosts").body()).contains("  ACTIVE  ").endsWith("hosts\n");
    assertThat(stand.run(Verb.QUERY, "nobody", "--url", url).code()).isEqualTo(ExitCode.FINDINGS);

    stand.account.cluster(Stand.CLUSTER).service("web").tasks(0);
    Ended gone =
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  get(url + "/diff");
                  post(url + "/sync");
                  return stand.run(Verb.QUERY, task, "--url", url);
                },
                ended -> ended.out().contains("STOPPED"));
    assertThat(gone.out()).contains(container.substring(0, 12));

    end.join().run();
    assertThat(run.join().code()).as(run.join().err()).isEqualTo(ExitCode.OK);
  }

  private List<String> truth() {
    return List.copyOf(stand.account.expectedServers(Stand.CLUSTER, "web"));
  }

  private static int status(String url) throws Exception {
    return get(url).statusCode();
  }

  private static HttpResponse<String> get(String url) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(url)).GET());
  }

  private static void post(String url) throws Exception {
    send(HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
