package io.github.ecstasktracker.trigger;

import java.time.Duration;

/**
 * What became of a message that came by HTTP. Its lines are fixed texts: none repeats a word of the
 * message, so they are safe in an answer and in a log.
 */
public sealed interface Delivery {
  /** Done, or nothing to do: 200. */
  record Accepted() implements Delivery {}

  /** Malformed: 400. SNS does not send it again. */
  record BadRequest(String line) implements Delivery {}

  /** Not proven to come from where it should: 403. SNS does not send it again. */
  record Forbidden(String line) implements Delivery {}

  /** Not now: 503, which makes SNS and EventBridge try again. */
  record Unavailable(String line, Duration retryAfter) implements Delivery {}

  /** Over the limit: 413. */
  record TooLarge(int limitBytes) implements Delivery {}

  /**
   * Long enough for a new leader, short against the hour in which SNS and the day in which
   * EventBridge give up.
   */
  Duration RETRY_AFTER = Duration.ofSeconds(10);

  /** Unavailable with the usual pause. */
  static Delivery unavailable(String line) {
    return new Unavailable(line, RETRY_AFTER);
  }

  /** The answer to a message that was offered. */
  static Delivery of(Intake.Reception reception) {
    return switch (reception) {
      case ACCEPTED, NOTHING_TO_DO -> new Accepted();
      case UNAVAILABLE -> unavailable("not taking triggers now");
    };
  }
}
