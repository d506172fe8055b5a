package io.github.ecstasktracker.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The types of somebody's API, from a file of this folder's resources: no field but those of a
 * type, none of the required ones missing, each value of its field's type. CloudFormation's
 * functions stand for any value, but for {@code Fn::If}, whose branches are looked into.
 */
final class TypeTable {
  private final Tree types;

  private TypeTable(Tree types) {
    this.types = types;
  }

  static TypeTable ofKubernetes() throws IOException {
    return read("kubernetes-types.yaml");
  }

  static TypeTable ofCloudFormation() throws IOException {
    return read("cloudformation-types.yaml");
  }

  private static TypeTable read(String file) throws IOException {
    try (InputStream in = TypeTable.class.getResourceAsStream("/deploy/" + file)) {
      return new TypeTable(Tree.document(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }

  boolean knows(String type) {
    return types.find(type).isPresent();
  }

  /** Every fault of it, with its place. */
  List<String> faults(Tree object, String type) {
    List<String> faults = new ArrayList<>();
    check(object, type, faults);
    return faults;
  }

  private void check(Tree node, String type, List<String> faults) {
    if (Template.isFunction(node.value())) {
      node.items("Fn::If").stream().skip(1).forEach(branch -> check(branch, type, faults));
    } else if (type.startsWith("[")) {
      if (node.value() instanceof List<?>) {
        String item = type.substring(1, type.length() - 1);
        node.items().forEach(each -> check(each, item, faults));
      } else {
        faults.add(node.way() + " is no list");
      }
    } else if (knows(type)) {
      fields(node, type, faults);
    } else if (!isScalar(node.value(), type)) {
      faults.add("%s is no %s: %s".formatted(node.way(), type, node.value()));
    }
  }

  private void fields(Tree node, String type, List<String> faults) {
    if (!(node.value() instanceof Map<?, ?>)) {
      faults.add(node.way() + " is no " + type);
      return;
    }
    Tree fields = types.at(type);
    node.map()
        .forEach(
            (field, value) -> {
              Optional<Tree> fieldType = fields.find(field).or(() -> fields.find(field + "!"));
              if (fieldType.isEmpty()) {
                faults.add("%s: a %s has no field %s".formatted(node.way(), type, field));
              } else {
                check(new Tree(node.way() + "." + field, value), fieldType.get().text(), faults);
              }
            });
    for (String field : fields.map().keySet()) {
      if (field.endsWith("!") && node.find(field.substring(0, field.length() - 1)).isEmpty()) {
        faults.add("%s: a %s needs %s".formatted(node.way(), type, field));
      }
    }
  }

  private static boolean isScalar(Object value, String type) {
    return switch (type) {
      case "string" -> value instanceof String;
      case "int" -> value instanceof Integer;
      case "bool" -> value instanceof Boolean;
      case "intOrString" -> value instanceof Integer || value instanceof String;
      case "quantity" ->
          String.valueOf(value).matches("[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?");
      case "labels", "strings" ->
          value instanceof Map<?, ?> map
              && map.values().stream()
                  .allMatch(each -> each instanceof String || Template.isFunction(each));
      case "any", "json" -> true;
      default -> throw new IllegalArgumentException("no such type: " + type);
    };
  }
}
