package io.github.ecstasktracker.simulation.shape;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;

/**
 * The SDK's model classes as JSON and back, by what the classes say of their own fields.
 *
 * <ul>
 *   <li>Fields not set are left out; a list set to nothing is written as an empty one.
 *   <li>Reading is strict: a field the shape does not have is an {@link UnknownField}.
 * </ul>
 */
public final class JsonShapes {
  /** Times as the JSON protocols have them: seconds since 1970, with a fraction. */
  public static final JsonShapes WIRE = new JsonShapes(false);

  /**
   * As ECS's events have them (Amazon ECS developer guide, "Task state change events"): times in
   * ISO 8601, {@code eni} for {@code ElasticNetworkInterface}, and no word on health.
   */
  public static final JsonShapes EVENTS = new JsonShapes(true);

  private static final String HEALTH = "healthStatus";
  private static final String INTERFACE = "ElasticNetworkInterface";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final boolean ofEvents;

  private JsonShapes(boolean ofEvents) {
    this.ofEvents = ofEvents;
  }

  public ObjectNode write(SdkPojo shape) {
    ObjectNode object = NODES.objectNode();
    for (SdkField<?> field : shape.sdkFields()) {
      Object value = field.getValueOrDefault(shape);
      if (isSaid(field, value)) {
        object.set(field.locationName(), write(field, value));
      }
    }
    return object;
  }

  private JsonNode write(SdkField<?> field, Object value) {
    return switch (value) {
      case SdkPojo shape -> write(shape);
      case List<?> list -> {
        ArrayNode array = NODES.arrayNode();
        list.forEach(element -> array.add(write(Shapes.element(field), element)));
        yield array;
      }
      case Map<?, ?> map -> {
        ObjectNode object = NODES.objectNode();
        map.forEach(
            (key, entry) -> object.set(key.toString(), write(Shapes.entryValue(field), entry)));
        yield object;
      }
      case Instant time -> write(time);
      case Boolean flag -> NODES.booleanNode(flag);
      case Integer number -> NODES.numberNode(number);
      case Long number -> NODES.numberNode(number);
      case Double number -> NODES.numberNode(number);
      case Float number -> NODES.numberNode(number);
      case String text -> NODES.textNode(word(field, text));
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    };
  }

  private boolean isSaid(SdkField<?> field, Object value) {
    return Shapes.isSet(value) && !(ofEvents && field.locationName().equals(HEALTH));
  }

  private String word(SdkField<?> field, String text) {
    return ofEvents && text.equals(INTERFACE) && field.locationName().equals("type") ? "eni" : text;
  }

  private JsonNode write(Instant time) {
    return ofEvents ? NODES.textNode(iso(time)) : NODES.numberNode(seconds(time));
  }

  private static String iso(Instant time) {
    return DateTimeFormatter.ISO_INSTANT.format(time);
  }

  private static BigDecimal seconds(Instant time) {
    return BigDecimal.valueOf(time.toEpochMilli(), 3);
  }

  /** The same fields into an object that is open, without a tree of nodes: for many of them. */
  public void writeFields(SdkPojo shape, JsonGenerator to) throws IOException {
    for (SdkField<?> field : shape.sdkFields()) {
      Object value = field.getValueOrDefault(shape);
      if (isSaid(field, value)) {
        to.writeFieldName(field.locationName());
        write(field, value, to);
      }
    }
  }

  private void write(SdkField<?> field, Object value, JsonGenerator to) throws IOException {
    switch (value) {
      case SdkPojo shape -> {
        to.writeStartObject();
        writeFields(shape, to);
        to.writeEndObject();
      }
      case List<?> list -> {
        to.writeStartArray();
        for (Object element : list) {
          write(Shapes.element(field), element, to);
        }
        to.writeEndArray();
      }
      case Map<?, ?> map -> {
        to.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          to.writeFieldName(entry.getKey().toString());
          write(Shapes.entryValue(field), entry.getValue(), to);
        }
        to.writeEndObject();
      }
      case Instant time when ofEvents -> to.writeString(iso(time));
      case Instant time -> to.writeNumber(seconds(time));
      case Boolean flag -> to.writeBoolean(flag);
      case Integer number -> to.writeNumber(number);
      case Long number -> to.writeNumber(number);
      case Double number -> to.writeNumber(number);
      case Float number -> to.writeNumber(number);
      case String text -> to.writeString(word(field, text));
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  /** Sets on the builder what the object says. */
  public void read(JsonNode object, SdkPojo builder) {
    Map<String, SdkField<?>> fields = new LinkedHashMap<>();
    builder.sdkFields().forEach(field -> fields.put(field.locationName(), field));
    object
        .properties()
        .forEach(
            entry -> {
              SdkField<?> field = fields.get(entry.getKey());
              if (field == null) {
                throw new UnknownField(entry.getKey(), Shapes.name(builder));
              }
              if (!entry.getValue().isNull()) {
                field.set(builder, read(field, entry.getValue()));
              }
            });
  }

  private Object read(SdkField<?> field, JsonNode value) {
    MarshallingKnownType type = field.marshallingType().getKnownType();
    return switch (type) {
      case SDK_POJO -> {
        SdkPojo builder = Shapes.newBuilder(field);
        read(value, builder);
        yield Shapes.build(builder);
      }
      case LIST -> {
        List<Object> list = new ArrayList<>();
        value.forEach(element -> list.add(read(Shapes.element(field), element)));
        yield list;
      }
      case MAP -> {
        Map<String, Object> map = new LinkedHashMap<>();
        value
            .properties()
            .forEach(e -> map.put(e.getKey(), read(Shapes.entryValue(field), e.getValue())));
        yield map;
      }
      case INSTANT ->
          value.isNumber()
              ? Instant.ofEpochMilli(value.decimalValue().movePointRight(3).longValue())
              : Instant.parse(value.textValue());
      case STRING -> value.asText();
      case BOOLEAN -> value.booleanValue();
      case INTEGER -> value.intValue();
      case LONG -> value.longValue();
      case DOUBLE -> value.doubleValue();
      case FLOAT -> value.floatValue();
      default -> throw new IllegalArgumentException("no JSON for " + type);
    };
  }
}
