package io.github.ecstasktracker.simulation.bus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.core.Timeline;
import io.github.ecstasktracker.simulation.shape.JsonShapes;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * Writes "ECS Task State Change" events (Amazon ECS developer guide, "Task state change events").
 *
 * <p>They are what DescribeTasks says, with three differences: times in ISO 8601, the attachment
 * type {@code eni} for {@code ElasticNetworkInterface}, and no word on health.
 */
public final class TaskEvents {
  private final Identity identity;
  private final Timeline timeline;
  private final Dice dice;

  public TaskEvents(Identity identity, Timeline timeline, Dice dice) {
    this.identity = identity;
    this.timeline = timeline;
    this.dice = dice;
  }

  public String of(Task task) {
    String time = timeline.now().truncatedTo(ChronoUnit.SECONDS).toString();
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("version", "0");
    event.put("id", dice.uuid().toString());
    event.put("detail-type", "ECS Task State Change");
    event.put("source", "aws.ecs");
    event.put("account", identity.accountId());
    event.put("time", time);
    event.put("region", identity.region());
    event.putArray("resources").add(task.taskArn());
    event.set("detail", detail(task));
    return event.toString();
  }

  private JsonNode detail(Task task) {
    ObjectNode detail = JsonShapes.EVENTS.write(task);
    detail.put("updatedAt", timeline.now().toString());
    detail.remove("healthStatus");
    for (JsonNode container : detail.path("containers")) {
      ((ObjectNode) container).remove("healthStatus");
    }
    for (JsonNode attachment : detail.path("attachments")) {
      if (attachment.path("type").asText().equals("ElasticNetworkInterface")) {
        ((ObjectNode) attachment).put("type", "eni");
      }
    }
    return detail;
  }
}
