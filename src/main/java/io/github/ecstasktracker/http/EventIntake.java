package io.github.ecstasktracker.http;

import java.util.Map;

/** Where the body of {@code POST /event} goes. */
@FunctionalInterface
public interface EventIntake {
  /**
   * Handles one message. May block for its verification; never throws for its input.
   *
   * @param headers by name, in whatever case the sender wrote
   * @param body no longer than {@link HttpLimits#bodyBytes}
   */
  EventAnswer handle(Map<String, String> headers, byte[] body);
}
