package io.github.ecstasktracker.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The servers of every backend, kept by the write requests that landed; nothing is read. A request
 * that is not understood is an error: a figure that leaves it out would be wrong.
 */
final class TableWrites {
  private static final String BACKEND = "__backend";
  private final String table;
  private final SortedMap<String, SortedSet<String>> backends = new TreeMap<>();

  TableWrites(String table) {
    this.table = table;
  }

  /** What the request makes of the backends that it writes to, each with its servers afterwards. */
  SortedMap<String, SortedSet<String>> landed(String operation, JsonNode request) {
    SortedMap<String, SortedSet<String>> after = new TreeMap<>();
    switch (operation) {
      case "PutItem", "UpdateItem", "DeleteItem" -> one(operation, request, after);
      case "TransactWriteItems" ->
          request
              .path("TransactItems")
              .forEach(
                  item ->
                      item.properties()
                          .forEach(part -> one(part.getKey() + "Item", part.getValue(), after)));
      case "BatchWriteItem" -> {
        if (request.path("RequestItems").has(table)) {
          throw new IllegalStateException("not understood: " + operation);
        }
      }
      default -> {} // reads
    }
    backends.putAll(after);
    return after;
  }

  SortedSet<String> servers(String backend) {
    return backends.getOrDefault(backend, new TreeSet<>());
  }

  SortedMap<String, SortedSet<String>> all() {
    return backends;
  }

  private void one(String kind, JsonNode action, Map<String, SortedSet<String>> after) {
    if (!action.path("TableName").asText().equals(table)) {
      return;
    }
    JsonNode keyed = action.has("Item") ? action.path("Item") : action.path("Key");
    String id = keyed.path("id").path("S").asText();
    if (!id.endsWith(BACKEND) || kind.equals("ConditionCheckItem")) {
      return;
    }
    String name = id.substring(0, id.length() - BACKEND.length());
    switch (kind) {
      case "PutItem" -> after.put(name, ofItem(action.path("Item").path("backend")));
      case "DeleteItem" -> after.put(name, new TreeSet<>());
      case "UpdateItem" -> after.put(name, updated(servers(name), action));
      default -> throw new IllegalStateException("not understood: " + kind);
    }
  }

  private static SortedSet<String> updated(SortedSet<String> before, JsonNode action) {
    SortedSet<String> servers = new TreeSet<>(before);
    String expression = action.path("UpdateExpression").asText();
    for (String clause : expression.strip().split("(?=\\b(?:SET|REMOVE|ADD|DELETE)\\s)")) {
      String[] words = clause.split("\\s+", 2);
      if (words.length < 2 || !Set.of("SET", "REMOVE").contains(words[0])) {
        throw new IllegalStateException("not understood: " + expression);
      }
      for (String part : words[1].split(",")) {
        change(servers, words[0], part.strip(), action);
      }
    }
    return servers;
  }

  private static void change(SortedSet<String> servers, String verb, String part, JsonNode action) {
    String[] sides = part.split("=", 2);
    String[] path = sides[0].strip().split("\\.");
    for (int i = 0; i < path.length; i++) {
      if (path[i].startsWith("#")) {
        path[i] = action.path("ExpressionAttributeNames").path(path[i]).asText();
      }
    }
    if (!path[0].equals("backend") || (path.length > 1 && !path[1].equals("servers"))) {
      return;
    }
    JsonNode value =
        verb.equals("SET")
            ? action.path("ExpressionAttributeValues").path(sides[1].strip())
            : MissingNode.getInstance();
    if (verb.equals("SET") && value.isMissingNode()) {
      throw new IllegalStateException("not understood: " + part);
    }
    switch (path.length) {
      case 1 -> replace(servers, ofItem(value));
      case 2 -> replace(servers, ofMap(value));
      case 3 -> {
        servers.remove(path[2]);
        if (serves(path[2], value)) {
          servers.add(path[2]);
        }
      }
      default -> throw new IllegalStateException("not understood: " + part);
    }
  }

  private static void replace(SortedSet<String> servers, SortedSet<String> by) {
    servers.clear();
    servers.addAll(by);
  }

  private static SortedSet<String> ofItem(JsonNode backend) {
    return ofMap(backend.path("M").path("servers"));
  }

  private static SortedSet<String> ofMap(JsonNode servers) {
    SortedSet<String> addresses = new TreeSet<>();
    servers
        .path("M")
        .properties()
        .forEach(
            entry -> {
              if (serves(entry.getKey(), entry.getValue())) {
                addresses.add(entry.getKey());
              }
            });
    return addresses;
  }

  /** Traefik sends requests to the url; by a rule of the product the key is its address. */
  private static boolean serves(String key, JsonNode entry) {
    return entry.path("M").path("url").path("S").asText().equals("http://" + key);
  }
}
