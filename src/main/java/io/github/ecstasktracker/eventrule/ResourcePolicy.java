package io.github.ecstasktracker.eventrule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;

/**
 * The policy of a queue or topic, limited to whether it lets a rule send.
 *
 * <p>{@link #letting} adds one statement, or replaces the one it added earlier; all others are
 * kept. A Deny is not evaluated: it may be intended.
 */
final class ResourcePolicy {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SERVICE = "events.amazonaws.com";
  private static final Set<String> OPERATORS =
      Set.of("arnequals", "arnlike", "stringequals", "stringlike");

  private final ObjectNode document;

  private ResourcePolicy(ObjectNode document) {
    this.document = document;
  }

  /** Parses a policy; a missing text is an empty policy. Empty if the text is not a policy. */
  static Optional<ResourcePolicy> of(Optional<String> text) {
    if (text.isEmpty() || text.get().isBlank()) {
      ObjectNode fresh = JSON.createObjectNode().put("Version", "2012-10-17");
      fresh.putArray("Statement");
      return Optional.of(new ResourcePolicy(fresh));
    }
    try {
      return JSON.readTree(text.get()) instanceof ObjectNode document
          ? Optional.of(new ResourcePolicy(document))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  boolean lets(String ruleArn, Endpoint endpoint) {
    return statements().stream().anyMatch(statement -> lets(statement, ruleArn, endpoint));
  }

  /** The same policy with permission for the rule to send. */
  String letting(String ruleArn, Endpoint endpoint) {
    ObjectNode added = JSON.createObjectNode();
    added.put("Sid", sid(ruleArn));
    added.put("Effect", "Allow");
    added.putObject("Principal").put("Service", SERVICE);
    added.put("Action", endpoint.kind().action());
    added.put("Resource", endpoint.arn());
    added.putObject("Condition").putObject("ArnEquals").put("aws:SourceArn", ruleArn);
    ArrayNode statements = JSON.createArrayNode();
    statements().stream()
        .filter(statement -> !statement.path("Sid").asText().equals(sid(ruleArn)))
        .forEach(statements::add);
    ObjectNode changed = document.deepCopy();
    changed.set("Statement", statements.add(added));
    return changed.toString();
  }

  /** A Sid per rule, because two rules may feed one queue. A Sid consists of letters and digits. */
  private static String sid(String ruleArn) {
    CRC32 sum = new CRC32();
    sum.update(ruleArn.getBytes(StandardCharsets.UTF_8));
    return "EcsTaskTracker%08x".formatted(sum.getValue());
  }

  private List<JsonNode> statements() {
    JsonNode statement = document.path("Statement");
    return statement.isObject() ? List.of(statement) : elements(statement);
  }

  private static boolean lets(JsonNode statement, String ruleArn, Endpoint endpoint) {
    return statement.path("Effect").asText().equals("Allow")
        && names(statement.path("Principal"))
        && elements(statement.path("Action")).stream()
            .anyMatch(action -> covers(lower(action.asText()), lower(endpoint.kind().action())))
        && elements(statement.path("Resource")).stream()
            .anyMatch(resource -> covers(resource.asText(), endpoint.arn()))
        && allConditions(statement.path("Condition"), ruleArn);
  }

  private static boolean names(JsonNode principal) {
    return principal.asText().equals("*")
        || elements(principal.path("Service")).stream()
            .anyMatch(service -> service.asText().equals(SERVICE))
        || elements(principal.path("AWS")).stream().anyMatch(any -> any.asText().equals("*"));
  }

  /** Whether a condition other than on the rule's ARN holds is not known. */
  private static boolean allConditions(JsonNode condition, String ruleArn) {
    return condition.properties().stream()
        .allMatch(
            operator ->
                OPERATORS.contains(lower(operator.getKey()))
                    && operator.getValue().properties().stream()
                        .allMatch(key -> isTheRule(key, ruleArn)));
  }

  private static boolean isTheRule(Map.Entry<String, JsonNode> key, String ruleArn) {
    return lower(key.getKey()).equals("aws:sourcearn")
        && elements(key.getValue()).stream().anyMatch(arn -> covers(arn.asText(), ruleArn));
  }

  private static boolean covers(String pattern, String text) {
    int star = pattern.indexOf('*');
    return star < 0
        ? pattern.equals(text)
        : star == pattern.length() - 1 && text.startsWith(pattern.substring(0, star));
  }

  /** IAM accepts a single value in place of a list. */
  private static List<JsonNode> elements(JsonNode node) {
    if (node.isTextual()) {
      return List.of(node);
    }
    return StreamSupport.stream(node.spliterator(), false).toList();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
