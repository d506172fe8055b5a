package io.github.ecstasktracker.http;

import static io.github.ecstasktracker.http.report.Views.applied;
import static io.github.ecstasktracker.http.report.Views.backend;
import static io.github.ecstasktracker.model.BackendView.State.IN_SYNC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.controller.SyncRequests.SyncReport;
import io.github.ecstasktracker.directory.HostRegistry;
import io.github.ecstasktracker.history.Recall;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.trigger.Delivery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void index_namesEveryRoute() throws Exception {
    assertThat(server.get("/").body())
        .contains(
            "/livez",
            "/readyz",
            "/healthz",
            "/leaderz",
            "/health ",
            "/metrics",
            "/diff",
            "/changes")
        .contains("POST /sync", "POST /event");
  }

  @Test
  void unknownRoute_is404InOneLine() throws Exception {
    HttpResponse<String> answer = server.get("/nosuch", "Accept", "application/json");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "POST"})
  void wrongMethod_is405WithTheRightOnes(String method) throws Exception {
    HttpResponse<String> answer =
        server.send(server.request("/livez").method(method, BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.body()).isEqualTo("Method Not Allowed");
    assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET").contains("HEAD");
  }

  @Test
  void aHandlerThatThrows_is500WithANumberAndNoTrace() throws Exception {
    server.controller.view =
        () -> {
          throw new IllegalStateException("secret detail");
        };
    HttpResponse<String> answer = server.get("/diff");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("internal error 1; see the log");
    assertThat(server.get("/diff").body()).isEqualTo("internal error 2; see the log");
  }

  @Test
  void aHandlerThatFailsWithAnError_is500WithoutItsMessage() throws Exception {
    server.controller.view =
        () -> {
          throw new AssertionError("secret detail");
        };
    HttpResponse<String> answer = server.get("/diff");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("secret", "Error");
  }

  @Test
  void answers_carryNoVersionAndAreNotStored() throws Exception {
    HttpResponse<String> answer = server.get("/livez");
    assertThat(answer.headers().firstValue("Server")).isEmpty();
    assertThat(answer.headers().firstValue("X-Powered-By")).isEmpty();
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../../../etc/passwd",
        "/diff/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/diff/..%2f..%2fetc%2fpasswd",
        "/diff/%00",
        "//etc/passwd",
        "/;/etc/passwd"
      })
  void pathTraversal_findsNothing(String path) throws Exception {
    server.show(backend("web", IN_SYNC));
    String answer = server.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1\\.1 40[0134] .*").doesNotContain("root:", "jetty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "nonsense\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"
      })
  void malformedRequests_get400InOneLine(String request) throws Exception {
    String answer = server.raw(request);
    assertThat(answer).startsWith("HTTP/1.1 400 ");
    assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4).lines()).hasSizeLessThan(2);
    assertThat(answer).doesNotContain("<html", "Jetty");
  }

  @Test
  void headersTooLarge_get431() throws Exception {
    String answer = server.raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(5000) + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 431 ").doesNotContain("<html");
  }

  @Test
  void event_handsHeadersAndBodyOnAndTheAnswerBack() throws Exception {
    server.events =
        (headers, body) ->
            headers.containsKey("X-Amz-Sns-Message-Type")
                ? new Delivery.Unavailable(
                    "got " + new String(body, StandardCharsets.UTF_8), Duration.ofSeconds(10))
                : new Delivery.BadRequest("no header");
    HttpResponse<String> answer =
        server.send(
            server
                .request("/event")
                .header("X-Amz-Sns-Message-Type", "Notification")
                .POST(BodyPublishers.ofString("böse\nworte")));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("got böse worte");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("10");
  }

  @Test
  void event_bodyAtTheLimit_isTaken() throws Exception {
    String body = "a".repeat(TestServer.SMALL.bodyBytes());
    HttpResponse<String> answer =
        server.send(server.request("/event").POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void event_announcedTooLarge_is413BeforeItIsRead() throws Exception {
    String answer =
        server.raw("POST /event HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413 ").endsWith("body larger than 1000 bytes");
  }

  @Test
  void event_chunkedTooLarge_is413() throws Exception {
    String chunk = "3e9\r\n" + "a".repeat(1001) + "\r\n0\r\n\r\n";
    String answer =
        server.raw("POST /event HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk);
    assertThat(answer).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void changes_areNewestFirstAndFiltered() throws Exception {
    server.controller.changes = List.of(applied("web", 2), applied("api", 1), applied("web", 0));
    String two =
        """
        2026-11-21T12:00:02Z  web  by sqs  0 -> 1 servers  r2
          + 10.0.1.5:32768  http://10.0.1.5:32768 weight 0  (task 3f00 runs and should get requests)
        """;
    server.assertGet("/changes?backend=web&limit=1", 200, two);
    JsonNode json =
        new JsonMapper()
            .readTree(server.get("/changes?backend=web", "Accept", "application/json").body());
    assertThat(json.at("/schema").asText()).isEqualTo("ecs-task-tracker.changes/v1");
    assertThat(json.at("/changes").findValuesAsText("reconcileId")).containsExactly("r2", "r0");
    assertThat(json.at("/changes/0/after/0/key").asText()).isEqualTo("10.0.1.5:32768");
    server.assertGet("/changes?backend=nosuch", 200, "no changes yet\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "-1", "x", "", "99999999999"})
  void changes_badLimit_is400(String limit) throws Exception {
    server.assertGet("/changes?limit=" + limit, 400, "limit must be 1 to 1000");
  }

  @Test
  void manyClientsAtOnce_areAllServed() throws Exception {
    server.show(backend("web", IN_SYNC));
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      // More than there is room for at once. Each leaves when it is served: who stays holds a place
      // until the server gives up on it.
      String request = "GET /diff HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
      List<Future<String>> answers =
          IntStream.range(0, 400).mapToObj(i -> clients.submit(() -> server.raw(request))).toList();
      for (Future<String> answer : answers) {
        assertThat(answer.get())
            .startsWith("HTTP/1.1 200 ")
            .endsWith("\r\n\r\nall services in sync");
      }
    }
  }

  @Test
  void anAnswerThatTakesLongerThanTheIdleTimeout_stillArrives() throws Exception {
    HttpLimits impatient = TestServer.limits(Duration.ofMillis(100), Duration.ofSeconds(10));
    CompletableFuture<SyncReport> pending = new CompletableFuture<>();
    try (TestServer quick = new TestServer(impatient, false, Optional.empty());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      quick.controller.syncAnswer = Optional.of(pending);
      Future<HttpResponse<String>> answer = threads.submit(() -> quick.post("/sync"));
      await().until(() -> !quick.controller.asked.isEmpty());
      await().pollDelay(Duration.ofMillis(500)).until(() -> !answer.isDone());
      pending.complete(new SyncReport(List.of(), List.of()));
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aConnectionThatSaysNothing_isClosed() throws Exception {
    HttpLimits impatient = TestServer.limits(Duration.ofMillis(100), Duration.ofSeconds(10));
    try (TestServer quick = new TestServer(impatient, false, Optional.empty())) {
      assertThat(quick.raw("GET /livez HTT")).doesNotContain("200");
    }
  }

  @Test
  void start_portTaken_throws() {
    HttpServer second =
        new HttpServer(
            new HttpSettings(
                Optional.of("127.0.0.1"),
                server.port(),
                false,
                Optional.empty(),
                List.of(),
                List.of(),
                HttpLimits.DEFAULT),
            new HttpParts(
                server.controller,
                server.controller,
                server.events,
                server.directory,
                new HostRegistry(
                    server.directory,
                    server.hostReader,
                    server.heartbeats,
                    Set.of(),
                    server.hostClock::get),
                server.reports,
                server.beats,
                new Recall(
                    server.directory,
                    Optional.empty(),
                    Recall.counters(new SimpleMeterRegistry()),
                    MonotonicClock.SYSTEM),
                server.registry,
                Optional.empty(),
                MonotonicClock.SYSTEM));
    assertThatThrownBy(second::start).hasMessageContaining("port");
    assertThat(second.stop(Duration.ofSeconds(1))).isTrue();
  }

  @Test
  void stop_withNothingOpen_isClean() {
    assertThat(server.stop(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void stop_letsAnOpenRequestEnd() throws Exception {
    CompletableFuture<SyncReport> pending = new CompletableFuture<>();
    server.controller.syncAnswer = Optional.of(pending);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<HttpResponse<String>> answer = threads.submit(() -> server.post("/sync"));
      await().until(() -> !server.controller.asked.isEmpty());
      Future<Boolean> stopped = threads.submit(() -> server.stop(Duration.ofSeconds(10)));
      pending.complete(new SyncReport(List.of(), List.of()));
      assertThat(answer.get().statusCode()).isEqualTo(200);
      assertThat(stopped.get()).isTrue();
    }
  }

  @Test
  void stop_whileARequestNeverEnds_cutsItAtTheDeadline() throws Exception {
    server.controller.syncAnswer = Optional.of(new CompletableFuture<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> answer = threads.submit(() -> server.post("/sync"));
      await().until(() -> !server.controller.asked.isEmpty());
      Future<Boolean> stopped = threads.submit(() -> server.stop(Duration.ofMillis(300)));
      await().atMost(Duration.ofSeconds(3)).until(stopped::isDone);
      assertThat(stopped.get()).isFalse();
      await().atMost(Duration.ofSeconds(3)).until(answer::isDone);
    }
  }
}
