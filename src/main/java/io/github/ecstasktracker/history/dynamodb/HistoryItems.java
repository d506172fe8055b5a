package io.github.ecstasktracker.history.dynamodb;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.github.ecstasktracker.history.TaskHistory;
import io.github.ecstasktracker.model.PlacedContainer;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.target.dynamodb.Attributes;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The history's items: one per task, with everything known of it, and one per container, which
 * names its task and has the first twelve digits of the container id as its key. Shorter prefixes
 * are found in an index that holds only containers: one partition per first digit, sorted by id,
 * because DynamoDB supports prefix queries on sort keys only.
 */
final class HistoryItems {
  static final String ID = Attributes.ID;
  static final String EXPIRES = "expires";

  /** The index's partition key, present on container items only. */
  static final String START = "start";

  static final String BY_START = "by-start";
  private static final String TASK = "task";
  private static final AttributeValue NOTHING = AttributeValue.fromNul(true);
  private static final String CONTAINER = "container/";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new InstantReader()))
          .build();

  private HistoryItems() {}

  static String taskId(String id) {
    return "task/" + id;
  }

  /** Empty if the id is too short to identify a container. */
  static Optional<String> containerId(String id) {
    return id.length() < TaskHistory.SHORT_ID
        ? Optional.empty()
        : Optional.of(CONTAINER + id.substring(0, TaskHistory.SHORT_ID));
  }

  /** The index partition of the containers whose ids begin with this prefix. */
  static AttributeValue start(String beginning) {
    return AttributeValue.fromS(beginning.substring(0, 1));
  }

  /** The common prefix of those containers' item ids. */
  static AttributeValue containersFrom(String beginning) {
    return AttributeValue.fromS(CONTAINER + beginning);
  }

  /** All items of a task by item id. */
  static Map<String, Map<String, AttributeValue>> of(Placement ended, long expires) {
    Map<String, Map<String, AttributeValue>> items = new LinkedHashMap<>();
    String task = taskId(ended.taskId());
    items.put(task, item(task, json(ended), expires));
    for (PlacedContainer container : ended.containers()) {
      containerId(container.id())
          .ifPresent(
              id -> {
                Map<String, AttributeValue> item = item(id, ended.taskId(), expires);
                item.put(START, start(container.id()));
                items.put(id, item);
              });
    }
    return items;
  }

  static Optional<String> id(Map<String, AttributeValue> item) {
    return Optional.ofNullable(item.getOrDefault(ID, NOTHING).s());
  }

  /** When an item expires, in epoch seconds; long ago if it does not say. */
  static long expires(Map<String, AttributeValue> item) {
    AttributeValue expires = item.getOrDefault(EXPIRES, NOTHING);
    return expires.n() != null && expires.n().matches("[0-9]{1,15}")
        ? Long.parseLong(expires.n())
        : 0;
  }

  /** The decoded item; empty if it has expired, since DynamoDB may take days to delete it. */
  static Optional<String> text(Map<String, AttributeValue> item, long nowSeconds) {
    AttributeValue text = item.getOrDefault(TASK, NOTHING);
    return expires(item) > nowSeconds ? Optional.ofNullable(text.s()) : Optional.empty();
  }

  /** Empty if it cannot be decoded, for example if a later release wrote it. */
  static Optional<Placement> placement(String json) {
    try {
      return Optional.ofNullable(MAPPER.readValue(json, Placement.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String json(Placement placement) {
    try {
      return MAPPER.writeValueAsString(placement);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers is JSON", e);
    }
  }

  private static Map<String, AttributeValue> item(String id, String text, long expires) {
    Map<String, AttributeValue> item = new LinkedHashMap<>();
    item.put(ID, AttributeValue.fromS(id));
    item.put(TASK, AttributeValue.fromS(text));
    item.put(EXPIRES, AttributeValue.fromN(String.valueOf(expires)));
    return item;
  }

  private static final class InstantReader extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      try {
        return Instant.parse(parser.getText());
      } catch (DateTimeException _) {
        return (Instant)
            context.handleWeirdStringValue(Instant.class, parser.getText(), "no instant");
      }
    }
  }
}
