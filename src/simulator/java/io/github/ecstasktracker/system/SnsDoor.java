package io.github.ecstasktracker.system;

import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.simulation.bus.SigningKey;
import io.github.ecstasktracker.trigger.CertificateClient;
import io.github.ecstasktracker.trigger.Delivery;
import io.github.ecstasktracker.trigger.EventEndpoint;
import io.github.ecstasktracker.trigger.Receivers;
import io.github.ecstasktracker.trigger.SnsMessages;
import io.github.ecstasktracker.trigger.SnsPrecheck;
import io.github.ecstasktracker.trigger.SnsSubscriptions;
import io.github.ecstasktracker.trigger.SnsVerifier;
import io.github.ecstasktracker.trigger.TopicArn;
import io.github.ecstasktracker.trigger.TriggerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The way in for messages of one SNS topic, as {@code run} opens it, signatures and all. The
 * certificate is at hand: fetching it is not what is put to the test.
 */
final class SnsDoor {
  private final EventEndpoint endpoint;

  SnsDoor(
      String topic,
      TriggerSink sink,
      MeterRegistry registry,
      InstantSource wallClock,
      MonotonicClock clock) {
    Set<TopicArn> topics = Set.of(TopicArn.parse(topic).orElseThrow());
    TriggerMetrics metrics = new TriggerMetrics(registry);
    this.endpoint =
        new EventEndpoint(
            List.of(
                new SnsMessages(
                    new SnsPrecheck(topics, wallClock),
                    new SnsVerifier(
                        topics, new CertificateClient(new Certificate(), Optional.empty(), clock)),
                    new SnsSubscriptions(topics, _ -> null),
                    Receivers.of(sink, metrics),
                    metrics)));
  }

  Delivery handle(String notification) {
    return endpoint.handle(
        Map.of("x-amz-sns-message-type", "Notification"),
        notification.getBytes(StandardCharsets.UTF_8));
  }

  private static final class Certificate implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      byte[] pem = SigningKey.ofThisProcess().certificatePem().getBytes(StandardCharsets.US_ASCII);
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() {
          return HttpExecuteResponse.builder()
              .response(SdkHttpResponse.builder().statusCode(200).build())
              .responseBody(AbortableInputStream.create(new ByteArrayInputStream(pem)))
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }
}
