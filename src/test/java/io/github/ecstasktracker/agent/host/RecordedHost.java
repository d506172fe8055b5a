package io.github.ecstasktracker.agent.host;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A container instance: its ECS agent's introspection API and EC2's instance metadata. */
public final class RecordedHost implements AutoCloseable {
  private static final String TOKEN = "AQAEAHZ-token==";
  private static final Map<String, String> METADATA =
      Map.of(
          "instance-id", "i-0abc",
          "local-ipv4", "10.0.1.5",
          "instance-type", "m5.large",
          "placement/availability-zone", "eu-west-1a",
          "local-hostname", "ip-10-0-1-5.ec2.internal");

  private final HttpServer server;
  volatile String metadata = "metadata";

  /** Which recording tells of its tasks. */
  public volatile String tasks = "tasks-none";

  private final AtomicInteger looks = new AtomicInteger();
  volatile boolean agentDown;
  volatile boolean metadataDown;

  public RecordedHost() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/", this::introspection);
    server.createContext("/latest/", this::instanceMetadata);
    server.start();
  }

  /** How often its tasks were asked for. */
  public int looks() {
    return looks.get();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void introspection(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (agentDown) {
      // As if nothing listened: the connection ends without an answer.
      exchange.close();
    } else if (path.equals("/v1/metadata")) {
      answer(exchange, 200, recorded(metadata));
    } else {
      looks.incrementAndGet();
      answer(exchange, path.equals("/v1/tasks") ? 200 : 404, recorded(tasks));
    }
  }

  private void instanceMetadata(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String name = path.substring("/latest/".length()).replaceFirst("^meta-data/", "");
    if (metadataDown) {
      answer(exchange, 503, "");
    } else if (name.equals("api/token")) {
      boolean well =
          exchange.getRequestMethod().equals("PUT")
              && exchange.getRequestHeaders().containsKey("X-aws-ec2-metadata-token-ttl-seconds");
      answer(exchange, well ? 200 : 400, TOKEN);
    } else if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"))) {
      answer(exchange, 401, "");
    } else {
      String value = METADATA.get(name);
      answer(exchange, value == null ? 404 : 200, value == null ? "" : value);
    }
  }

  static String recorded(String name) {
    try (InputStream in =
        RecordedHost.class.getResourceAsStream("/introspection/" + name + ".json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
