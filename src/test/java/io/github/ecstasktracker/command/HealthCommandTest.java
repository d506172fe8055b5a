package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.ecstasktracker.http.tls.PemFiles;
import io.github.ecstasktracker.http.tls.ReloadingIdentity;
import io.github.ecstasktracker.model.Result;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code health}: what is asked, and how it ends. */
@ExtendWith(FreshLog.class)
class HealthCommandTest {
  private record Ended(int code, String out, String err) {}

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private volatile int status = 200;

  @BeforeEach
  void open() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%d", ":%d", "127.0.0.1:%d", "localhost:%d"})
  void alive_endsInZeroWhateverTheAddressIsWrittenLike(String address) {
    Ended ended = health(Map.of("PORT", address.formatted(server.getAddress().getPort())));

    assertThat(ended).isEqualTo(new Ended(ExitCode.OK, "alive\n", ""));
    assertThat(asked).containsExactly("GET /livez");
  }

  @ParameterizedTest
  @ValueSource(ints = {503, 404, 302, 204})
  void anyOtherAnswer_endsInOneAndOneLine(int answer) {
    status = answer;

    Ended ended = health(Map.of("PORT", ":" + server.getAddress().getPort()));

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("not alive: http://127.0.0.1:")
        .endsWith("/livez answers " + answer);
    assertThat(asked).hasSize(1);
  }

  @Test
  void controllerThatSpeaksHttps_isAskedByItsCertificate(@TempDir Path folder) throws Exception {
    PemFiles own = PemFiles.in(folder, "own", "EC");
    PemFiles other = PemFiles.in(folder, "other", "EC");
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(
        new HttpsConfigurator(
            ((Result.Ok<ReloadingIdentity>)
                    ReloadingIdentity.open(own.certificates(), own.key(), () -> 0))
                .value()
                .context()));
    https.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    https.start();
    try {
      Map<String, String> port = Map.of("PORT", ":" + https.getAddress().getPort());
      assertThat(health(port, "--tls-cert-file", own.certificates().toString()))
          .isEqualTo(new Ended(ExitCode.OK, "alive\n", ""));
      assertThat(health(port, "--tls-cert-file", other.certificates().toString()).err())
          .startsWith("no answer from 127.0.0.1");
      assertThat(health(port).code()).isEqualTo(1);
    } finally {
      https.stop(0);
    }
  }

  @Test
  void nobodyThere_endsInOneAndOneLine() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }

    Ended ended = health(Map.of(), "--port", "127.0.0.1:" + free);

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("no answer from 127.0.0.1, port " + free);
  }

  @Test
  void anyFreePort_cannotBeAsked() {
    Ended ended = health(Map.of("PORT", ":0"));

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("--port is 0");
  }

  @Test
  void settingsOfTheControllerBesideIt_areNoneOfItsBusiness() {
    Ended ended =
        health(
            Map.of(
                "PORT", ":" + server.getAddress().getPort(),
                "ECS_TASK_TRACKER_EVENT_TOKEN_FILE", "/nonexistent",
                "TRAEFIK_TABLE", "x"));

    assertThat(ended.code()).as(ended.err()).isZero();
  }

  private static Ended health(Map<String, String> env, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            env,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    String[] line = new String[words.length + 1];
    line[0] = "health";
    System.arraycopy(words, 0, line, 1, words.length);
    int code = new App(Commands.ofProcess()).run(console, line);
    return new Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
