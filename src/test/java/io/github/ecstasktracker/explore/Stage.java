package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.simulation.core.Coroutines;
import io.github.ecstasktracker.simulation.core.VirtualClock;
import io.github.ecstasktracker.simulation.dynamodb.InMemoryDynamoDb;
import io.github.ecstasktracker.simulation.dynamodb.Settings;
import io.github.ecstasktracker.simulation.dynamodb.TableHook;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * All that the processes share: ECS, both tables, the rules that hold there, and the one thread.
 */
final class Stage {
  static final String MANAGED_TABLE = "traefik";
  static final String LEASE_TABLE = "traefik-lease";

  private final Coroutines jobs = new Coroutines(Coroutines.Choice.FIRST);
  private final InMemoryDynamoDb tables = new InMemoryDynamoDb(new VirtualClock(), Settings.USUAL);
  private final ThreeTasks tasks;
  private final Rules rules;
  private final Setting setting;

  /** What both tables hold; null where something has landed since. */
  private @Nullable String text;

  /**
   * What is the same for all runs of an exploration.
   *
   * @param fenced whether writes bear their fence; without it a stale one must be found
   */
  record Setting(boolean fenced, LoggedErrors errors, Tally tally) {}

  Stage(ThreeTasks tasks, Setting setting) {
    this.tasks = tasks;
    this.setting = setting;
    this.rules = new Rules(tables, MANAGED_TABLE, tasks);
    tables.createTable(MANAGED_TABLE);
    tables.createTable(LEASE_TABLE);
    tables.put(MANAGED_TABLE, item(tasks));
    tables.listen((_, _) -> text = null);
    tables.listen(rules);
  }

  /** True to the tasks as they are, with an attribute of somebody else's. */
  private static Map<String, AttributeValue> item(ThreeTasks tasks) {
    SortedMap<String, AttributeValue> servers = new TreeMap<>();
    for (String address : tasks.addresses()) {
      servers.put(
          address,
          AttributeValue.fromM(
              new TreeMap<>(
                  Map.of(
                      "url", AttributeValue.fromS("http://" + address),
                      "weight", AttributeValue.fromN("0")))));
    }
    return new TreeMap<>(
        Map.of(
            "id", AttributeValue.fromS(ThreeTasks.BACKEND.itemId()),
            "name", AttributeValue.fromS(ThreeTasks.BACKEND.name()),
            "version", AttributeValue.fromN("7"),
            "owner", AttributeValue.fromS("somebody"),
            "backend",
                AttributeValue.fromM(
                    new TreeMap<>(
                        Map.of(
                            "servers", AttributeValue.fromM(servers),
                            "loadBalancer",
                                AttributeValue.fromM(
                                    Map.of("method", AttributeValue.fromS("wrr"))))))));
  }

  Coroutines jobs() {
    return jobs;
  }

  ThreeTasks tasks() {
    return tasks;
  }

  Rules rules() {
    return rules;
  }

  Setting setting() {
    return setting;
  }

  InMemoryDynamoDb tables() {
    return tables;
  }

  DynamoDbClient client(String process) {
    return tables.client(process, TableHook.NONE);
  }

  /** Whether the item is true to the tasks. */
  boolean inSync() {
    return Rules.addresses(item()).equals(tasks.addresses());
  }

  Map<String, AttributeValue> item() {
    return tables.item(MANAGED_TABLE, ThreeTasks.BACKEND.itemId());
  }

  /** How many terms there were. */
  int epochs() {
    return tables.items(LEASE_TABLE).values().stream()
        .map(item -> item.get("epoch"))
        .filter(Objects::nonNull)
        .mapToInt(epoch -> Integer.parseInt(epoch.n()))
        .max()
        .orElse(0);
  }

  /** Whether that write would be refused now because of its fence. */
  boolean isOver(Fence fence) {
    AttributeValue token = tables.item(fence.table(), fence.item()).get("token");
    return token == null || !token.s().equals(fence.token().toString());
  }

  long state() {
    String held = text;
    if (held == null) {
      held = item().toString() + tables.items(LEASE_TABLE);
      text = held;
    }
    return new Fingerprint().add(tasks.text()).add(held).value();
  }
}
