package io.github.ecstasktracker.simulation.dynamodb;

import io.github.ecstasktracker.simulation.core.SimulationClock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * DynamoDB in memory: several tables, whose key is the string attribute {@code id}, shared by any
 * number of clients.
 *
 * <ul>
 *   <li>A request has the outcome that DynamoDB Local gives it: the same items, errors and
 *       cancellation reasons. Its differential test holds it to that. What is not simulated throws
 *       {@link UnsupportedOperationException}.
 *   <li>Beyond DynamoDB Local, what the service's pages say: throttles, conflicts, lost answers,
 *       reads that lag; but only where a client's hook or the settings ask for them.
 *   <li>Each request is atomic. Equal requests give equal states, iterated in equal order, in every
 *       JVM.
 * </ul>
 */
public final class InMemoryDynamoDb {
  /** Who writes through {@link #put} and {@link #delete}. */
  public static final String EDITOR = "editor";

  private final SimulationClock clock;
  private final Settings settings;
  private final Map<String, Table> tables = new TreeMap<>();
  private final List<ChangeListener> listeners = new ArrayList<>();
  private final RequestTokens tokens = new RequestTokens();

  public InMemoryDynamoDb(SimulationClock clock, Settings settings) {
    this.clock = clock;
    this.settings = settings;
  }

  /**
   * A client of these tables.
   *
   * @param name what listeners are told of its writes
   */
  public DynamoDbClient client(String name, TableHook hook) {
    return new InProcessDynamoDbClient(new Requests(this, name), hook);
  }

  public synchronized void listen(ChangeListener listener) {
    listeners.add(listener);
  }

  /** Makes an empty table, in service at once. */
  public synchronized void createTable(String table) {
    if (tables.putIfAbsent(table, new Table()) != null) {
      throw Errors.tableExists(table);
    }
  }

  public synchronized void dropTable(String table) {
    table(table);
    tables.remove(table);
  }

  /** Puts an item as a person would: the whole of it, without a condition. */
  public synchronized void put(String table, Map<String, AttributeValue> item) {
    land(EDITOR, List.of(verdict(Action.put(table, item, unconditional()), Fault.NONE)));
  }

  /** Deletes an item as a person would. */
  public synchronized void delete(String table, String id) {
    land(
        EDITOR,
        List.of(verdict(Action.delete(new ItemKey(table, id), unconditional()), Fault.NONE)));
  }

  private static Action.Terms unconditional() {
    return new Action.Terms(null, null, null, null);
  }

  /** The item as it is; empty where there is none. */
  public synchronized Map<String, AttributeValue> item(String table, String id) {
    return table(table).item(id);
  }

  /** How many items the table holds. */
  public synchronized int size(String table) {
    return table(table).size();
  }

  /** Every item of the table by its id. */
  public synchronized Map<String, Map<String, AttributeValue>> items(String table) {
    return table(table).items();
  }

  Table table(String name) {
    Table table = tables.get(name);
    if (table == null) {
      throw Errors.noSuchTable(name);
    }
    return table;
  }

  SimulationClock clock() {
    return clock;
  }

  Settings settings() {
    return settings;
  }

  RequestTokens tokens() {
    return tokens;
  }

  /** What would come of the action now. */
  Verdict verdict(Action action, Fault fault) {
    Map<String, AttributeValue> before = table(action.key().table()).item(action.key().id());
    return Verdict.of(action, before, fault, settings.wholeRefused());
  }

  /** Makes every one of these changes, then tells of them. */
  void land(String writer, List<Verdict> verdicts) {
    List<Change> changes = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      if (verdict.writes()) {
        Change change = verdict.change();
        table(change.key().table()).put(change.key().id(), change.after(), clock.nanos());
        changes.add(change);
      }
    }
    if (!changes.isEmpty()) {
      listeners.forEach(listener -> listener.landed(writer, changes));
    }
  }

  static void requireDistinct(List<Action> actions) {
    Set<ItemKey> keys = new HashSet<>();
    for (Action action : actions) {
      if (!keys.add(action.key())) {
        throw Errors.validation(
            "Transaction request cannot include multiple operations on one item");
      }
    }
  }
}
