package io.github.ecstasktracker.simulation.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;

/** What goes back to a caller. */
sealed interface Reply {
  record Answer(int status, Map<String, List<String>> headers, byte[] body) implements Reply {}

  /** The connection ends without a word. */
  record LostLine() implements Reply {}

  static Answer text(int status, String contentType, String body) {
    return new Answer(status, Map.of("Content-Type", List.of(contentType)), body.getBytes(UTF_8));
  }
}
