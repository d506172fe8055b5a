package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.github.ecstasktracker.http.report.BackendReport;
import io.github.ecstasktracker.http.report.HoldReport;
import io.github.ecstasktracker.http.report.Json;
import io.github.ecstasktracker.http.report.SyncAnswer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sync --url}: what is asked, what is shown, and how it ends. */
@ExtendWith(FreshLog.class)
class SyncByUrlTest {
  private record Ended(int code, String out, String err) {}

  @TempDir private Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private volatile int status = 200;
  private volatile String type = "application/json";
  private volatile String body = "";

  @BeforeEach
  void open() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Headers sent = exchange.getRequestHeaders();
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          tokens.add(String.valueOf(sent.getFirst("Authorization")));
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void synced_endsInZeroAndShowsTheBackends() {
    answer(List.of(), backend("web", "in_sync"), backend("odd", "foreign"));

    Ended ended = sync();

    assertThat(ended.code()).as(ended.err()).isEqualTo(ExitCode.OK);
    assertThat(ended.out()).contains("web  in sync").endsWith("2 backends: 1 foreign, 1 in sync\n");
    assertThat(asked).containsExactly("POST /sync");
    assertThat(tokens).containsExactly("null");
  }

  @ParameterizedTest
  @CsvSource({
    "held, 1",
    "unknown, 1",
    "malformed, 1",
    "out_of_sync, 2",
    "error, 2",
    "of_next_year, 2",
  })
  void state_decidesTheExitCode(String state, int code) {
    answer(List.of("web: not in sync yet"), backend("web", state), backend("api", "in_sync"));

    assertThat(sync().code()).isEqualTo(code);
  }

  @Test
  void loudHold_isAFinding() {
    answer(
        List.of(),
        backend("web", "in_sync", new HoldReport("10.0.0.1:80", "last", true, "the last")));

    assertThat(sync().code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void problemOfTheWholeRead_isAnErrorAndIsTold() {
    answer(List.of("ListTasks of demo: throttled"), backend("web", "in_sync"));

    Ended ended = sync();

    assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
    assertThat(ended.err()).isEqualTo("ListTasks of demo: throttled\n");
  }

  @Test
  void forceAndToken_areHandedOn() throws Exception {
    answer(List.of());
    Path token = Files.writeString(folder.resolve("token"), " s3cret\n");

    sync("--force", "--api-token-file", token.toString());

    assertThat(asked).containsExactly("POST /sync?force=true");
    assertThat(tokens).containsExactly("Bearer s3cret");
  }

  @Test
  void tokenOfTwoLines_isRefusedAndNotShown() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "s3cret\nHost: x");

    Ended ended = sync("--api-token-file", token.toString());

    assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
    assertThat(ended.err()).contains("is not a bearer token").doesNotContain("s3cret");
    assertThat(asked).isEmpty();
  }

  @Test
  void standby_isAnErrorThatNamesTheLeader() {
    status = 503;
    type = "text/plain;charset=utf-8";
    body = "standby: the leader is blue-1";

    Ended ended = sync();

    assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
    assertThat(ended.err())
        .isEqualTo(
            "ecs-task-tracker sync: http://127.0.0.1:%d answers 503: standby: the leader is blue-1%n"
                .formatted(server.getAddress().getPort()));
  }

  @Test
  void redirect_isNotFollowed() {
    status = 307;

    assertThat(sync().err()).contains("answers 307");
    assertThat(asked).containsExactly("POST /sync");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "[]",
        "not json",
        "{\"schema\":\"other/v1\",\"synced\":true,\"held\":0,\"problems\":[],\"backends\":[]}",
      })
  void anAnswerOfAnotherProgram_isAnError(String answer) {
    body = answer;

    Ended ended = sync();

    assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
    assertThat(ended.err().lines()).hasSize(1);
  }

  @Test
  void nobodyThere_isAnErrorInOneLine() {
    server.stop(0);

    Ended ended = sync();

    assertThat(ended.code()).isEqualTo(ExitCode.ERROR);
    assertThat(ended.err()).startsWith("ecs-task-tracker sync: no answer from http://127.0.0.1:");
  }

  private void answer(List<String> problems, BackendReport... backends) {
    status = problems.isEmpty() ? 200 : 500;
    body = Json.of(SyncAnswer.of(0, problems, List.of(backends)));
  }

  private static BackendReport backend(String name, String state, HoldReport... holds) {
    return new BackendReport(
        name,
        name + "__backend",
        state,
        state,
        List.of(),
        0,
        null,
        List.of(),
        List.of(holds),
        List.of(),
        null,
        "2026-11-21T12:00:00Z");
  }

  private Ended sync(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            Map.of("ECS_TASK_TRACKER_LOG_LEVEL", "error"),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    List<String> line = new ArrayList<>(List.of("sync", "--url"));
    line.add("http://127.0.0.1:" + server.getAddress().getPort());
    line.addAll(List.of(words));
    int code = new App(Commands.ofProcess()).run(console, line.toArray(String[]::new));
    return new Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
