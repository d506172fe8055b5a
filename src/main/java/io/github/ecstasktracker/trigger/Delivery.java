package io.github.ecstasktracker.trigger;

import java.time.Duration;

/**
 * What became of a message, for whoever brought it: an HTTP request or a queue. Its lines are fixed
 * texts: none repeats a word of the message, so they are safe in an answer and in a log.
 */
public sealed interface Delivery {
  /** ECS will be asked, and the message is acknowledged when it has answered. By HTTP: 200. */
  record Accepted() implements Delivery {}

  /** Nothing is left to do: 200. */
  record Done() implements Delivery {}

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
}
