package io.github.ecstasktracker.eventrule;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Whether an event pattern matches an event, as defined by
 * docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html: all fields of
 * the pattern must match, each with one of its values. Unknown operators are reported, not guessed
 * at.
 */
final class PatternMatch {
  /** Result of matching a pattern and an event. */
  enum Verdict {
    YES,
    NO,
    /** The pattern has an operator that this class does not know. */
    UNKNOWN
  }

  private PatternMatch() {}

  static Verdict of(JsonNode pattern, JsonNode event) {
    if (!pattern.isObject()) {
      return Verdict.UNKNOWN;
    }
    return all(pattern.properties().stream().map(field -> field(field, event)).toList());
  }

  private static Verdict field(Map.Entry<String, JsonNode> field, JsonNode event) {
    JsonNode wanted = field.getValue();
    if (field.getKey().equals("$or")) {
      return any(elements(wanted).stream().map(one -> of(one, event)).toList());
    }
    JsonNode actual = event.path(field.getKey());
    if (wanted.isObject()) {
      return of(wanted, actual);
    }
    return any(elements(wanted).stream().map(one -> value(one, actual)).toList());
  }

  /** An array in the event matches if any of its elements does. */
  private static Verdict value(JsonNode wanted, JsonNode actual) {
    if (actual.isArray()) {
      return any(elements(actual).stream().map(one -> value(wanted, one)).toList());
    }
    if (!wanted.isObject()) {
      return verdict(wanted.equals(actual));
    }
    return all(wanted.properties().stream().map(operator -> operator(operator, actual)).toList());
  }

  private static Verdict operator(Map.Entry<String, JsonNode> operator, JsonNode actual) {
    JsonNode operand = operator.getValue();
    if (operator.getKey().equals("exists")) {
      return verdict(operand.asBoolean() != actual.isMissingNode());
    }
    if (operator.getKey().equals("anything-but")) {
      return anythingBut(operand, actual);
    }
    if (!operand.isTextual()) {
      return Verdict.UNKNOWN;
    }
    String text = operand.asText();
    return switch (operator.getKey()) {
      case "prefix" -> verdict(actual.isTextual() && actual.asText().startsWith(text));
      case "suffix" -> verdict(actual.isTextual() && actual.asText().endsWith(text));
      case "equals-ignore-case" ->
          verdict(actual.isTextual() && actual.asText().equalsIgnoreCase(text));
      case "wildcard" ->
          verdict(actual.isTextual() && glob(text).matcher(actual.asText()).matches());
      default -> Verdict.UNKNOWN;
    };
  }

  private static Verdict anythingBut(JsonNode operand, JsonNode actual) {
    if (actual.isMissingNode()) {
      return Verdict.NO;
    }
    List<JsonNode> refused = operand.isArray() ? elements(operand) : List.of(operand);
    return switch (any(refused.stream().map(one -> value(one, actual)).toList())) {
      case YES -> Verdict.NO;
      case NO -> Verdict.YES;
      case UNKNOWN -> Verdict.UNKNOWN;
    };
  }

  private static Pattern glob(String text) {
    return Pattern.compile(
        List.of(text.split("\\*", -1)).stream()
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")),
        Pattern.DOTALL);
  }

  private static Verdict all(List<Verdict> verdicts) {
    if (verdicts.contains(Verdict.NO)) {
      return Verdict.NO;
    }
    return verdicts.contains(Verdict.UNKNOWN) ? Verdict.UNKNOWN : Verdict.YES;
  }

  private static Verdict any(List<Verdict> verdicts) {
    if (verdicts.contains(Verdict.YES)) {
      return Verdict.YES;
    }
    return verdicts.contains(Verdict.UNKNOWN) ? Verdict.UNKNOWN : Verdict.NO;
  }

  private static Verdict verdict(boolean yes) {
    return yes ? Verdict.YES : Verdict.NO;
  }

  private static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
