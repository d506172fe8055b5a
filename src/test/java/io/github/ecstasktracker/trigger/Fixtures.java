package io.github.ecstasktracker.trigger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Golden inputs by name. */
final class Fixtures {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Fixtures() {}

  static String event(String name) {
    return read("events-triggers/" + name + ".json");
  }

  static ObjectNode sns(String name) {
    return object(read("sns/" + name + ".json"));
  }

  static ObjectNode object(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(String path) {
    try {
      return Files.readString(Path.of("test-fixtures").resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
