package io.github.ecstasktracker.trigger;

import java.util.Map;

/** Where the body of {@code POST /event} goes. */
@FunctionalInterface
public interface EventHandler {
  /**
   * Handles one message. May block for its verification; never throws for its input.
   *
   * @param headers by name, in whatever case the sender wrote
   */
  Delivery handle(Map<String, String> headers, byte[] body);
}
