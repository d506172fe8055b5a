package io.github.ecstasktracker.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.demo.Drift.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What made the controller write, by its own word: the answer of its {@code /changes}. */
final class Causes {
  /** Between the clocks of two processes of one machine, and between a write and its log. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  private static final ObjectMapper JSON = new ObjectMapper();

  private record Change(Instant when, String backend, String op, String server, String cause) {}

  /** Newest first, as the controller tells them. */
  private final List<Change> changes;

  private Causes(List<Change> changes) {
    this.changes = changes;
  }

  static Causes none() {
    return new Causes(List.of());
  }

  static Causes of(String answer) {
    JsonNode writes;
    try {
      writes = JSON.readTree(answer).path("changes");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("/changes did not answer with JSON", e);
    }
    List<Change> changes = new ArrayList<>();
    for (JsonNode write : writes) {
      for (JsonNode change : write.path("changes")) {
        changes.add(
            new Change(
                Instant.parse(write.path("when").textValue()),
                write.path("backend").textValue(),
                change.path("op").textValue(),
                change.path("key").textValue(),
                word(write.path("cause").textValue())));
      }
    }
    return new Causes(List.copyOf(changes));
  }

  /** What healed a difference that was seen from {@code since} to {@code healed}. */
  Optional<String> of(Drift drift, Instant since, Instant healed) {
    String op = drift.kind() == Kind.MISSING ? "add" : "remove";
    return changes.stream()
        .filter(change -> change.backend().equals(drift.backend()))
        .filter(change -> change.server().equals(drift.server()) && change.op().equals(op))
        .filter(change -> change.when().isAfter(since.minus(SLACK)))
        .filter(change -> change.when().isBefore(healed.plus(SLACK)))
        .findFirst()
        .map(Change::cause);
  }

  private static String word(String cause) {
    return switch (cause) {
      case "sqs", "sns", "api_destination" -> "event";
      case "drift" -> "resync";
      case "health" -> "health check";
      default -> cause;
    };
  }
}
