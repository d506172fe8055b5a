package io.github.ecstasktracker.trigger;

import java.time.Duration;
import java.util.Map;

/** A source whose messages are posted to {@code /event}, distinguished by a header. */
public interface PostedSource extends TriggerSource {
  /** The header that only its messages bear. */
  String header();

  /**
   * Handles one message. Never throws for its input.
   *
   * @param headers with names that are compared without regard to case
   */
  Delivery handle(Map<String, String> headers, byte[] body);

  /** One that is not configured: it forbids everything, with that line. */
  static PostedSource closed(String header, String line) {
    return new PostedSource() {
      @Override
      public String header() {
        return header;
      }

      @Override
      public Delivery handle(Map<String, String> headers, byte[] body) {
        return new Delivery.Forbidden(line);
      }

      @Override
      public void close(Duration deadline) {}
    };
  }
}
