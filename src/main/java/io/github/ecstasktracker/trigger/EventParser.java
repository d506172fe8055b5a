package io.github.ecstasktracker.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Trigger.HeardTask;
import io.github.ecstasktracker.model.Trigger.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Boils an EventBridge event down to where to look.
 *
 * <ul>
 *   <li>Pure, and never throws for its input.
 *   <li>Takes from an event only which service, which task and which version of it: never a state.
 *       So an event that comes late, twice or out of order does no harm.
 *   <li>Passes over what it does not know in an event that it knows: AWS says that events "may add"
 *       properties (docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html).
 * </ul>
 */
public final class EventParser {
  private static final String SERVICE_GROUP = "service:";

  private EventParser() {}

  /** What a message's text means, whatever the text. */
  public static Parsed parse(String text, Source source) {
    return switch (BoundedJson.read(text)) {
      case BoundedJson.Document.Read(String same, JsonNode event) -> parse(event, source);
      case BoundedJson.Document.Refused(String reason) -> new Parsed.NotUnderstood(reason);
    };
  }

  static Parsed parse(JsonNode event, Source source) {
    JsonNode detail = event.path("detail");
    if (!detail.isObject()) {
      return new Parsed.NotUnderstood("no EventBridge event: no detail");
    }
    return switch (event.path("detail-type").asText()) {
      case "ECS Task State Change" -> task(detail, source);
      case "ECS Service Action", "ECS Deployment State Change" ->
          services(event.path("resources"), detail, source);
      case "ECS Container Instance State Change" -> instance(detail, source);
      default -> new Parsed.NotUnderstood("unknown detail-type");
    };
  }

  private static Parsed task(JsonNode detail, Source source) {
    String group = detail.path("group").asText();
    if (!group.startsWith(SERVICE_GROUP)) {
      return new Parsed.Nothing("a task of no service");
    }
    String service = group.substring(SERVICE_GROUP.length());
    String taskArn = detail.path("taskArn").asText();
    Optional<String> cluster =
        EcsArn.clusterName(detail.path("clusterArn").asText())
            .or(() -> EcsArn.clusterOfTask(taskArn));
    if (!EcsArn.isServiceName(service) || cluster.isEmpty()) {
      return new Parsed.NotUnderstood("a task event without a usable service or cluster");
    }
    return new Parsed.Triggers(
        List.of(
            new Trigger(
                source,
                Optional.of(new ServiceKey(cluster.get(), service)),
                heard(taskArn, detail.path("version")))));
  }

  /** Empty where the event tells no task or no version: the service is looked at all the same. */
  private static Optional<HeardTask> heard(String taskArn, JsonNode version) {
    boolean usable =
        EcsArn.isTask(taskArn)
            && version.isIntegralNumber()
            && version.canConvertToLong()
            && version.longValue() >= 0;
    return usable ? Optional.of(new HeardTask(taskArn, version.longValue())) : Optional.empty();
  }

  private static Parsed services(JsonNode resources, JsonNode detail, Source source) {
    Optional<String> cluster = EcsArn.clusterName(detail.path("clusterArn").asText());
    List<Trigger> triggers = new ArrayList<>();
    for (JsonNode resource : resources) {
      Optional<ServiceKey> service = EcsArn.service(resource.asText(), cluster);
      if (service.isEmpty()) {
        return new Parsed.NotUnderstood("a service event whose resource is no service");
      }
      triggers.add(new Trigger(source, service, Optional.empty()));
    }
    return triggers.isEmpty()
        ? new Parsed.NotUnderstood("a service event that names no service")
        : new Parsed.Triggers(triggers);
  }

  /**
   * ECS sends these at every placement, because an instance's free resources change. Only a
   * draining instance says something of tasks, and not of which.
   */
  private static Parsed instance(JsonNode detail, Source source) {
    return detail.path("status").asText().equals("DRAINING")
        ? new Parsed.Triggers(List.of(Trigger.everything(source)))
        : new Parsed.Nothing("a container instance that is not draining");
  }
}
