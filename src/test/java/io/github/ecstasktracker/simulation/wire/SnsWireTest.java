package io.github.ecstasktracker.simulation.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.github.ecstasktracker.simulation.RealTimeDriver;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.messagemanager.sns.SnsMessageManager;
import software.amazon.awssdk.messagemanager.sns.model.SnsNotification;
import software.amazon.awssdk.messagemanager.sns.model.SnsSubscriptionConfirmation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;

/** SNS's messages against AWS's own verifier, and its subscriptions against the real client. */
class SnsWireTest {
  private record Arrived(String type, String authorization, String body) {}

  private final SimulatedAccount account = SimulatedAccount.inRealTime(4);
  private final RealTimeDriver driver = new RealTimeDriver(account);
  private final SimulatedAwsServer server = new SimulatedAwsServer(account);
  private final RealClients clients = new RealClients(server.url());
  private final SnsClient sns = clients.sns();
  private final SnsMessageManager verifier =
      SnsMessageManager.builder()
          .region(Region.EU_WEST_1)
          .httpClient(new CertificatesFrom(server.url()))
          .build();
  private final List<Arrived> arrived = new CopyOnWriteArrayList<>();
  private HttpServer subscriber;
  private URI subscriberUrl;

  @BeforeEach
  void open() throws Exception {
    subscriber = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    subscriber.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          arrived.add(
              new Arrived(
                  String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-sns-message-type")),
                  String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                  body));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    subscriber.start();
    subscriberUrl = URI.create("http://127.0.0.1:" + subscriber.getAddress().getPort() + "/event");
  }

  @AfterEach
  void close() {
    verifier.close();
    clients.close();
    server.close();
    driver.close();
    subscriber.stop(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void signedMessage_isAcceptedByAwssOwnVerifier_andATamperedOneRefused(int version) {
    account.events().signatureVersion("events", version);
    String message = account.events().signedMessage("events", "{\"hello\":\"world\"}");

    assertThat(verifier.parseMessage(message)).isInstanceOf(SnsNotification.class);
    assertThatThrownBy(() -> verifier.parseMessage(message.replace("world", "wurld")))
        .isInstanceOf(SdkClientException.class);
    assertThat(server.certificatesServed()).isEqualTo(1);
  }

  @Test
  void httpSubscriber_confirmsThroughTheApi_andThenGetsTheEventsOfEcs() {
    account.events().toTopic("events");
    String topic = account.events().topicArn("events");
    sns.subscribe(r -> r.topicArn(topic).protocol("http").endpoint(subscriberUrl.toString()));
    await().until(() -> !arrived.isEmpty());
    assertThat(arrived.getFirst().type()).isEqualTo("SubscriptionConfirmation");
    SnsSubscriptionConfirmation asked =
        (SnsSubscriptionConfirmation) verifier.parseMessage(arrived.getFirst().body());
    assertThat(account.events().confirmedSubscriptions("events")).isZero();

    sns.confirmSubscription(r -> r.topicArn(topic).token(asked.token()));
    account.cluster("demo").service("web").fargate(80);

    await().until(() -> arrived.size() > 1);
    SnsNotification event = (SnsNotification) verifier.parseMessage(arrived.get(1).body());
    assertThat(event.topicArn()).isEqualTo(topic);
    assertThat(json(event.message()).path("detail-type").asText())
        .isEqualTo("ECS Task State Change");
    assertThat(server.linksFollowed()).isZero();
  }

  @Test
  void followedSubscribeUrl_isCounted_andConfirmsNothing() throws Exception {
    String topic = account.events().topicArn("events");
    sns.subscribe(r -> r.topicArn(topic).protocol("http").endpoint(subscriberUrl.toString()));
    await().until(() -> !arrived.isEmpty());
    URI link = URI.create(json(arrived.getFirst().body()).path("SubscribeURL").asText());

    try (HttpClient http = HttpClient.newHttpClient()) {
      http.send(HttpRequest.newBuilder(link).build(), BodyHandlers.discarding());
    }
    assertThat(server.linksFollowed()).isEqualTo(1);
    assertThat(account.events().confirmedSubscriptions("events")).isZero();
  }

  @Test
  void apiDestination_postsTheBareEventWithItsToken() {
    account.events().toUrl(subscriberUrl, "secret");
    account.events().send("{\"source\":\"aws.ecs\"}");
    await().until(() -> account.events().postsAccepted() == 1);
    assertThat(arrived)
        .containsExactly(new Arrived("null", "Bearer secret", "{\"source\":\"aws.ecs\"}"));
  }

  @Test
  void queueBehindTheTopic_getsTheEnvelope_orTheBareEvent() {
    account
        .events()
        .toTopic("events")
        .subscribeQueue("events", "wrapped", false)
        .subscribeQueue("events", "raw", true)
        .send("{\"x\":1}");
    await().until(() -> account.events().undeleted("raw") == 1);
    assertThat(body("raw")).isEqualTo("{\"x\":1}");
    assertThat(verifier.parseMessage(body("wrapped"))).isInstanceOf(SnsNotification.class);
  }

  @Test
  void unknownTopic_isNotFound() {
    assertThatThrownBy(() -> sns.publish(r -> r.topicArn("arn:aws:sns:x").message("m")))
        .isInstanceOf(NotFoundException.class);
    String topic = account.events().topicArn("events");
    assertThat(sns.getTopicAttributes(r -> r.topicArn(topic)).attributes())
        .containsEntry("TopicArn", topic);
    assertThat(sns.publish(r -> r.topicArn(topic).message("m")).messageId()).isNotEmpty();
  }

  private String body(String queue) {
    return clients
        .sqs()
        .receiveMessage(r -> r.queueUrl(account.events().queueUrl(queue)))
        .messages()
        .getFirst()
        .body();
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  /** Sends the verifier's request for SNS's certificate to the simulator instead. */
  private static final class CertificatesFrom implements SdkHttpClient {
    private final URI endpoint;
    private final SdkHttpClient http = Apache5HttpClient.create();

    CertificatesFrom(URI endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return http.prepareRequest(
          HttpExecuteRequest.builder()
              .request(
                  request.httpRequest().toBuilder()
                      .protocol(endpoint.getScheme())
                      .host(endpoint.getHost())
                      .port(endpoint.getPort())
                      .build())
              .build());
    }

    @Override
    public void close() {
      http.close();
    }
  }
}
