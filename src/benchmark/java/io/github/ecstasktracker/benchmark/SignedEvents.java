package io.github.ecstasktracker.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The newest task event of each service, as requests that SNS would make, signed beforehand. */
final class SignedEvents {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOPIC = "ecs-events";

  private final SimulatedAccount account;
  private final SortedMap<String, String> newest = new ConcurrentSkipListMap<>();

  /** Listens from now on. */
  SignedEvents(SimulatedAccount account) {
    this.account = account;
    account.events().to(this::note);
  }

  private void note(String event) {
    try {
      JsonNode detail = JSON.readTree(event).path("detail");
      newest.put(detail.path("group").asText().replace("service:", ""), event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  String topicArn() {
    return account.events().topicArn(TOPIC);
  }

  /** So many different messages, for one service after the other. */
  List<byte[]> requests(int count) {
    List<String> services = List.copyOf(newest.keySet());
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(request(services.get(i % services.size())));
    }
    return requests;
  }

  byte[] request(String service) {
    Map<String, String> headers =
        Map.of(
            "x-amz-sns-message-type", "Notification",
            "x-amz-sns-topic-arn", topicArn(),
            "Content-Type", "text/plain; charset=UTF-8");
    return KeepAlive.post(
        "/event", headers, account.events().signedMessage(TOPIC, newest.get(service)));
  }
}
