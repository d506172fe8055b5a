package io.github.ecstasktracker.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an object is one that the Kubernetes API would take: no field but those of its type, none
 * of the required ones missing, each value of its field's type.
 */
final class KubernetesTypes {
  private final Tree types;

  KubernetesTypes() throws IOException {
    try (InputStream in =
        KubernetesTypes.class.getResourceAsStream("/deploy/kubernetes-types.yaml")) {
      types = Tree.document(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Every fault of it, with its place. */
  List<String> faults(Tree object) {
    List<String> faults = new ArrayList<>();
    check(object, object.at("kind").text(), faults);
    return faults;
  }

  private void check(Tree node, String type, List<String> faults) {
    if (type.startsWith("[")) {
      if (node.value() instanceof List<?>) {
        String item = type.substring(1, type.length() - 1);
        node.items().forEach(each -> check(each, item, faults));
      } else {
        faults.add(node.way() + " is no list");
      }
    } else if (types.find(type).isPresent()) {
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
    for (String field : node.map().keySet()) {
      Optional<Tree> fieldType = fields.find(field).or(() -> fields.find(field + "!"));
      if (fieldType.isEmpty()) {
        faults.add("%s: a %s has no field %s".formatted(node.way(), type, field));
      } else {
        check(
            new Tree(node.way() + "." + field, node.map().get(field)),
            fieldType.get().text(),
            faults);
      }
    }
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
      case "labels" ->
          value instanceof Map<?, ?> map
              && map.values().stream().allMatch(String.class::isInstance);
      case "any" -> true;
      default -> throw new IllegalArgumentException("no such type: " + type);
    };
  }
}
