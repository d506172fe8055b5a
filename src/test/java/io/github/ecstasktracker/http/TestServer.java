package io.github.ecstasktracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.agent.report.AgentReports;
import io.github.ecstasktracker.agent.report.HostBeats;
import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.Heartbeats;
import io.github.ecstasktracker.directory.HostReader;
import io.github.ecstasktracker.directory.HostRegistry;
import io.github.ecstasktracker.directory.LinkTemplate;
import io.github.ecstasktracker.history.Recall;
import io.github.ecstasktracker.http.report.Views;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.View;
import io.github.ecstasktracker.trigger.Delivery;
import io.github.ecstasktracker.trigger.EventHandler;
import io.github.ecstasktracker.trigger.Receivers;
import io.github.ecstasktracker.trigger.TriggerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/** The real server on a free port of loopback, before a controller that a test steers. */
final class TestServer implements AutoCloseable {
  static final HttpLimits SMALL = limits(Duration.ofSeconds(5), Duration.ofSeconds(10));

  final FakeController controller = new FakeController();
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final Directory directory =
      new Directory(
          Directory.Limits.DEFAULT,
          MonotonicClock.SYSTEM,
          InstantSource.fixed(Instant.ofEpochMilli(1_456_789_012_350L)));
  final AtomicLong hostClock = new AtomicLong();
  private final AtomicLong hosts = new AtomicLong();
  final Heartbeats heartbeats = new Heartbeats(hostClock::get);
  final HostBeats beats = new HostBeats(heartbeats, () -> "given-" + hosts.incrementAndGet());
  volatile HostReader hostReader =
      (cluster, machines) -> new Result.Failed<>("nothing to ask", false);
  volatile EventHandler events = (headers, body) -> new Delivery.Accepted();
  final MemoryHistory history = new MemoryHistory();
  final List<Trigger> triggers = new CopyOnWriteArrayList<>();
  volatile TriggerSink.Acceptance acceptance = TriggerSink.Acceptance.ACCEPTED;
  final AgentReports reports =
      new AgentReports(
          directory,
          Directory.Limits.DEFAULT,
          Receivers.of(this::accept, new TriggerMetrics(new SimpleMeterRegistry())),
          Set.of("prod"),
          MonotonicClock.SYSTEM);
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;
  private boolean stopped;

  TestServer() {
    this(SMALL, false, Optional.empty());
  }

  TestServer(HttpLimits limits, boolean compat, Optional<String> token) {
    this(limits, compat, token, List.of(), List.of());
  }

  TestServer(
      HttpLimits limits,
      boolean compat,
      Optional<String> token,
      List<LinkTemplate> links,
      List<Admission> admissions) {
    this(limits, compat, token.map(TestServer::onlyThis), Optional.empty(), links, admissions);
  }

  TestServer(
      HttpLimits limits,
      boolean compat,
      Optional<TokenCheck> bearers,
      Optional<SSLContext> tls,
      List<LinkTemplate> links,
      List<Admission> admissions) {
    server =
        new HttpServer(
            new HttpSettings(Optional.of("127.0.0.1"), 0, compat, tls, links, admissions, limits),
            new HttpParts(
                controller,
                controller,
                (headers, body) -> events.handle(headers, body),
                directory,
                new HostRegistry(
                    directory,
                    (cluster, machines) -> hostReader.read(cluster, machines),
                    heartbeats,
                    Set.of(),
                    hostClock::get),
                reports,
                beats,
                new Recall(
                    directory,
                    Optional.of(history),
                    Recall.counters(new SimpleMeterRegistry()),
                    hostClock::get),
                registry,
                bearers,
                MonotonicClock.SYSTEM));
    server.start();
  }

  private TriggerSink.Acceptance accept(Trigger trigger, Runnable served) {
    triggers.add(trigger);
    return acceptance;
  }

  /** Small ones, so that tests reach them. */
  static HttpLimits limits(Duration idle, Duration syncTime) {
    return new HttpLimits(64, 64, 4096, 1000, Duration.ofSeconds(5), idle, 4, 4, syncTime);
  }

  private static TokenCheck onlyThis(String token) {
    return (presented, _) ->
        token.equals(presented) ? TokenCheck.Answer.OPENS : TokenCheck.Answer.UNKNOWN;
  }

  static TestServer withToken(String token) {
    return new TestServer(SMALL, false, Optional.of(token));
  }

  void show(BackendView... backends) {
    View view = Views.of(backends);
    controller.view = () -> view;
  }

  int port() {
    return server.port();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /**
   * Of a body that is to be refused unread: it is not sent before the server wants it. Else the
   * connection's end may meet its sender half way, and he never reads the answer.
   */
  HttpResponse<String> sendTooMuch(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return send(request.expectContinue(true));
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send(headers(request(path), headers));
  }

  HttpResponse<String> post(String path, String... headers) throws Exception {
    return send(headers(request(path), headers).POST(HttpRequest.BodyPublishers.noBody()));
  }

  void assertGet(String path, int status, String body) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  void assertPost(String path, int status, String body) throws Exception {
    HttpResponse<String> answer = post(path);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  /** Bytes sent as they are on a connection of their own; the answer up to its end. */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      return answer.toString(StandardCharsets.UTF_8);
    }
  }

  boolean stop(Duration deadline) {
    stopped = true;
    return server.stop(deadline);
  }

  @Override
  public void close() {
    // First, because Jetty waits a second for idle connections to be closed.
    client.shutdownNow();
    if (!stopped) {
      stop(Duration.ofSeconds(5));
    }
  }

  private static HttpRequest.Builder headers(HttpRequest.Builder request, String... headers) {
    return headers.length == 0 ? request : request.headers(headers);
  }
}
