package io.github.ecstasktracker.simulation.bus;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;

/** Event patterns, as far as tests write them: values, {@code prefix} and {@code $or}. */
final class BusPattern {
  private BusPattern() {}

  static boolean matches(JsonNode pattern, JsonNode event) {
    return pattern.properties().stream()
        .allMatch(
            field ->
                field.getKey().equals("$or")
                    ? any(field.getValue(), one -> matches(one, event))
                    : field.getValue().isObject()
                        ? matches(field.getValue(), event.path(field.getKey()))
                        : any(field.getValue(), one -> value(one, event.path(field.getKey()))));
  }

  private static boolean value(JsonNode wanted, JsonNode actual) {
    if (actual.isArray()) {
      return any(actual, element -> value(wanted, element));
    }
    if (!wanted.isObject()) {
      return wanted.equals(actual);
    }
    if (!wanted.has("prefix")) {
      throw new IllegalArgumentException("not known here: " + wanted);
    }
    return actual.asText().startsWith(wanted.path("prefix").asText());
  }

  private static boolean any(JsonNode array, java.util.function.Predicate<JsonNode> test) {
    return StreamSupport.stream(array.spliterator(), false).anyMatch(test);
  }
}
