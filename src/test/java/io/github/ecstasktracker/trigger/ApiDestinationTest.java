package io.github.ecstasktracker.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.TriggerSink.Acceptance;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Trigger.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiDestinationTest {
  private static final String TOKEN = "s3cret-of-the-connection";
  private static final String EVENT = Fixtures.event("service-action");

  @TempDir Path directory;
  private final RecordingSink sink = new RecordingSink();
  private final Counts counts = new Counts();
  private EventEndpoint endpoint;

  @BeforeEach
  void open() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    TokenFile token = ((Result.Ok<TokenFile>) TokenFile.open(file, new FakeClock())).value();
    endpoint =
        new EventEndpoint(
            List.of(
                SnsMessages.closed(),
                new ApiDestination(token, Receivers.of(sink, counts.metrics))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer " + TOKEN, "bearer " + TOKEN, "BEARER  " + TOKEN})
  void event_withTheToken_triggersItsService(String authorization) {
    assertThat(post(authorization, EVENT)).isEqualTo(new Delivery.Accepted());
    assertThat(sink.triggers)
        .containsExactly(
            new Trigger(
                Source.API_DESTINATION,
                Optional.of(new ServiceKey("default", "servicetest")),
                Optional.empty()));
    assertThat(counts.triggers("api_destination", "accepted")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer " + TOKEN + "x",
        "Basic " + TOKEN,
        TOKEN
      })
  void event_withoutTheToken_isForbidden(String authorization) {
    assertThat(post(authorization, EVENT)).isInstanceOf(Delivery.Forbidden.class);
    assertThat(post(authorization, "not JSON")).isInstanceOf(Delivery.Forbidden.class);
    assertThat(sink.triggers).isEmpty();
    assertThat(counts.triggers("api_destination", "refused")).isEqualTo(2);
  }

  @Test
  void event_notUnderstood_triggersEverything() {
    assertThat(post("Bearer " + TOKEN, "{\"a\":1}")).isEqualTo(new Delivery.Accepted());
    assertThat(sink.triggers).containsExactly(Trigger.everything(Source.API_DESTINATION));
  }

  @Test
  void body_notJson_isBadRequest() {
    assertThat(post("Bearer " + TOKEN, "hello")).isInstanceOf(Delivery.BadRequest.class);
    assertThat(sink.triggers).isEmpty();
  }

  @Test
  void controllerNotTaking_asksForAnotherTry() {
    sink.answer = trigger -> Acceptance.UNAVAILABLE;
    assertThat(post("Bearer " + TOKEN, EVENT)).isInstanceOf(Delivery.Unavailable.class);
  }

  @Test
  void neitherSnsNorToken_isBadRequest() {
    assertThat(endpoint.handle(Map.of(), bytes(EVENT))).isInstanceOf(Delivery.BadRequest.class);
  }

  @Test
  void waysInThatAreNotConfigured_areForbidden() {
    assertThat(endpoint.handle(Map.of("x-amz-sns-message-type", "Notification"), bytes(EVENT)))
        .isInstanceOf(Delivery.Forbidden.class);
    EventEndpoint closed =
        new EventEndpoint(List.of(SnsMessages.closed(), ApiDestination.closed()));
    assertThat(closed.handle(Map.of("Authorization", "Bearer " + TOKEN), bytes(EVENT)))
        .isInstanceOf(Delivery.Forbidden.class);
    assertThat(sink.triggers).isEmpty();
  }

  private Delivery post(String authorization, String body) {
    return endpoint.handle(Map.of("AUTHORIZATION", authorization), bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
