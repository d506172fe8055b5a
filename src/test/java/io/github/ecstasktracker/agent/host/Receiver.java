package io.github.ecstasktracker.agent.host;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.ecstasktracker.agent.AgentRow;
import io.github.ecstasktracker.agent.report.AgentReports;
import io.github.ecstasktracker.agent.report.ReportAnswer;
import io.github.ecstasktracker.agent.report.ReportReader;
import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.trigger.Receivers;
import io.github.ecstasktracker.trigger.TriggerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A controller's way in for reports, with a network before it that may lose things. */
final class Receiver implements AutoCloseable {
  enum Weather {
    FINE,
    /** Nothing arrives. */
    LOST,
    /** Reports arrive, their answers do not. */
    ANSWERS_LOST,
    /** Someone else answers. */
    UNAVAILABLE
  }

  final List<List<AgentRow>> received = new CopyOnWriteArrayList<>();
  final List<Trigger> triggers = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  final Directory directory =
      new Directory(Directory.Limits.DEFAULT, () -> 0, InstantSource.fixed(Instant.EPOCH));
  volatile Weather weather = Weather.FINE;
  private final AgentReports reports =
      new AgentReports(
          directory,
          Directory.Limits.DEFAULT,
          Receivers.of(this::accept, new TriggerMetrics(new SimpleMeterRegistry())),
          Set.of("prod"),
          () -> 0);
  private final HttpServer server;

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/report/map", this::map);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void map(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (weather == Weather.LOST) {
      exchange.close();
      return;
    }
    if (weather == Weather.UNAVAILABLE) {
      exchange.getResponseHeaders().add("Retry-After", "3");
      exchange.sendResponseHeaders(503, -1);
      exchange.close();
      return;
    }
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    received.add(
        ReportReader.map(body) instanceof ReportReader.HostMap.Rows(List<AgentRow> rows)
            ? rows
            : List.of());
    ReportAnswer answer =
        reports.map(
            body,
            new AgentReports.Sender(
                "127.0.0.1",
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Instance-Id"))));
    if (weather == Weather.FINE) {
      exchange.sendResponseHeaders(answer instanceof ReportAnswer.Taken ? 200 : 400, -1);
    }
    exchange.close();
  }

  private TriggerSink.Acceptance accept(Trigger trigger, Runnable served) {
    triggers.add(trigger);
    return TriggerSink.Acceptance.ACCEPTED;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
