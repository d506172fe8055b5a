package io.github.ecstasktracker.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A policy of src/main/iam with its placeholders filled in, judged as IAM would: an Allow whose
 * action, resource and every condition fit. What it does not understand it refuses to judge.
 */
public final class IamPolicy {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> statements;

  private IamPolicy(List<JsonNode> statements) {
    this.statements = List.copyOf(statements);
  }

  /** One action of one statement: what can be left out. */
  public record Grant(String file, String sid, String action) {
    @Override
    public String toString() {
      return file + ": " + action + " (" + sid + ")";
    }
  }

  /**
   * @param values by placeholder, longer ones before those that they contain
   */
  public static IamPolicy read(String file, List<Map.Entry<String, String>> values) {
    try {
      String text = Files.readString(Path.of("src", "main", "iam", file + ".json"));
      for (Map.Entry<String, String> value : values) {
        text = text.replaceAll("(?<=[:/\"])" + value.getKey() + "(?=[:/\"])", value.getValue());
      }
      return new IamPolicy(elements(JSON.readTree(text).path("Statement")));
    } catch (IOException e) {
      throw new IllegalStateException("no policy " + file, e);
    }
  }

  public static List<Grant> grants(String file) {
    List<Grant> grants = new ArrayList<>();
    for (JsonNode statement : read(file, List.of()).statements) {
      for (JsonNode action : elements(statement.path("Action"))) {
        grants.add(new Grant(file, statement.path("Sid").asText(), action.asText()));
      }
    }
    return grants;
  }

  /** The same, one action of one statement short. */
  public IamPolicy without(Grant grant) {
    return new IamPolicy(
        statements.stream()
            .map(
                statement -> {
                  if (!statement.path("Sid").asText().equals(grant.sid())) {
                    return statement;
                  }
                  ArrayNode left = JSON.createArrayNode();
                  elements(statement.path("Action")).stream()
                      .filter(action -> !action.asText().equals(grant.action()))
                      .forEach(left::add);
                  return ((com.fasterxml.jackson.databind.node.ObjectNode) statement.deepCopy())
                      .set("Action", left);
                })
            .map(JsonNode.class::cast)
            .toList());
  }

  public boolean allows(IamCall call) {
    return statements.stream().anyMatch(statement -> allows(statement, call));
  }

  private static boolean allows(JsonNode statement, IamCall call) {
    return statement.path("Effect").asText().equals("Allow")
        && elements(statement.path("Action")).stream()
            .anyMatch(action -> action.asText().equals(call.action()))
        && elements(statement.path("Resource")).stream()
            .anyMatch(resource -> like(resource.asText(), call.resource()))
        && statement.path("Condition").properties().stream()
            .allMatch(
                operator ->
                    operator.getValue().properties().stream()
                        .allMatch(key -> holds(operator.getKey(), key, call)));
  }

  private static boolean holds(String operator, Map.Entry<String, JsonNode> key, IamCall call) {
    List<String> actual = call.context().getOrDefault(key.getKey(), List.of());
    List<String> wanted = elements(key.getValue()).stream().map(JsonNode::asText).toList();
    return switch (operator) {
      case "ArnEquals", "StringEquals" -> actual.size() == 1 && wanted.contains(actual.getFirst());
      case "ForAllValues:StringLike", "ForAllValues:ArnEquals" ->
          actual.stream().allMatch(value -> wanted.stream().anyMatch(w -> like(w, value)));
      default -> throw new IllegalArgumentException("not judged here: " + operator);
    };
  }

  private static boolean like(String pattern, String text) {
    return Pattern.matches(
        List.of(pattern.split("\\*", -1)).stream()
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")),
        text);
  }

  private static List<JsonNode> elements(JsonNode node) {
    return node.isArray()
        ? StreamSupport.stream(node.spliterator(), false).toList()
        : List.of(node);
  }
}
