package io.github.ecstasktracker.simulation.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.faults.ApiErrors;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Gate;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Passes DynamoDB requests on to a real implementation, with faults on the way.
 *
 * <p>DynamoDB Local never throttles, never conflicts and never loses an answer; this does.
 */
final class DynamoDbProxy implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String CONTENT_TYPE = "application/x-amz-json-1.0";
  private static final ObjectMapper JSON = new ObjectMapper();
  // Headers that java.net.http sets itself.
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "connection", "content-length", "expect", "upgrade");

  private final URI target;
  private final Gate gate;
  private final Dice dice;
  private final HttpClient http;
  private final List<HeldRequest> holds = new CopyOnWriteArrayList<>();

  DynamoDbProxy(URI target, Gate gate, Dice dice, Executor executor) {
    this.target = target;
    this.gate = gate;
    this.dice = dice;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(executor)
            .connectTimeout(TIMEOUT)
            .build();
  }

  Reply answer(AwsRequest request, Operation operation) throws InterruptedException {
    Set<FaultKind> faults = gate.admitForwarded(operation);
    if (faults.contains(FaultKind.TIMEOUT)) {
      return new Reply.LostLine();
    }
    if (faults.contains(FaultKind.ACCESS_DENIED)) {
      return new JsonProtocol().error(request, ApiErrors.accessDenied(operation));
    }
    if (faults.contains(FaultKind.THROTTLE)) {
      return new JsonProtocol().error(request, ApiErrors.throttled(operation));
    }
    if (faults.contains(FaultKind.SERVER_ERROR)) {
      return new JsonProtocol().error(request, ApiErrors.serverError(operation));
    }
    if (faults.contains(FaultKind.CONFLICT)) {
      return conflict(request, operation);
    }
    Reply reply = forwardWhenFree(request, operation);
    return faults.contains(FaultKind.TIMEOUT_APPLIED) ? new Reply.LostLine() : reply;
  }

  /** The next request of that operation whose body is wanted is kept until it is let go. */
  HeldRequest hold(String operation, Predicate<String> wanted) {
    HeldRequest hold = new HeldRequest(operation, wanted);
    holds.add(hold);
    return hold;
  }

  private Reply forwardWhenFree(AwsRequest request, Operation operation)
      throws InterruptedException {
    for (HeldRequest hold : holds) {
      if (hold.takes(operation, request)) {
        hold.hold();
        Reply reply = forward(request);
        hold.answered(reply);
        return reply;
      }
    }
    return forward(request);
  }

  private Reply forward(AwsRequest request) throws InterruptedException {
    HttpRequest.Builder forwarded =
        HttpRequest.newBuilder(target)
            .timeout(TIMEOUT)
            .POST(BodyPublishers.ofByteArray(request.body()));
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> forwarded.header(name, value));
              }
            });
    try {
      HttpResponse<byte[]> response = http.send(forwarded.build(), BodyHandlers.ofByteArray());
      Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      headers.putAll(response.headers().map());
      headers.keySet().removeAll(Set.of("content-length", "transfer-encoding", "connection"));
      return new Reply.Answer(response.statusCode(), headers, response.body());
    } catch (IOException e) {
      return new Reply.LostLine();
    }
  }

  /** Says that another transaction holds an item: one of the transaction's, drawn by the dice. */
  private Reply conflict(AwsRequest request, Operation operation) {
    if (!operation.name().equals("TransactWriteItems")) {
      return error(
          "TransactionConflictException",
          "Transaction is ongoing for the item",
          JsonNodeFactory.instance.arrayNode());
    }
    int items = items(request);
    int hit = items == 0 ? 0 : draw(items);
    ArrayNode reasons = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < items; i++) {
      ObjectNode reason = reasons.addObject();
      reason.put("Code", i == hit ? "TransactionConflict" : "None");
      if (i == hit) {
        reason.put("Message", "Transaction is ongoing for the item");
      }
    }
    return error(
        "TransactionCanceledException",
        "Transaction cancelled, please refer cancellation reasons for specific reasons",
        reasons);
  }

  private synchronized int draw(int items) {
    return dice.below(items);
  }

  private static int items(AwsRequest request) {
    try {
      JsonNode body = JSON.readTree(request.body());
      return body.path("TransactItems").size();
    } catch (IOException e) {
      return 0; // the request is no JSON: nothing of it can be in conflict
    }
  }

  private static Reply error(String code, String message, ArrayNode reasons) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("__type", "com.amazonaws.dynamodb.v20120810#" + code);
    body.put("Message", message);
    if (!reasons.isEmpty()) {
      body.set("CancellationReasons", reasons);
    }
    return Reply.text(400, CONTENT_TYPE, body.toString());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
