package io.github.ecstasktracker.trigger;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;

/** SNS's API, as far as confirmations go. */
final class StubSns implements SnsClient {
  final List<ConfirmSubscriptionRequest> confirmed = new CopyOnWriteArrayList<>();
  volatile Optional<SdkException> failure = Optional.empty();

  @Override
  public ConfirmSubscriptionResponse confirmSubscription(ConfirmSubscriptionRequest request) {
    if (failure.isPresent()) {
      throw failure.get();
    }
    confirmed.add(request);
    return ConfirmSubscriptionResponse.builder().subscriptionArn("arn").build();
  }

  @Override
  public String serviceName() {
    return "sns";
  }

  @Override
  public void close() {}
}
