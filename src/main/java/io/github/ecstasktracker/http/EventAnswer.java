package io.github.ecstasktracker.http;

import java.util.OptionalInt;

/**
 * The answer to a posted event.
 *
 * @param line the whole body: one line, nothing of the message in it
 * @param retryAfterSeconds for 503: when the sender should try again
 */
public record EventAnswer(int status, String line, OptionalInt retryAfterSeconds) {
  /** An answer without a hint when to try again. */
  public EventAnswer(int status, String line) {
    this(status, line, OptionalInt.empty());
  }
}
