package io.github.ecstasktracker.target.dynamodb;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items, servers and patches in few words. */
final class Items {
  static final BackendKey WEB = new BackendKey("web");

  private Items() {}

  static StoredServer server(int number) {
    return StoredServer.of(new Address("10.0.0." + number % 250, 30_000 + number), "http", 0);
  }

  static ServerChange add(int number) {
    return new ServerChange.Add(server(number), new ChangeCause.InRotation("task" + number));
  }

  static ServerChange remove(int number) {
    return new ServerChange.Remove(
        server(number), new ChangeCause.TaskStopped("task" + number, "task is STOPPED"));
  }

  static ServerPatch patch(StoredBackend base, ServerChange... changes) {
    return new ServerPatch(base, List.of(changes));
  }

  static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  static AttributeValue n(String number) {
    return AttributeValue.fromN(number);
  }

  static AttributeValue map(Map<String, AttributeValue> map) {
    return AttributeValue.fromM(map);
  }

  static AttributeValue nul() {
    return AttributeValue.fromNul(true);
  }

  /** An entry as this project writes it. */
  static AttributeValue entry(int number) {
    return map(Map.of("url", s("http://" + server(number).key()), "weight", n("0")));
  }

  static AttributeValue servers(int... numbers) {
    Map<String, AttributeValue> entries = new HashMap<>();
    for (int number : numbers) {
      entries.put(server(number).key(), entry(number));
    }
    return map(entries);
  }

  static AttributeValue backend(int... numbers) {
    return map(Map.of("servers", servers(numbers)));
  }

  /** The item of {@link #WEB}, to be changed at will. */
  static Map<String, AttributeValue> web(String version, AttributeValue backend) {
    return new HashMap<>(
        Map.of(
            "id", s("web__backend"),
            "name", s("web"),
            "version", n(version),
            "backend", backend));
  }

  static Map<String, AttributeValue> without(Map<String, AttributeValue> item, String attribute) {
    Map<String, AttributeValue> rest = new HashMap<>(item);
    rest.remove(attribute);
    return rest;
  }

  static Map<String, AttributeValue> with(
      Map<String, AttributeValue> item, String attribute, AttributeValue value) {
    Map<String, AttributeValue> more = new HashMap<>(item);
    more.put(attribute, value);
    return more;
  }
}
