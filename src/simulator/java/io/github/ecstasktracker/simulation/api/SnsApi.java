package io.github.ecstasktracker.simulation.api;

import static io.github.ecstasktracker.simulation.faults.Operation.CONFIRM_SUBSCRIPTION;
import static io.github.ecstasktracker.simulation.faults.Operation.GET_TOPIC_ATTRIBUTES;
import static io.github.ecstasktracker.simulation.faults.Operation.PUBLISH;
import static io.github.ecstasktracker.simulation.faults.Operation.SET_TOPIC_ATTRIBUTES;
import static io.github.ecstasktracker.simulation.faults.Operation.SUBSCRIBE;

import io.github.ecstasktracker.simulation.bus.Topic;
import io.github.ecstasktracker.simulation.bus.Topics;
import io.github.ecstasktracker.simulation.faults.ApiErrors;
import io.github.ecstasktracker.simulation.faults.Gate;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;

/** SNS Publish, Subscribe, ConfirmSubscription, and the attributes of topics. */
public final class SnsApi {
  private final Gate gate;
  private final Topics topics;

  SnsApi(Gate gate, Topics topics) {
    this.gate = gate;
    this.topics = topics;
  }

  public PublishResponse publish(PublishRequest request) {
    return gate.call(
        PUBLISH,
        faults ->
            PublishResponse.builder()
                .messageId(
                    topic(PUBLISH, request.topicArn())
                        .publish(request.message(), Optional.ofNullable(request.subject())))
                .build());
  }

  /** For http and https; the ARN is told only of a confirmed subscription, or where asked for. */
  public SubscribeResponse subscribe(SubscribeRequest request) {
    return gate.call(
        SUBSCRIBE,
        faults -> {
          if (!"http".equals(request.protocol()) && !"https".equals(request.protocol())) {
            throw bad(SUBSCRIBE, "InvalidParameter", "no protocol " + request.protocol());
          }
          boolean raw = "true".equals(request.attributes().get("RawMessageDelivery"));
          String arn =
              topic(SUBSCRIBE, request.topicArn())
                  .subscribeHttp(URI.create(request.endpoint()), raw);
          boolean tell = Boolean.TRUE.equals(request.returnSubscriptionArn());
          return SubscribeResponse.builder()
              .subscriptionArn(tell ? arn : "pending confirmation")
              .build();
        });
  }

  public ConfirmSubscriptionResponse confirmSubscription(ConfirmSubscriptionRequest request) {
    return gate.call(
        CONFIRM_SUBSCRIPTION,
        faults ->
            ConfirmSubscriptionResponse.builder()
                .subscriptionArn(
                    topic(CONFIRM_SUBSCRIPTION, request.topicArn())
                        .confirm(request.token())
                        .orElseThrow(
                            () -> bad(CONFIRM_SUBSCRIPTION, "InvalidParameter", "Invalid token")))
                .build());
  }

  public GetTopicAttributesResponse getTopicAttributes(GetTopicAttributesRequest request) {
    return gate.call(
        GET_TOPIC_ATTRIBUTES,
        faults -> {
          Topic topic = topic(GET_TOPIC_ATTRIBUTES, request.topicArn());
          Map<String, String> attributes = new TreeMap<>();
          attributes.put("TopicArn", topic.arn());
          attributes.put("SignatureVersion", Integer.toString(topic.signatureVersion()));
          attributes.put("SubscriptionsConfirmed", Integer.toString(topic.confirmed()));
          attributes.put("SubscriptionsPending", Integer.toString(topic.pending()));
          topic.policy().ifPresent(text -> attributes.put("Policy", text));
          return GetTopicAttributesResponse.builder().attributes(attributes).build();
        });
  }

  /** Of the attributes, the policy. */
  public SetTopicAttributesResponse setTopicAttributes(SetTopicAttributesRequest request) {
    return gate.call(
        SET_TOPIC_ATTRIBUTES,
        faults -> {
          if (!request.attributeName().equals("Policy")) {
            throw bad(SET_TOPIC_ATTRIBUTES, "InvalidParameter", request.attributeName());
          }
          topic(SET_TOPIC_ATTRIBUTES, request.topicArn())
              .policy(Optional.of(request.attributeValue()));
          return SetTopicAttributesResponse.builder().build();
        });
  }

  private Topic topic(Operation operation, String arn) {
    return topics.find(arn).orElseThrow(() -> bad(operation, "NotFound", "Topic does not exist"));
  }

  private static RuntimeException bad(Operation operation, String code, String message) {
    return ApiErrors.bad(operation, code, message);
  }
}
