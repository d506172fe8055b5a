package io.github.ecstasktracker.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.github.ecstasktracker.controller.TriggerSink.Acceptance;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Trigger.HeardTask;
import io.github.ecstasktracker.model.Trigger.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sns.model.AuthorizationErrorException;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;

/** Everything that may be posted in SNS's name, by the same way in that HTTP uses. */
class SnsMessagesTest {
  private static final TopicArn TOPIC = new TopicArn("arn:aws:sns:us-west-2:123456789012:MyTopic");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Trigger WEB =
      new Trigger(
          Source.SNS,
          Optional.of(new ServiceKey("default", "web")),
          Optional.of(
              new HeardTask(
                  "arn:aws:ecs:us-west-2:111122223333:task/default/a1173316d40a45dea9b6a8b7a5b8e8d5",
                  5,
                  false)));

  @TempDir static Path directory;
  private static SnsSigner signer;

  private final StubHttp http = new StubHttp();
  private final StubSns sns = new StubSns();
  private final RecordingSink sink = new RecordingSink();
  private final Counts counts = new Counts();
  private EventEndpoint endpoint;

  @BeforeAll
  static void makeKey() {
    signer = SnsSigner.create(directory, "sns.amazonaws.com");
  }

  @BeforeEach
  void listen() {
    http.body = signer.certificate();
    endpoint = listeningTo(Set.of(TOPIC));
  }

  @ParameterizedTest
  @ValueSource(strings = {"notification-v1", "notification-v2"})
  void notification_signedBySns_triggersItsService(String name) {
    assertThat(post(signed(name))).isEqualTo(new Delivery.Accepted());
    assertThat(sink.triggers).containsExactly(WEB);
    assertThat(counts.triggers("sns", "accepted")).isEqualTo(1);
  }

  @Test
  void notification_second_needsNoSecondFetch() {
    post(signed("notification-v1"));
    post(signed("notification-v2"));
    assertThat(sink.triggers).hasSize(2);
    assertThat(http.fetched).hasSize(1);
  }

  @Test
  void notification_authenticButNotUnderstood_triggersEverything() {
    ObjectNode message = timed("notification-v1").put("Message", "Hello world!");
    assertThat(post(signer.sign(message))).isEqualTo(new Delivery.Accepted());
    assertThat(sink.triggers).containsExactly(Trigger.everything(Source.SNS));
    assertThat(counts.triggers("sns", "not_understood")).isEqualTo(1);
  }

  @Test
  void notification_ofStandaloneTask_triggersNothing() {
    ObjectNode message =
        timed("notification-v1").put("Message", Fixtures.event("task-fargate-standalone"));
    assertThat(post(signer.sign(message))).isEqualTo(new Delivery.Done());
    assertThat(sink.triggers).isEmpty();
    assertThat(counts.triggers("sns", "nothing")).isEqualTo(1);
  }

  @Test
  void notification_controllerNotTaking_asksSnsToTryAgain() {
    sink.answer = trigger -> Acceptance.UNAVAILABLE;
    assertThat(post(signed("notification-v1"))).isInstanceOf(Delivery.Unavailable.class);
    assertThat(counts.triggers("sns", "unavailable")).isEqualTo(1);
  }

  @Test
  void notification_ofAnotherCluster_isAcceptedAndCounted() {
    sink.answer = trigger -> Acceptance.NOT_OURS;
    assertThat(post(signed("notification-v1"))).isEqualTo(new Delivery.Done());
    assertThat(counts.triggers("sns", "not_ours")).isEqualTo(1);
  }

  @Test
  void notification_signedByAnotherKey_isForbidden() {
    SnsSigner forger = SnsSigner.create(directory, "forger.example.com");
    assertForbidden(post(forger.sign(timed("notification-v1"))));
  }

  @ParameterizedTest
  @CsvSource({"Message,{}", "Subject,Other", "MessageId,other"})
  void notification_tamperedWith_isForbidden(String field, String value) {
    assertForbidden(post(signed("notification-v1").put(field, value)));
  }

  @Test
  void notification_certificateOfAnotherName_isForbidden() {
    SnsSigner other = SnsSigner.create(directory, "sns.example.com");
    http.body = other.certificate();
    assertForbidden(post(other.sign(timed("notification-v1"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!!!", "AAAA"})
  void notification_signatureThatIsNone_isForbidden(String signature) {
    assertForbidden(post(timed("notification-v1").put("Signature", signature)));
  }

  @Test
  void notification_certificateThatIsNone_isForbidden() {
    http.body = "<html>not a certificate</html>".getBytes(StandardCharsets.UTF_8);
    assertForbidden(post(signed("notification-v1")));
  }

  @Test
  void notification_certificateThatDoesNotExist_isForbidden() {
    http.status = 404;
    assertForbidden(post(signed("notification-v1")));
  }

  @Test
  void notification_certificateHostDown_asksSnsToTryAgainAndThenPasses() {
    http.unreachable = true;
    assertThat(post(signed("notification-v1"))).isInstanceOf(Delivery.Unavailable.class);
    http.unreachable = false;
    http.status = 503;
    assertThat(post(signed("notification-v1"))).isInstanceOf(Delivery.Unavailable.class);
    assertThat(sink.triggers).isEmpty();
    http.status = 200;
    assertThat(post(signed("notification-v1"))).isEqualTo(new Delivery.Accepted());
  }

  /** Anybody can subscribe our url to his own topic; SNS's signature is then right. */
  @Test
  void notification_ofStrangersTopic_isForbiddenAndNothingFetched() {
    ObjectNode message =
        timed("notification-v1").put("TopicArn", "arn:aws:sns:us-west-2:999999999999:MyTopic");
    assertForbidden(post(signer.sign(message)));
    assertThat(http.fetched).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:sns:us-west-2:123456789012:MyTopic2",
        "arn:aws:sns:us-west-2:123456789012:mytopic",
        "arn:aws:sns:us-west-2:123456789012:MyTopic ",
        ""
      })
  void topicAllowList_isExact(String topic) {
    assertForbidden(post(signer.sign(timed("notification-v1").put("TopicArn", topic))));
    assertThat(http.fetched).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"notification-v1", "subscription-confirmation"})
  void topicAllowList_empty_refusesAll(String name) {
    endpoint = listeningTo(Set.of());
    assertForbidden(post(signed(name)));
    assertThat(http.fetched).isEmpty();
    assertThat(sns.confirmed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://sns.us-west-2.amazonaws.com/SimpleNotificationService-ab12.pem",
        "https://sns.us-west-2.amazonaws.com.evil.example/SimpleNotificationService-ab12.pem",
        "https://evil-sns.us-west-2.amazonaws.com/SimpleNotificationService-ab12.pem",
        "https://evil.example/sns.us-west-2.amazonaws.com/SimpleNotificationService-ab12.pem",
        "https://sns.us-west-2.s3.amazonaws.com/SimpleNotificationService-ab12.pem",
        "https://s3.us-west-2.amazonaws.com/sns/SimpleNotificationService-ab12.pem",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-ab12.pem",
        "https://sns.us-west-2.amazonaws.com.cn/SimpleNotificationService-ab12.pem",
        "https://sns.us-west-2.amazonaws.com:8443/SimpleNotificationService-ab12.pem",
        "https://sns.us-west-2.amazonaws.com@evil.example/SimpleNotificationService-ab12.pem",
        "https://evil@sns.us-west-2.amazonaws.com/SimpleNotificationService-ab12.pem",
        "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-ab12.pem?x=1",
        "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-ab12.pem#x",
        "https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription",
        "https://sns.us-west-2.amazonaws.com/x/SimpleNotificationService-ab12.pem",
        "https://sns.us-west-2.amazonaws.com/../SimpleNotificationService-ab12.pem",
        "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-AB12.pem",
        "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-%61b.pem",
        "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-ab12.pem/x",
        "https://SNS.us-west-2.amazonaws.com\\@evil.example/SimpleNotificationService-ab12.pem",
        "https:sns.us-west-2.amazonaws.com/SimpleNotificationService-ab12.pem",
        "file:///etc/passwd",
        "SimpleNotificationService-ab12.pem",
        ""
      })
  void signingCertUrl_elsewhere_isForbiddenAndNothingFetched(String url) {
    assertForbidden(post(signer.sign(timed("notification-v1").put("SigningCertURL", url))));
    assertThat(http.fetched).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PT-59M,true", "PT-61M,false", "PT4M,true", "PT6M,false"})
  void replay_isForbiddenOutsideTheWindow(Duration offset, boolean accepted) {
    ObjectNode message = Fixtures.sns("notification-v1").put("Timestamp", stamp(NOW.plus(offset)));
    Delivery delivery = post(signer.sign(message));
    if (accepted) {
      assertThat(delivery).isEqualTo(new Delivery.Accepted());
    } else {
      assertForbidden(delivery);
      assertThat(http.fetched).isEmpty();
    }
  }

  @Test
  void replay_ofTheGoldenMessage_isForbidden() {
    assertForbidden(post(signer.sign(Fixtures.sns("notification-v1"))));
    assertThat(http.fetched).isEmpty();
  }

  /**
   * The original fetched the SubscribeURL of whatever was posted: a way to make it connect
   * anywhere.
   */
  @Test
  void defect6_subscribeUrl_isNeverFetchedWhoeverSigned() throws IOException {
    AtomicInteger lured = new AtomicInteger();
    HttpServer inside =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    inside.createContext(
        "/",
        exchange -> {
          lured.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    inside.start();
    try {
      ObjectNode message =
          timed("subscription-confirmation")
              .put("SubscribeURL", "http://localhost:" + inside.getAddress().getPort() + "/");
      assertForbidden(post(message));
      assertForbidden(
          post(
              signer.sign(
                  message.deepCopy().put("TopicArn", "arn:aws:sns:us-west-2:999999999999:evil"))));
      assertThat(sns.confirmed).isEmpty();
      assertThat(post(signer.sign(message))).isEqualTo(new Delivery.Done());
      assertThat(sns.confirmed).hasSize(1);
    } finally {
      inside.stop(0);
    }
    assertThat(lured).hasValue(0);
  }

  @Test
  void subscription_signedBySns_isConfirmedByTheApiAlone() {
    assertThat(post(signed("subscription-confirmation"))).isEqualTo(new Delivery.Done());
    assertThat(sns.confirmed)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.topicArn()).isEqualTo(TOPIC.text());
              assertThat(request.token())
                  .isEqualTo(Fixtures.sns("subscription-confirmation").path("Token").asText());
              assertThat(request.authenticateOnUnsubscribe()).isEqualTo("true");
              assertThat(request.overrideConfiguration().orElseThrow().apiCallTimeout())
                  .isPresent();
            });
    assertThat(http.fetched).hasSize(1).allMatch(uri -> uri.getPath().endsWith(".pem"));
    assertThat(counts.triggers("sns", "control")).isEqualTo(1);
  }

  @Test
  void subscription_tokenRefused_isBadRequest() {
    sns.failure = Optional.of(InvalidParameterException.builder().message("token").build());
    assertThat(post(signed("subscription-confirmation"))).isInstanceOf(Delivery.BadRequest.class);
  }

  @Test
  void subscription_snsFailsOrMayNotBeAsked_isTriedAgain() {
    sns.failure = Optional.of(SdkClientException.create("timeout"));
    assertThat(post(signed("subscription-confirmation"))).isInstanceOf(Delivery.Unavailable.class);
    sns.failure = Optional.of(AuthorizationErrorException.builder().message("no").build());
    assertThat(post(signed("subscription-confirmation"))).isInstanceOf(Delivery.Unavailable.class);
  }

  @Test
  void unsubscribed_signedBySns_isOnlyTold() {
    assertThat(post(signed("unsubscribe-confirmation"))).isEqualTo(new Delivery.Done());
    assertThat(sns.confirmed).isEmpty();
    assertThat(sink.triggers).isEmpty();
    assertThat(http.fetched).hasSize(1).allMatch(uri -> uri.getPath().endsWith(".pem"));
  }

  @Test
  void rawDelivery_isRefused() {
    Map<String, String> headers = headers("Notification");
    headers.put("X-Amz-Sns-Rawdelivery", "true");
    assertBad(endpoint.handle(headers, bytes(Fixtures.sns("raw-delivery").toString())));
    assertBad(endpoint.handle(headers, bytes(signed("notification-v1").toString())));
    assertThat(http.fetched).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "hello", "null", "[]", "7", "{}", "{\"Type\":null}", "{\"Type\":\"Other\"}"})
  void body_thatIsNoSnsMessage_isBadRequest(String body) {
    assertBad(endpoint.handle(headers("Notification"), bytes(body)));
    assertThat(http.fetched).isEmpty();
  }

  @Test
  void body_notUtf8_isBadRequest() {
    assertBad(endpoint.handle(headers("Notification"), new byte[] {'{', (byte) 0xff, '}'}));
  }

  @Test
  void body_withATopicTwice_isBadRequest() {
    String body =
        signed("notification-v1")
            .toString()
            .replaceFirst("\\{", "{\"TopicArn\":\"arn:aws:sns:us-west-2:999999999999:x\",");
    assertBad(endpoint.handle(headers("Notification"), bytes(body)));
    assertThat(http.fetched).isEmpty();
  }

  @Test
  void body_depthBomb_isBadRequest() {
    String bomb = "{\"Type\":" + "[".repeat(400_000);
    assertBad(endpoint.handle(headers("Notification"), bytes(bomb)));
  }

  @Test
  void body_oversize_isTooLarge() {
    byte[] body = new byte[EventEndpoint.MAX_BODY_BYTES + 1];
    assertThat(endpoint.handle(headers("Notification"), body))
        .isEqualTo(new Delivery.TooLarge(EventEndpoint.MAX_BODY_BYTES));
  }

  @Test
  void header_typeOtherThanBody_isBadRequest() {
    assertBad(
        endpoint.handle(
            headers("SubscriptionConfirmation"), bytes(signed("notification-v1").toString())));
    assertThat(http.fetched).isEmpty();
  }

  @Test
  void header_topicOtherThanBody_isBadRequest() {
    Map<String, String> headers = headers("Notification");
    headers.put("x-amz-sns-topic-arn", "arn:aws:sns:us-west-2:999999999999:x");
    assertBad(endpoint.handle(headers, bytes(signed("notification-v1").toString())));
    assertThat(http.fetched).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SignatureVersion,3",
    "SignatureVersion,",
    "Timestamp,yesterday",
    "Timestamp,",
    "Signature,"
  })
  void field_unusable_isBadRequestAndNothingFetched(String field, String value) {
    assertBad(post(signed("notification-v1").put(field, value)));
    assertThat(http.fetched).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MessageId", "Message"})
  void field_missing_isForbidden(String field) {
    ObjectNode message = timed("notification-v1");
    message.remove(field);
    assertForbidden(post(signer.sign(message)));
  }

  @Test
  void strangersCertificates_areAskedForOnlySoOften() {
    http.status = 404;
    for (int i = 0; i < 100; i++) {
      post(
          timed("notification-v1")
              .put(
                  "SigningCertURL",
                  "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-a" + i + ".pem"));
    }
    assertThat(http.fetched).hasSize(10);
  }

  private EventEndpoint listeningTo(Set<TopicArn> topics) {
    return new EventEndpoint(
        List.of(
            new SnsMessages(
                new SnsPrecheck(topics, InstantSource.fixed(NOW)),
                new SnsVerifier(
                    topics, new CertificateClient(http, Optional.empty(), new FakeClock())),
                new SnsSubscriptions(topics, region -> sns),
                Receivers.of(sink, counts.metrics),
                counts.metrics),
            ApiDestination.closed()));
  }

  private Delivery post(ObjectNode message) {
    return endpoint.handle(headers(message.path("Type").asText()), bytes(message.toString()));
  }

  private static ObjectNode signed(String name) {
    return signer.sign(timed(name));
  }

  private static ObjectNode timed(String name) {
    return Fixtures.sns(name).put("Timestamp", stamp(NOW));
  }

  /** In SNS's form, which has milliseconds always. */
  private static String stamp(Instant instant) {
    return instant.toString().replace("Z", ".000Z");
  }

  private static Map<String, String> headers(String type) {
    Map<String, String> headers = new HashMap<>();
    headers.put("X-Amz-Sns-Message-Type", type);
    headers.put("Content-Type", "text/plain; charset=UTF-8");
    return headers;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void assertForbidden(Delivery delivery) {
    assertThat(delivery).isInstanceOf(Delivery.Forbidden.class);
    assertThat(sink.triggers).isEmpty();
    assertThat(counts.triggers("sns", "refused")).isPositive();
  }

  private void assertBad(Delivery delivery) {
    assertThat(delivery)
        .isInstanceOfSatisfying(
            Delivery.BadRequest.class,
            bad -> assertThat(bad.line()).isNotBlank().doesNotContain("\n"));
    assertThat(sink.triggers).isEmpty();
  }
}
