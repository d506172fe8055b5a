package io.github.ecstasktracker.deploy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A template with values for its parameters, its functions worked out as CloudFormation does it:
 * Ref, Sub, If and the conditions. A resource is known by its logical name alone. What has no value
 * is an error.
 */
final class Stack {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}][^}]*)}");

  private final Template template;
  private final Map<String, String> values;

  /**
   * @param values of parameters without a default, of those that are to differ from it, and of
   *     pseudo parameters
   */
  Stack(Template template, Map<String, String> values) {
    this.template = template;
    this.values = values;
  }

  Tree at(String... keys) {
    Tree node = template.tree().at(keys);
    return new Tree(node.way(), resolved(node.value()).orElseThrow());
  }

  /** Empty for AWS::NoValue. */
  private Optional<Object> resolved(Object node) {
    return switch (node) {
      case List<?> list ->
          Optional.of(list.stream().flatMap(each -> resolved(each).stream()).toList());
      case Map<?, ?> map when Template.isFunction(map) -> called(map);
      case Map<?, ?> map -> {
        Map<String, Object> all = new LinkedHashMap<>();
        map.forEach(
            (key, value) -> resolved(value).ifPresent(r -> all.put(String.valueOf(key), r)));
        yield Optional.of(all);
      }
      default -> Optional.of(node);
    };
  }

  private Optional<Object> called(Map<?, ?> map) {
    Map.Entry<?, ?> call = map.entrySet().iterator().next();
    return switch (String.valueOf(call.getKey())) {
      case "Ref" ->
          call.getValue().equals("AWS::NoValue")
              ? Optional.empty()
              : Optional.of(value(String.valueOf(call.getValue())));
      case "Fn::Sub" ->
          Optional.of(
              VARIABLE
                  .matcher(String.valueOf(call.getValue()))
                  .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1)))));
      case "Fn::GetAtt" ->
          Optional.of(
              new Tree("", call.getValue())
                  .items().stream().map(Tree::text).collect(Collectors.joining(".")));
      case "Fn::If" -> {
        List<?> parts = (List<?>) call.getValue();
        boolean holds = holds(template.tree().at("Conditions", String.valueOf(parts.get(0))));
        yield resolved(parts.get(holds ? 1 : 2));
      }
      default -> throw new IllegalArgumentException("not worked out here: " + map);
    };
  }

  private boolean holds(Tree condition) {
    Map.Entry<String, Object> call = condition.map().entrySet().iterator().next();
    Tree argument = new Tree(condition.way(), call.getValue());
    return switch (call.getKey()) {
      case "Condition" -> holds(template.tree().at("Conditions", argument.text()));
      case "Fn::Not" -> !holds(argument.items().getFirst());
      case "Fn::And" -> argument.items().stream().allMatch(this::holds);
      case "Fn::Or" -> argument.items().stream().anyMatch(this::holds);
      case "Fn::Equals" ->
          argument.items().stream()
                  .map(each -> String.valueOf(resolved(each.value()).orElseThrow()))
                  .distinct()
                  .count()
              == 1;
      default -> throw new IllegalArgumentException("no condition: " + call);
    };
  }

  private String value(String name) {
    String given = values.get(name);
    if (given == null && template.section("Resources").containsKey(name)) {
      return name;
    }
    return given != null ? given : template.tree().at("Parameters", name, "Default").text();
  }
}
