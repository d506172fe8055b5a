package io.github.ecstasktracker.simulation.bus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.core.Timeline;
import io.github.ecstasktracker.simulation.shape.JsonShapes;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * Writes "ECS Task State Change" events (Amazon ECS developer guide, "Task state change events"):
 * what DescribeTasks says, in the words of {@link JsonShapes#EVENTS}.
 */
public final class TaskEvents {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int USUAL_LENGTH = 2_048;

  private final Identity identity;
  private final Timeline timeline;
  private final Dice dice;

  public TaskEvents(Identity identity, Timeline timeline, Dice dice) {
    this.identity = identity;
    this.timeline = timeline;
    this.dice = dice;
  }

  public String of(Task task) {
    StringWriter text = new StringWriter(USUAL_LENGTH);
    try (JsonGenerator event = JSON.createGenerator(text)) {
      event.writeStartObject();
      event.writeStringField("version", "0");
      event.writeStringField("id", dice.uuid().toString());
      event.writeStringField("detail-type", "ECS Task State Change");
      event.writeStringField("source", "aws.ecs");
      event.writeStringField("account", identity.accountId());
      event.writeStringField("time", timeline.now().truncatedTo(ChronoUnit.SECONDS).toString());
      event.writeStringField("region", identity.region());
      event.writeArrayFieldStart("resources");
      event.writeString(task.taskArn());
      event.writeEndArray();
      event.writeObjectFieldStart("detail");
      JsonShapes.EVENTS.writeFields(task, event);
      event.writeStringField("updatedAt", timeline.now().toString());
      event.writeEndObject();
      event.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
