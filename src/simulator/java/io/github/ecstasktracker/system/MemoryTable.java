package io.github.ecstasktracker.system;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.SimulationClock;
import io.github.ecstasktracker.simulation.dynamodb.Call;
import io.github.ecstasktracker.simulation.dynamodb.Change;
import io.github.ecstasktracker.simulation.dynamodb.Fault;
import io.github.ecstasktracker.simulation.dynamodb.InMemoryDynamoDb;
import io.github.ecstasktracker.simulation.dynamodb.ItemKey;
import io.github.ecstasktracker.simulation.dynamodb.Settings;
import io.github.ecstasktracker.simulation.dynamodb.TableHook;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * The managed table, and beside it the lease's, in an in-memory DynamoDB that follows the real
 * one's rules. Seen from outside, and edited by people who ask nobody.
 */
final class MemoryTable implements TableHook {
  static final String OF_BACKEND = "backend.";

  static final String NAME = "backends";
  static final String LEASES = NAME + "-lease";
  static final ItemKey HEARTBEAT = new ItemKey(LEASES, NAME + "/heartbeat");
  static final ItemKey EPOCH = new ItemKey(LEASES, NAME + "/epoch");

  /**
   * An item.
   *
   * @param others every other attribute, as text; those of the backend's map behind {@link
   *     #OF_BACKEND}
   */
  record Item(
      SortedMap<String, StoredServer> servers, SortedMap<String, String> others, long version) {
    Item {
      servers = Collections.unmodifiableSortedMap(new TreeMap<>(servers));
      others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
    }

    SortedSet<String> addresses() {
      SortedSet<String> addresses = new TreeSet<>();
      servers.values().forEach(s -> s.address().map(Address::toString).ifPresent(addresses::add));
      return addresses;
    }
  }

  /** How often a call goes wrong; chances from 0 to 1. */
  record Faults(double throttled, double notDone, double answerLost) {
    static final Faults NONE = new Faults(0, 0, 0);
  }

  /** Told of every write of a process that landed. */
  interface Listener {
    void written(String writer, BackendKey key, Item before, Item after);
  }

  private final InMemoryDynamoDb db;
  private final Dice dice;
  private Faults faults = Faults.NONE;
  private Runnable beforeWrite = () -> {};
  private long reads;
  private long scannedPages;
  private long writes;

  MemoryTable(SimulationClock clock, Dice dice, Listener listener) {
    this.db = new InMemoryDynamoDb(clock, Settings.USUAL);
    this.dice = dice;
    db.createTable(NAME);
    db.createTable(LEASES);
    db.listen((writer, changes) -> landed(writer, changes, listener));
  }

  InMemoryDynamoDb db() {
    return db;
  }

  /** What a process has for a client. */
  DynamoDbClient client(String process, TableHook hook) {
    return db.client(process, hook);
  }

  void faults(Faults faults) {
    this.faults = faults;
  }

  /** Done once, between the next write's read and that write. */
  void beforeNextWrite(Runnable somebody) {
    beforeWrite = somebody;
  }

  /** Puts an item as a person would. */
  void put(String backend, Item item) {
    db.put(NAME, encoded(new BackendKey(backend), item));
  }

  /** Changes an item, if it is there, as a person would: without a look at its version. */
  boolean edit(String backend, UnaryOperator<Item> edit) {
    Map<String, AttributeValue> now = raw(backend);
    if (!now.isEmpty()) {
      put(backend, edit.apply(decoded(now)));
    }
    return !now.isEmpty();
  }

  void delete(String backend) {
    db.delete(NAME, new BackendKey(backend).itemId());
  }

  /** Gives the item a version that is no number; returns the one before, null without an item. */
  @Nullable AttributeValue spoil(String backend) {
    Map<String, AttributeValue> now = raw(backend);
    AttributeValue version = now.get("version");
    if (version != null) {
      version(backend, AttributeValue.fromS("one"));
    }
    return version;
  }

  /** Gives the item a version again. */
  void heal(String backend, AttributeValue version) {
    if (!raw(backend).isEmpty()) {
      version(backend, version);
    }
  }

  /** Raises the version of the item with that id, as another writer would. */
  void touch(String id) {
    Map<String, AttributeValue> item = new HashMap<>(db.item(NAME, id));
    AttributeValue version = item.get("version");
    if (version != null && version.n() != null) {
      item.put("version", AttributeValue.fromN(Long.toString(Long.parseLong(version.n()) + 1)));
      db.put(NAME, item);
    }
  }

  private void version(String backend, AttributeValue version) {
    Map<String, AttributeValue> item = new HashMap<>(raw(backend));
    item.put("version", version);
    db.put(NAME, item);
  }

  private Map<String, AttributeValue> raw(String backend) {
    return db.item(NAME, new BackendKey(backend).itemId());
  }

  /** The item, or an empty one where there is none. */
  Item item(String backend) {
    return decoded(db.item(NAME, new BackendKey(backend).itemId()));
  }

  Map<BackendKey, Item> items() {
    Map<BackendKey, Item> items = new TreeMap<>();
    db.items(NAME).values().forEach(item -> items.put(key(item), decoded(item)));
    return items;
  }

  long reads() {
    return reads;
  }

  long scannedPages() {
    return scannedPages;
  }

  long writes() {
    return writes;
  }

  void resetCounts() {
    reads = 0;
    scannedPages = 0;
    writes = 0;
  }

  @Override
  public Fault before(Call call) {
    switch (call.request()) {
      case GetItemRequest _ -> reads++;
      case ScanRequest _ -> scannedPages++;
      default -> {
        if (call.items().stream().anyMatch(item -> item.table().equals(NAME))) {
          Runnable somebody = beforeWrite;
          beforeWrite = () -> {};
          somebody.run();
        }
      }
    }
    if (dice.chance(faults.throttled())) {
      return new Fault.Throttled();
    }
    if (dice.chance(faults.notDone())) {
      return new Fault.Timeout(false);
    }
    return dice.chance(faults.answerLost()) ? new Fault.Timeout(true) : Fault.NONE;
  }

  private void landed(String writer, List<Change> changes, Listener listener) {
    if (writer.equals(InMemoryDynamoDb.EDITOR)) {
      return;
    }
    for (Change change : changes) {
      if (change.key().table().equals(NAME)) {
        writes++;
        listener.written(
            writer, key(change.after()), decoded(change.before()), decoded(change.after()));
      }
    }
  }

  static BackendKey key(Map<String, AttributeValue> item) {
    return new BackendKey(item.get("name").s());
  }

  static Item decoded(Map<String, AttributeValue> item) {
    SortedMap<String, StoredServer> servers = new TreeMap<>();
    SortedMap<String, String> others = new TreeMap<>();
    item.forEach(
        (name, value) -> {
          switch (name) {
            case "id", "name", "version" -> {}
            case "backend" -> value.m().forEach((part, of) -> part(part, of, servers, others));
            default -> others.put(name, text(value));
          }
        });
    AttributeValue version = item.get("version");
    return new Item(
        servers, others, version == null || version.n() == null ? 0 : Long.parseLong(version.n()));
  }

  private static void part(
      String name,
      AttributeValue value,
      SortedMap<String, StoredServer> servers,
      SortedMap<String, String> others) {
    if (name.equals("servers")) {
      value.m().forEach((key, server) -> servers.put(key, server(key, server)));
    } else {
      others.put(OF_BACKEND + name, text(value));
    }
  }

  private static String text(AttributeValue value) {
    return value.s() == null ? value.toString() : value.s();
  }

  private static StoredServer server(String key, AttributeValue value) {
    AttributeValue url = value.m().get("url");
    AttributeValue weight = value.m().get("weight");
    return new StoredServer(
        key,
        url == null ? null : url.s(),
        weight == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(weight.n())),
        true);
  }

  private static Map<String, AttributeValue> encoded(BackendKey key, Item item) {
    Map<String, AttributeValue> servers = new TreeMap<>();
    item.servers().forEach((name, server) -> servers.put(name, encoded(server)));
    Map<String, AttributeValue> attributes = new HashMap<>();
    Map<String, AttributeValue> backend = new TreeMap<>();
    item.others()
        .forEach(
            (name, text) -> {
              if (name.startsWith(OF_BACKEND)) {
                backend.put(name.substring(OF_BACKEND.length()), AttributeValue.fromS(text));
              } else {
                attributes.put(name, AttributeValue.fromS(text));
              }
            });
    backend.put("servers", AttributeValue.fromM(servers));
    attributes.put("id", AttributeValue.fromS(key.itemId()));
    attributes.put("name", AttributeValue.fromS(key.name()));
    attributes.put("version", AttributeValue.fromN(Long.toString(item.version())));
    attributes.put("backend", AttributeValue.fromM(backend));
    return attributes;
  }

  private static AttributeValue encoded(StoredServer server) {
    Map<String, AttributeValue> entry = new TreeMap<>();
    @Nullable String url = server.url();
    if (url != null) {
      entry.put("url", AttributeValue.fromS(url));
    }
    server
        .weight()
        .ifPresent(weight -> entry.put("weight", AttributeValue.fromN(Integer.toString(weight))));
    return AttributeValue.fromM(entry);
  }
}
