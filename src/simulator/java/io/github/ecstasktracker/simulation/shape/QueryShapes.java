package io.github.ecstasktracker.simulation.shape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Reads a request of the query protocols (SNS, STS, EC2): {@code Filter.1.Value.2=x}.
 *
 * <p>Reading is strict: a parameter the shape does not have is an {@link UnknownField}.
 */
public final class QueryShapes {
  private QueryShapes() {}

  /** A parameter and those under its name, by their next part. */
  private static final class Node {
    String value = "";
    final Map<String, Node> children = new LinkedHashMap<>();
  }

  /** Sets on the builder what the parameters say. */
  public static void read(Map<String, String> parameters, SdkPojo builder) {
    Node root = new Node();
    parameters.forEach(
        (name, value) -> {
          Node node = root;
          for (String part : name.split("\\.", -1)) {
            node = node.children.computeIfAbsent(part, p -> new Node());
          }
          node.value = value;
        });
    read(root, builder);
  }

  private static void read(Node node, SdkPojo builder) {
    Map<String, SdkField<?>> fields = new LinkedHashMap<>();
    builder.sdkFields().forEach(field -> fields.put(field.locationName(), field));
    node.children.forEach(
        (name, child) -> {
          SdkField<?> field = fields.get(name);
          if (field == null) {
            throw new UnknownField(name, Shapes.name(builder));
          }
          field.set(builder, value(field, child));
        });
  }

  private static Object value(SdkField<?> field, Node node) {
    return switch (field.marshallingType().getKnownType()) {
      case SDK_POJO -> {
        SdkPojo builder = Shapes.newBuilder(field);
        read(node, builder);
        yield Shapes.build(builder);
      }
      case LIST -> {
        List<Object> list = new ArrayList<>();
        numbered(node).forEach(element -> list.add(value(Shapes.element(field), element)));
        yield list;
      }
      case MAP -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Node entry : numbered(node)) {
          map.put(
              entry.children.get("key").value,
              value(Shapes.entryValue(field), entry.children.get("value")));
        }
        yield map;
      }
      case STRING -> node.value;
      case BOOLEAN -> Boolean.valueOf(node.value);
      case INTEGER -> Integer.valueOf(node.value);
      case LONG -> Long.valueOf(node.value);
      default -> throw new IllegalArgumentException("no parameter for " + field.memberName());
    };
  }

  /** Elements in order. EC2 numbers them at once; SNS puts "member" or "entry" in between. */
  private static Iterable<Node> numbered(Node node) {
    Map<String, Node> children = node.children;
    for (String between : List.of("member", "entry")) {
      if (children.size() == 1 && children.containsKey(between)) {
        children = children.get(between).children;
      }
    }
    Map<Integer, Node> ordered = new TreeMap<>();
    children.forEach((number, child) -> ordered.put(Integer.valueOf(number), child));
    return ordered.values();
  }
}
