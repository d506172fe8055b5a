package io.github.ecstasktracker.app.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.ecstasktracker.model.MonotonicClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/** Against a server that answers as it is told, over the real SDK. */
class AwsClientsTest {
  /**
   * One answer.
   *
   * @param status 0 hangs up
   */
  private record Answer(int status, String body) {}

  private static final Answer OK = new Answer(200, "{\"taskArns\":[]}");
  private static final Answer THROTTLED =
      new Answer(
          400,
          "{\"__type\":\"com.amazonaws.ecs#ThrottlingException\",\"message\":\"Rate exceeded\"}");
  private static final Answer BROKEN = new Answer(500, "{\"__type\":\"ServerException\"}");
  private static final Answer HANG_UP = new Answer(0, "");

  private static final Map<String, String> PROPERTIES =
      Map.of("aws.accessKeyId", "test", "aws.secretAccessKey", "test");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<String> retried = new ArrayList<>();
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private AwsClients clients;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    PROPERTIES.forEach(System::setProperty);
    System.setProperty("aws.endpointUrl", "http://127.0.0.1:" + server.getAddress().getPort());
    clients =
        new AwsClients(
            "eu-west-1",
            registry,
            MonotonicClock.SYSTEM,
            (service, operation) -> retried.add(service + "." + operation));
  }

  @AfterEach
  void stop() {
    clients.close();
    server.stop(0);
    PROPERTIES.keySet().forEach(System::clearProperty);
    System.clearProperty("aws.endpointUrl");
  }

  @Test
  void success_isCountedOnce() {
    answers.add(OK);

    ecs().listTasks(ListTasksRequest.builder().build());

    assertThat(registry.scrape())
        .contains(
            "aws_api_calls_total{error_code=\"\",operation=\"ListTasks\",service=\"ecs\",status_code=\"200\"}"
                + " 1.0",
            "aws_api_call_duration_seconds_count{operation=\"ListTasks\",service=\"ecs\"} 1",
            "aws_api_call_throttled_errors_total{operation=\"ListTasks\",service=\"ecs\"} 0.0");
    assertThat(retried).isEmpty();
  }

  @Test
  void throttle_isNotRetriedAndCounted() {
    answers.add(THROTTLED);

    assertThatThrownBy(() -> ecs().listTasks(ListTasksRequest.builder().build()))
        .isInstanceOfSatisfying(
            EcsException.class,
            e -> {
              assertThat(e.isThrottlingException()).isTrue();
              assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Rate exceeded");
            });

    assertThat(requests).hasValue(1);
    assertThat(registry.scrape())
        .contains(
            "aws_api_calls_total{error_code=\"ThrottlingException\",operation=\"ListTasks\",service=\"ecs\",status_code=\"400\"}"
                + " 1.0",
            "aws_api_call_throttled_errors_total{operation=\"ListTasks\",service=\"ecs\"} 1.0");
  }

  @Test
  void serverError_isRetriedAndEveryAttemptCounted() {
    answers.addAll(List.of(BROKEN, HANG_UP, OK));

    ecs().listTasks(ListTasksRequest.builder().build());

    assertThat(requests).hasValue(3);
    assertThat(retried).containsExactly("ecs.ListTasks", "ecs.ListTasks");
    assertThat(registry.scrape())
        .contains(
            "error_code=\"ServerException\",operation=\"ListTasks\",service=\"ecs\",status_code=\"500\"}"
                + " 1.0",
            "error_code=\"NoAnswer\",operation=\"ListTasks\",service=\"ecs\",status_code=\"0\"}"
                + " 1.0",
            "error_code=\"\",operation=\"ListTasks\",service=\"ecs\",status_code=\"200\"} 1.0",
            "aws_api_call_duration_seconds_count{operation=\"ListTasks\",service=\"ecs\"} 3");
  }

  @Test
  void attempts_endAtThree() {
    answers.addAll(List.of(HANG_UP, HANG_UP, HANG_UP, OK));

    assertThatThrownBy(() -> ecs().listTasks(ListTasksRequest.builder().build()))
        .isInstanceOf(SdkClientException.class);

    assertThat(requests).hasValue(3);
    assertThat(registry.scrape()).contains("status_code=\"0\"} 3.0");
  }

  @Test
  void refusal_isNotRetriedAndReachesTheCallerWhole() {
    String message = "x".repeat(20_000);
    answers.add(
        new Answer(400, "{\"__type\":\"ClientException\",\"message\":\"" + message + "\"}"));

    assertThatThrownBy(() -> ecs().listTasks(ListTasksRequest.builder().build()))
        .isInstanceOfSatisfying(
            ClientException.class,
            e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message));

    assertThat(requests).hasValue(1);
  }

  @Test
  void xmlRefusal_isCountedByItsCode() {
    answers.add(
        new Answer(
            403,
            "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
                + "<Message>no</Message></Error></ErrorResponse>"));

    StsClient sts = clients.sts();
    assertThatThrownBy(() -> sts.getCallerIdentity(r -> {})).isInstanceOf(StsException.class);

    assertThat(registry.scrape())
        .contains("error_code=\"AccessDenied\",operation=\"GetCallerIdentity\"");
  }

  @Test
  void codeFitForNoLabel_becomesOther() {
    answers.add(new Answer(400, "{\"__type\":\"no code {} at all\"}"));

    assertThatThrownBy(() -> ecs().listTasks(ListTasksRequest.builder().build()))
        .isInstanceOf(EcsException.class);

    assertThat(registry.scrape()).contains("error_code=\"Other\"");
  }

  private EcsClient ecs() {
    return clients.ecs();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    exchange.getRequestBody().readAllBytes();
    Answer answer = answers.remove();
    if (answer.status() != 0) {
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }
}
