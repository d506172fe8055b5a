package io.github.ecstasktracker.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items of the table out of JSON files, in DynamoDB's own form or in plain JSON. */
public final class DynamoDbJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DynamoDbJson() {}

  /** A file of {@code test-fixtures/dynamodb}; its name tells which form it is in. */
  public static Map<String, AttributeValue> fixture(String name) {
    Path file = Path.of("test-fixtures", "dynamodb", name);
    try {
      JsonNode item = JSON.readTree(Files.readString(file));
      return name.endsWith(".typed.json") ? typedMap(item) : plain(item).m();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code {"a": 1}} as the SDK's marshallers would write it. */
  public static AttributeValue plain(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> {
        Map<String, AttributeValue> map = new LinkedHashMap<>();
        value.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
        yield AttributeValue.fromM(map);
      }
      case ARRAY -> AttributeValue.fromL(value.valueStream().map(DynamoDbJson::plain).toList());
      case STRING -> AttributeValue.fromS(value.textValue());
      case NUMBER -> AttributeValue.fromN(value.asText());
      case BOOLEAN -> AttributeValue.fromBool(value.booleanValue());
      case NULL -> AttributeValue.fromNul(true);
      default -> throw new IllegalArgumentException("no such thing in an item: " + value);
    };
  }

  private static Map<String, AttributeValue> typedMap(JsonNode map) {
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    map.properties().forEach(field -> values.put(field.getKey(), typed(field.getValue())));
    return values;
  }

  private static AttributeValue typed(JsonNode value) {
    Map.Entry<String, JsonNode> only = value.properties().iterator().next();
    JsonNode content = only.getValue();
    return switch (only.getKey()) {
      case "S" -> AttributeValue.fromS(content.textValue());
      case "N" -> AttributeValue.fromN(content.textValue());
      case "B" -> AttributeValue.fromB(bytes(content));
      case "BOOL" -> AttributeValue.fromBool(content.booleanValue());
      case "NULL" -> AttributeValue.fromNul(content.booleanValue());
      case "M" -> AttributeValue.fromM(typedMap(content));
      case "L" -> AttributeValue.fromL(content.valueStream().map(DynamoDbJson::typed).toList());
      case "SS" -> AttributeValue.fromSs(texts(content));
      case "NS" -> AttributeValue.fromNs(texts(content));
      case "BS" -> AttributeValue.fromBs(content.valueStream().map(DynamoDbJson::bytes).toList());
      default -> throw new IllegalArgumentException("no such type: " + only.getKey());
    };
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::textValue).toList();
  }

  private static SdkBytes bytes(JsonNode base64) {
    try {
      return SdkBytes.fromByteArray(base64.binaryValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
