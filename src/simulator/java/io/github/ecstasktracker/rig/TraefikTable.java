package io.github.ecstasktracker.rig;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The managed table in other hands than the controller's: those of a reader who wants the truth,
 * and of a person who edits items in the console. Every read is strongly consistent.
 */
public final class TraefikTable {
  private static final String BACKEND = "__backend";
  private static final String SERVERS = "backend.servers.#server";

  private final DynamoDbClient client;
  private final String name;

  TraefikTable(DynamoDbClient client, String name) {
    this.client = client;
    this.name = name;
  }

  public void put(Map<String, AttributeValue> item) {
    client.putItem(put -> put.tableName(name).item(item));
  }

  /** How many pages a scan of it takes. */
  public long pages() {
    return client.scanPaginator(scan -> scan.tableName(name).consistentRead(true)).stream().count();
  }

  /** Every item, by id. */
  public SortedMap<String, Map<String, AttributeValue>> items() {
    SortedMap<String, Map<String, AttributeValue>> items = new TreeMap<>();
    client
        .scanPaginator(scan -> scan.tableName(name).consistentRead(true))
        .items()
        .forEach(item -> items.put(item.get("id").s(), item));
    return items;
  }

  public Map<String, AttributeValue> item(String id) {
    return client
        .getItem(
            get ->
                get.tableName(name)
                    .key(Map.of("id", AttributeValue.fromS(id)))
                    .consistentRead(true))
        .item();
  }

  /** The servers of every backend, by the backend's name. */
  public SortedMap<String, SortedSet<String>> servers() {
    SortedMap<String, SortedSet<String>> all = new TreeMap<>();
    items()
        .forEach(
            (id, item) -> {
              if (id.endsWith(BACKEND)) {
                all.put(id.substring(0, id.length() - BACKEND.length()), servers(item));
              }
            });
    return all;
  }

  /** The servers of one backend; none where there is no item. */
  public SortedSet<String> servers(String backend) {
    return servers(item(id(backend)));
  }

  /** Addresses that Traefik would send requests to: keys whose url is that address's. */
  private static SortedSet<String> servers(Map<String, AttributeValue> item) {
    SortedSet<String> addresses = new TreeSet<>();
    entries(item)
        .forEach(
            (key, entry) -> {
              AttributeValue url = entry.m().get("url");
              if (url != null && ("http://" + key).equals(url.s())) {
                addresses.add(key);
              }
            });
    return addresses;
  }

  private static Map<String, AttributeValue> entries(Map<String, AttributeValue> item) {
    AttributeValue backend = item.get("backend");
    AttributeValue servers = backend == null ? null : backend.m().get("servers");
    return servers == null ? Map.of() : servers.m();
  }

  /** A server's weight as the item has it; empty text where there is no such server. */
  public String weight(String backend, String server) {
    AttributeValue entry = entries(item(id(backend))).get(server);
    return entry == null ? "" : entry.m().get("weight").n();
  }

  public void addServer(String backend, String server) {
    edit(
        backend,
        "SET " + SERVERS + " = :value",
        server,
        AttributeValue.fromM(
            Map.of(
                "url", AttributeValue.fromS("http://" + server),
                "weight", AttributeValue.fromN("0"))));
  }

  public void removeServer(String backend, String server) {
    client.updateItem(
        update ->
            update
                .tableName(name)
                .key(key(backend))
                .updateExpression("REMOVE " + SERVERS)
                .expressionAttributeNames(Map.of("#server", server)));
  }

  public void setWeight(String backend, String server, int weight) {
    edit(
        backend,
        "SET " + SERVERS + ".weight = :value",
        server,
        AttributeValue.fromN(Integer.toString(weight)));
  }

  /** Sets an attribute of the backend that only Traefik reads, such as circuitBreaker. */
  public void setBackendAttribute(String backend, String attribute, AttributeValue value) {
    edit(backend, "SET backend.#server = :value", attribute, value);
  }

  /** As a person's edit does: the version stays. */
  private void edit(String backend, String expression, String part, AttributeValue value) {
    client.updateItem(
        update ->
            update
                .tableName(name)
                .key(key(backend))
                .updateExpression(expression)
                .expressionAttributeNames(Map.of("#server", part))
                .expressionAttributeValues(Map.of(":value", value)));
  }

  private static Map<String, AttributeValue> key(String backend) {
    return Map.of("id", AttributeValue.fromS(id(backend)));
  }

  public static String id(String backend) {
    return backend + BACKEND;
  }

  /**
   * What of the table is nobody's but its editors': every item, less the servers and the version of
   * those backends.
   */
  public SortedMap<String, Map<String, AttributeValue>> foreign(Iterable<String> managed) {
    SortedMap<String, Map<String, AttributeValue>> rest = items();
    for (String backend : managed) {
      rest.computeIfPresent(id(backend), (id, item) -> withoutOurs(item));
    }
    return rest;
  }

  private static Map<String, AttributeValue> withoutOurs(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> rest = new HashMap<>(item);
    rest.remove("version");
    Map<String, AttributeValue> backend = new HashMap<>(item.get("backend").m());
    backend.remove("servers");
    rest.put("backend", AttributeValue.fromM(backend));
    return rest;
  }
}
