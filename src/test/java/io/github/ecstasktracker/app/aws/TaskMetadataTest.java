package io.github.ecstasktracker.app.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskMetadataTest {
  private static final String ARN =
      "arn:aws:ecs:us-west-2:111122223333:task/default/158d1c8083dd49d6b527399fd6414f5c";

  private HttpServer agent;
  private volatile int status = 200;
  private volatile String body = "";

  @BeforeEach
  void open() throws Exception {
    agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    agent.createContext(
        "/v4/abc/task",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    agent.start();
  }

  @AfterEach
  void close() {
    agent.stop(0);
  }

  @Test
  void endpoint_isTheAgentsAddressAndTask() {
    assertThat(endpoint("http://169.254.170.2/v4/158d1c8083dd49d6b527399fd6414f5c-1234"))
        .contains(URI.create("http://169.254.170.2/v4/158d1c8083dd49d6b527399fd6414f5c-1234/task"));
    assertThat(TaskMetadata.endpoint(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1/v4/x",
        "http://169.254.170.2.example.org/v4/x",
        "http://user@169.254.170.2/v4/x",
        "https://169.254.170.2/v4/x",
        "http://169.254.170.2/v4/x?y",
        "file:///etc/passwd",
        "",
      })
  void endpoint_ofAnythingElse_isNone(String address) {
    assertThat(endpoint(address)).isEmpty();
  }

  @Test
  void taskArn_isRead() throws Exception {
    body = "{\"Cluster\":\"default\",\"TaskARN\":\"" + ARN + "\",\"Family\":\"x\"}";
    assertThat(ask()).contains(ARN);
  }

  @Test
  void taskArn_ofAnAnswerThatIsNone_isEmpty() throws Exception {
    for (String answer : new String[] {"", "[]", "{}", "{\"TaskARN\":\"web\\n\"}", "no json"}) {
      body = answer;
      assertThat(ask()).as(answer).isEmpty();
    }
    status = 500;
    body = "{\"TaskARN\":\"" + ARN + "\"}";
    assertThat(ask()).isEmpty();
  }

  @Test
  void taskArn_ofAnAnswerWithoutEnd_isEmpty() throws Exception {
    body = "{\"TaskARN\":\"" + ARN + "\",\"Family\":\"" + "x".repeat(2_000_000) + "\"}";
    assertThat(ask()).isEmpty();
  }

  @Test
  void taskArn_whereNobodyAnswers_isEmptySoon() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI nobody = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/v4/abc/task");
      assertThat(TaskMetadata.taskArn(nobody)).isEmpty();
    }
  }

  private static Optional<URI> endpoint(String address) {
    return TaskMetadata.endpoint(Map.of("ECS_CONTAINER_METADATA_URI_V4", address));
  }

  private Optional<String> ask() throws InterruptedException {
    return TaskMetadata.taskArn(
        URI.create("http://127.0.0.1:" + agent.getAddress().getPort() + "/v4/abc/task"));
  }
}
