package io.github.ecstasktracker.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Writes down which actions the calls of a program need, on which resources.
 *
 * <p>A transaction needs the action of each of its parts, and a batch that of its single call
 * (docs.aws.amazon.com/service-authorization/latest/reference). GetCallerIdentity needs none.
 */
public final class CallRecorder implements BiConsumer<Operation, String> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> PARTS =
      Map.of(
          "Update", "UpdateItem",
          "ConditionCheck", "ConditionCheckItem",
          "Put", "PutItem",
          "Delete", "DeleteItem");

  private final String region;
  private final String account;
  private final Set<IamCall> calls = ConcurrentHashMap.newKeySet();

  public CallRecorder(String region, String account) {
    this.region = region;
    this.account = account;
  }

  public Set<IamCall> calls() {
    return Set.copyOf(calls);
  }

  @Override
  public void accept(Operation operation, String body) {
    switch (operation.service()) {
      case "ecs" -> ecs(operation, json(body));
      case "dynamodb" -> dynamoDb(operation, json(body));
      case "sqs" -> sqs(operation, json(body));
      case "events" -> events(operation, json(body));
      case "sns" -> calls.add(IamCall.of(operation.toString(), form(body, "TopicArn")));
      case "monitoring" ->
          calls.add(
              new IamCall(
                  "cloudwatch:" + operation.name(),
                  "*",
                  Map.of("cloudwatch:namespace", List.of(json(body).path("Namespace").asText()))));
      case "sts" -> {}
      default -> calls.add(IamCall.of(operation.toString(), "*"));
    }
  }

  private void ecs(Operation operation, JsonNode body) {
    String cluster = body.path("cluster").asText();
    if (cluster.isEmpty()) {
      calls.add(IamCall.of(operation.toString(), "*"));
      return;
    }
    String arn = arn("ecs", "cluster/" + cluster.substring(cluster.lastIndexOf('/') + 1));
    calls.add(new IamCall(operation.toString(), arn, Map.of("ecs:cluster", List.of(arn))));
  }

  private void dynamoDb(Operation operation, JsonNode body) {
    switch (operation.name()) {
      case "TransactWriteItems" ->
          body.path("TransactItems")
              .forEach(
                  part ->
                      part.properties()
                          .forEach(
                              one -> item(PARTS.getOrDefault(one.getKey(), "?"), one.getValue())));
      case "BatchGetItem", "BatchWriteItem" ->
          body.path("RequestItems")
              .properties()
              .forEach(table -> batch(operation, table.getKey(), table.getValue()));
      default -> item(operation.name(), body);
    }
  }

  /** All items of a table: the keys of a read, or the requests of a write. */
  private void batch(Operation operation, String table, JsonNode items) {
    List<String> keys = new ArrayList<>();
    items.path("Keys").forEach(key -> keys.add(id(key)));
    if (items.isArray()) {
      items.forEach(request -> keys.add(id(request.path("PutRequest").path("Item"))));
    }
    calls.add(
        new IamCall(
            operation.toString(),
            arn("dynamodb", "table/" + table),
            Map.of("dynamodb:LeadingKeys", keys)));
  }

  private static String id(JsonNode item) {
    return item.path("id").path("S").asText();
  }

  private void item(String action, JsonNode body) {
    String index = body.path("IndexName").asText();
    String table =
        arn(
            "dynamodb",
            "table/"
                + body.path("TableName").asText()
                + (index.isEmpty() ? "" : "/index/" + index));
    List<String> keys = new ArrayList<>();
    body.path("Key").forEach(key -> keys.add(key.path("S").asText()));
    calls.add(
        new IamCall(
            "dynamodb:" + action,
            table,
            keys.isEmpty() ? Map.of() : Map.of("dynamodb:LeadingKeys", keys)));
  }

  private void sqs(Operation operation, JsonNode body) {
    String url = body.path("QueueUrl").asText(body.path("QueueName").asText());
    calls.add(
        IamCall.of(
            "sqs:" + operation.name().replaceFirst("Batch$", ""),
            arn("sqs", url.substring(url.lastIndexOf('/') + 1))));
  }

  private void events(Operation operation, JsonNode body) {
    String action = operation.toString();
    switch (operation.name()) {
      case "ListRuleNamesByTarget" -> calls.add(IamCall.of(action, "*"));
      case "PutEvents" ->
          body.path("Entries")
              .forEach(
                  entry ->
                      calls.add(
                          new IamCall(
                              action,
                              arn("events", "event-bus/" + entry.path("EventBusName").asText()),
                              Map.of(
                                  "events:source",
                                  List.of(entry.path("Source").asText()),
                                  "events:detail-type",
                                  List.of(entry.path("DetailType").asText())))));
      default -> {
        String rule = body.path("Rule").asText(body.path("Name").asText());
        List<String> targets = new ArrayList<>();
        body.path("Targets").forEach(target -> targets.add(target.path("Arn").asText()));
        calls.add(
            new IamCall(
                action,
                arn("events", "rule/" + rule),
                targets.isEmpty() ? Map.of() : Map.of("events:TargetArn", targets)));
      }
    }
  }

  private String arn(String service, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, region, account, resource);
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(body, e);
    }
  }

  private static String form(String body, String name) {
    for (String pair : body.split("&")) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return "*";
  }
}
