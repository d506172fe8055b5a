package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.agent.host.RecordedHost;
import io.github.ecstasktracker.rig.JavaCommand;
import io.github.ecstasktracker.testing.DynamoDbLocal;
import io.github.ecstasktracker.testing.DynamoDbLocalExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process of its own, between a recorded ECS agent and a whole controller. */
@ExtendWith({DynamoDbLocalExtension.class, FreshLog.class})
class AgentProcessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CLUSTER = "prod";
  private static final String TASK = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
  private static final String WEB =
      "50f7a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e";

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> agents = new ArrayList<>();
  @TempDir private Path folder;
  private Stand stand;
  private RecordedHost host;
  private Running controller;

  @BeforeEach
  void stage(DynamoDbLocal local) throws Exception {
    stand = new Stand(local);
    stand.account.cluster(CLUSTER).service("web").bridge(80).tasks(1);
    host = new RecordedHost();
    controller = new Running(stand, "--cluster=" + CLUSTER, "--leader-elect=false");
  }

  @AfterEach
  void clear() throws Exception {
    agents.forEach(Process::destroyForcibly);
    controller.stop();
    host.close();
    http.shutdownNow();
    stand.close();
  }

  @Test
  void whatStartsAndStopsOnTheHost_isToldAsItHappens() throws Exception {
    Process agent = start("--poll-interval=100ms", "--heartbeat-interval=1s");
    assertThat(status("/query/task_id/" + TASK)).isEqualTo(404);

    host.tasks = "tasks-running";
    await().atMost(PATIENCE).until(() -> status("/query/task_id/" + TASK) == 200);
    assertThat(get("/query/task_id/" + TASK).body()).isEqualTo(WEB);
    assertThat(get("/query/container_id/50f7").body()).isEqualTo(TASK);
    assertThat(get("/query/address/10.0.1.5:32768").body()).contains(TASK, "\"agent\"");
    assertThat(get("/metrics").body())
        .containsPattern("ecs_task_tracker_triggers_total\\{[^}]*source=\"agent\"[^}]*\\} [1-9]");

    host.tasks = "tasks-none";
    await().atMost(PATIENCE).until(() -> status("/query/task_id/" + TASK) == 404);
    end(agent);
  }

  /** It looks once a minute, and is told to end: what began meanwhile is in its last report. */
  @Test
  void sigterm_isFollowedByALastReportAndExitCodeZero() throws Exception {
    Process agent = start("--poll-interval=1m", "--heartbeat-interval=5m");
    await().atMost(PATIENCE).until(() -> host.looks() > 0);

    host.tasks = "tasks-running";
    end(agent);

    assertThat(get("/query/task_id/" + TASK).body()).isEqualTo(WEB);
  }

  @Test
  void agentThatStartsAgain_tellsWhatRunsAlready() throws Exception {
    host.tasks = "tasks-running";
    Process first = start();
    await().atMost(PATIENCE).until(() -> status("/query/task_id/" + TASK) == 200);
    end(first);
    controller.stop();
    controller = new Running(stand, "--cluster=" + CLUSTER, "--leader-elect=false");
    assertThat(status("/query/task_id/" + TASK)).isEqualTo(404);

    start();

    await().atMost(PATIENCE).until(() -> status("/query/task_id/" + TASK) == 200);
  }

  private Process start(String... words) throws IOException {
    List<String> command = new ArrayList<>(JavaCommand.ofClasses().words());
    command.addAll(
        List.of(
            "agent",
            "--endpoint=" + controller.url(),
            "--introspection-url=" + host.uri(),
            "--metadata-url=" + host.uri()));
    command.addAll(List.of(words));
    Process agent =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    agents.add(agent);
    return agent;
  }

  /** As an orchestrator ends it. */
  private void end(Process agent) throws Exception {
    agent.destroy();
    assertThat(agent.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(agent.exitValue()).as(Files.readString(log())).isZero();
  }

  private int status(String path) throws Exception {
    return get(path).statusCode();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(controller.url() + path))
            .timeout(Duration.ofSeconds(20))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private Path log() {
    return folder.resolve("agent.log");
  }
}
