package io.github.ecstasktracker.http;

import static io.github.ecstasktracker.http.report.Views.backend;
import static io.github.ecstasktracker.model.BackendView.State.HELD;
import static io.github.ecstasktracker.model.BackendView.State.IN_SYNC;
import static io.github.ecstasktracker.model.BackendView.State.OUT_OF_SYNC;
import static io.github.ecstasktracker.model.BackendView.State.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.controller.SyncRequests.SyncReport;
import io.github.ecstasktracker.http.FakeController.Asked;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.HoldCause;
import io.github.ecstasktracker.model.TaskState;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SyncRoutesTest {
  private TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void sync_done_saysSoExactly() throws Exception {
    server.show(backend("web", IN_SYNC));
    server.assertPost("/sync", 200, "all services synced");
    server.assertPost("/sync/web", 200, "web synced");
    server.assertPost("/sync/prod%2Fweb?force=true", 200, "prod/web synced");
    assertThat(server.controller.asked)
        .containsExactly(
            new Asked(Optional.empty(), false),
            new Asked(Optional.of(new BackendKey("web")), false),
            new Asked(Optional.of(new BackendKey("web")), true));
  }

  @Test
  void sync_problems_areOneLineAnd500() throws Exception {
    server.show(backend("api", OUT_OF_SYNC), backend("web", UNKNOWN));
    server.assertPost(
        "/sync", 500, "all services not synced: api: not in sync yet; web: throttled");
    server.controller.syncAnswer =
        Optional.of(
            CompletableFuture.completedFuture(
                new SyncReport(List.of(), List.of("web: first\nsecond"))));
    server.assertPost("/sync", 500, "all services not synced: web: first second");
  }

  @Test
  void sync_somethingHeld_saysHowMuch() throws Exception {
    Hold loud =
        new Hold(
            "10.0.1.5:32768",
            Hold.Guard.LAST,
            new HoldCause.Wanted(
                new ChangeCause.TaskNotServing("3f00", TaskState.Cause.UNHEALTHY, "it is")));
    Hold quiet = new Hold("10.0.1.6:32768", Hold.Guard.WAITING, new HoldCause.SecondList());
    server.show(backend("web", HELD, List.of(), List.of(loud, quiet)));
    server.assertPost("/sync/web", 200, "web synced, 1 removals held back: see /diff?verbose");
  }

  @Test
  void sync_inJson_holdsTheBackends() throws Exception {
    server.show(backend("api", OUT_OF_SYNC), backend("web", IN_SYNC));
    HttpResponse<String> answer = server.post("/sync", "Accept", "application/json");
    JsonNode json = new JsonMapper().readTree(answer.body());
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(json.at("/schema").asText()).isEqualTo("ecs-task-tracker.sync/v1");
    assertThat(json.at("/synced").asBoolean(true)).isFalse();
    assertThat(json.at("/problems/0").asText()).isEqualTo("api: not in sync yet");
    assertThat(json.at("/backends/1/name").asText()).isEqualTo("web");
  }

  @Test
  void sync_unknownName_asksNothing() throws Exception {
    server.show(backend("web", IN_SYNC));
    server.assertPost("/sync/nosuch", 404, "no service or backend named nosuch");
    assertThat(server.controller.asked).isEmpty();
  }

  @Test
  void sync_dryRun_isRefused() throws Exception {
    server.show(backend("web", IN_SYNC));
    server.controller.dryRun = true;
    server.assertPost("/sync", 409, "a dry run writes nothing");
    server.assertPost("/sync/web?force=true", 409, "a dry run writes nothing");
    assertThat(server.controller.asked).isEmpty();
  }

  @Test
  void sync_stopping_asksToComeBack() throws Exception {
    server.controller.syncAnswer =
        Optional.of(CompletableFuture.failedFuture(new CancellationException("stopping")));
    HttpResponse<String> answer = server.post("/sync");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("not accepting work now");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
  }

  @Test
  void sync_notDoneInTime_saysThatItGoesOn() throws Exception {
    restart(TestServer.limits(Duration.ofSeconds(5), Duration.ofMillis(50)), false);
    server.controller.syncAnswer = Optional.of(new CompletableFuture<>());
    server.assertPost("/sync", 504, "all services not synced yet; continuing");
  }

  @Test
  void sync_tooManyWaiting_isRefusedWhileProbesAnswer() throws Exception {
    CompletableFuture<SyncReport> pending = new CompletableFuture<>();
    server.controller.syncAnswer = Optional.of(pending);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> waiting =
          IntStream.range(0, TestServer.SMALL.syncs())
              .mapToObj(i -> clients.submit(() -> server.post("/sync")))
              .toList();
      await().until(() -> server.controller.asked.size() == TestServer.SMALL.syncs());
      server.assertPost("/sync", 503, "too many concurrent requests of this kind");
      server.assertGet("/livez", 200, "ok");
      pending.complete(new SyncReport(List.of(), List.of()));
      for (Future<HttpResponse<String>> answer : waiting) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
    }
    server.assertPost("/sync", 200, "all services synced");
  }

  @Test
  void getForms_withoutCompat_changeNothing() throws Exception {
    server.show(backend("web", IN_SYNC));
    assertThat(server.get("/sync").statusCode()).isEqualTo(405);
    assertThat(server.get("/sync/web").statusCode()).isEqualTo(405);
    assertThat(server.get("/syncslow").statusCode()).isEqualTo(404);
    assertThat(server.get("/syncslow/5").statusCode()).isEqualTo(404);
    assertThat(server.controller.asked).isEmpty();
  }

  @Test
  void getForms_withCompat_answerAsTheOriginal() throws Exception {
    restart(TestServer.SMALL, true);
    server.show(backend("web", IN_SYNC));
    server.assertGet("/sync", 200, "all services synced");
    server.assertGet("/sync/web", 200, "web synced");
    server.assertGet("/syncslow", 200, "syncing a service every 1000 milliseconds");
    server.assertGet("/syncslow/20", 200, "syncing a service every 20 milliseconds");
    server.assertGet("/syncslow/x", 400, "milliseconds must be a number");
    assertThat(server.controller.asked).hasSize(4);
    HttpResponse<String> head = server.send(server.request("/sync").HEAD());
    assertThat(head.statusCode()).isEqualTo(405);
    assertThat(server.controller.asked).hasSize(4);
  }

  private void restart(HttpLimits limits, boolean compat) {
    server.close();
    server = new TestServer(limits, compat, Optional.empty());
  }
}
