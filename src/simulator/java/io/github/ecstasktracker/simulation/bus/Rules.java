package io.github.ecstasktracker.simulation.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * The rules of the account's default bus, as programs make them.
 *
 * <ul>
 *   <li>An event that matches an enabled rule reaches each of its targets whose policy names the
 *       rule; what a policy does not let in is lost, as EventBridge drops it.
 *   <li>Until there is a rule the bus is as if there were none of this: no dice are thrown.
 * </ul>
 */
public final class Rules implements EventTarget {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One of them, with what PutRule may say of it. */
  public static final class Rule {
    public String pattern = "";
    public boolean enabled = true;
    public Optional<String> description = Optional.empty();
    public Optional<String> managedBy = Optional.empty();
    public final Map<String, Target> targets = new TreeMap<>();
  }

  private final EventBus bus;
  private final Queues queues;
  private final Topics topics;
  private final Map<String, Rule> rules = new TreeMap<>();
  private boolean wired;
  private final List<PutEventsRequestEntry> published = new ArrayList<>();

  public Rules(EventBus bus, Queues queues, Topics topics) {
    this.bus = bus;
    this.queues = queues;
    this.topics = topics;
  }

  /** The rule of that name, made if need be. */
  public Rule obtain(String name) {
    if (!wired) {
      bus.to(this);
      wired = true;
    }
    return rules.computeIfAbsent(name, _ -> new Rule());
  }

  public Optional<Rule> find(String name) {
    return Optional.ofNullable(rules.get(name));
  }

  /** Whether there was one. */
  public boolean remove(String name) {
    return rules.remove(name) != null;
  }

  /** The names of those that send there. */
  public List<String> leadingTo(String targetArn) {
    return rules.entrySet().stream()
        .filter(
            rule ->
                rule.getValue().targets.values().stream().anyMatch(t -> t.arn().equals(targetArn)))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What PutEvents accepted, oldest first. */
  public List<PutEventsRequestEntry> published() {
    return published;
  }

  @Override
  public void deliver(String event) {
    JsonNode parsed = parse(event);
    rules.forEach(
        (name, rule) -> {
          if (rule.enabled && BusPattern.matches(parse(rule.pattern), parsed)) {
            rule.targets.values().forEach(target -> deliver(name, target.arn(), event));
          }
        });
  }

  private void deliver(String rule, String targetArn, String event) {
    String name = targetArn.substring(targetArn.lastIndexOf(':') + 1);
    if (targetArn.contains(":sqs:")) {
      queues.find(name).filter(q -> lets(q.policy(), rule)).ifPresent(queue -> queue.send(event));
    } else {
      topics.find(targetArn).filter(t -> lets(t.policy(), rule)).ifPresent(t -> t.deliver(event));
    }
  }

  private static boolean lets(Optional<String> policy, String rule) {
    return policy.filter(text -> text.contains(":rule/" + rule + "\"")).isPresent();
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON: " + json, e);
    }
  }
}
