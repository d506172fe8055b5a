package io.github.ecstasktracker.simulation.client;

import static io.github.ecstasktracker.simulation.faults.Operation.CONFIRM_SUBSCRIPTION;
import static io.github.ecstasktracker.simulation.faults.Operation.GET_TOPIC_ATTRIBUTES;
import static io.github.ecstasktracker.simulation.faults.Operation.PUBLISH;
import static io.github.ecstasktracker.simulation.faults.Operation.SUBSCRIBE;

import io.github.ecstasktracker.simulation.api.SnsApi;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;

/** SNS, in process; what is not overridden is not supported. */
final class InProcessSnsClient implements SnsClient {
  private final SnsApi api;
  private final InProcessClients calls;

  InProcessSnsClient(SnsApi api, InProcessClients calls) {
    this.api = api;
    this.calls = calls;
  }

  @Override
  public PublishResponse publish(PublishRequest request) {
    return calls.call(PUBLISH, () -> api.publish(request));
  }

  @Override
  public SubscribeResponse subscribe(SubscribeRequest request) {
    return calls.call(SUBSCRIBE, () -> api.subscribe(request));
  }

  @Override
  public ConfirmSubscriptionResponse confirmSubscription(ConfirmSubscriptionRequest request) {
    return calls.call(CONFIRM_SUBSCRIPTION, () -> api.confirmSubscription(request));
  }

  @Override
  public GetTopicAttributesResponse getTopicAttributes(GetTopicAttributesRequest request) {
    return calls.call(GET_TOPIC_ATTRIBUTES, () -> api.getTopicAttributes(request));
  }

  @Override
  public String serviceName() {
    return SnsClient.SERVICE_NAME;
  }

  @Override
  public void close() {}
}
