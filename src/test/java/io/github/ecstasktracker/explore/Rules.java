package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.simulation.dynamodb.Change;
import io.github.ecstasktracker.simulation.dynamodb.ChangeListener;
import io.github.ecstasktracker.simulation.dynamodb.InMemoryDynamoDb;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What must hold of every write of the managed table, judged at the store at the moment it lands.
 *
 * <ul>
 *   <li>It is made under the newest epoch that was issued, whatever condition it bore.
 *   <li>It takes no server away behind which a task runs.
 *   <li>It changes the servers and the version, and no other byte.
 *   <li>It changes something.
 * </ul>
 */
final class Rules implements ChangeListener {
  private static final String BACKEND = "backend";
  private static final String SERVERS = "servers";
  private static final String VERSION = "version";

  private final InMemoryDynamoDb tables;
  private final String managedTable;
  private final ThreeTasks tasks;
  private final Map<String, Optional<Fence>> writingUnder = new HashMap<>();
  private int writes;

  Rules(InMemoryDynamoDb tables, String managedTable, ThreeTasks tasks) {
    this.tables = tables;
    this.managedTable = managedTable;
    this.tasks = tasks;
  }

  /** The process is about to send a write under that fence. */
  void sends(String process, Optional<Fence> fence) {
    writingUnder.put(process, fence);
  }

  /** Under what the process has sent its newest write. */
  Optional<Fence> writingUnder(String process) {
    return writingUnder.getOrDefault(process, Optional.empty());
  }

  /** How many have landed. */
  int writes() {
    return writes;
  }

  @Override
  public void landed(String writer, List<Change> changes) {
    for (Change change : changes) {
      if (change.key().table().equals(managedTable) && !writer.equals(InMemoryDynamoDb.EDITOR)) {
        writes++;
        judge(writer, change);
      }
    }
  }

  private void judge(String writer, Change change) {
    Fence fence =
        writingUnder(writer)
            .orElseThrow(() -> new AssertionError(writer + " wrote without a term"));
    String newest = text(tables.item(fence.table(), fence.item()).get("token"));
    if (!fence.token().toString().equals(newest)) {
      throw new AssertionError(
          "a write of %s landed under an epoch that was over: %s, %s was issued since"
              .formatted(writer, fence.token(), newest));
    }
    SortedSet<String> gone = addresses(change.before());
    gone.removeAll(addresses(change.after()));
    gone.retainAll(tasks.addresses());
    if (!gone.isEmpty()) {
      throw new AssertionError("%s took away servers of running tasks: %s".formatted(writer, gone));
    }
    if (!others(change.before()).equals(others(change.after()))) {
      throw new AssertionError(
          "%s changed what is not ours: %s to %s"
              .formatted(writer, change.before(), change.after()));
    }
    if (addresses(change.before()).equals(addresses(change.after()))) {
      throw new AssertionError(writer + " wrote what was there: " + change.after());
    }
  }

  /** The servers of a backend's item. */
  static SortedSet<String> addresses(Map<String, AttributeValue> item) {
    AttributeValue backend = item.get(BACKEND);
    Set<String> servers = backend == null ? Set.of() : backend.m().get(SERVERS).m().keySet();
    return new TreeSet<>(servers);
  }

  private static Map<String, AttributeValue> others(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> others = new HashMap<>(item);
    others.remove(VERSION);
    AttributeValue backend = others.get(BACKEND);
    if (backend != null) {
      Map<String, AttributeValue> rest = new HashMap<>(backend.m());
      rest.remove(SERVERS);
      others.put(BACKEND, AttributeValue.fromM(rest));
    }
    return others;
  }

  private static String text(@Nullable AttributeValue value) {
    return value == null ? "none" : value.s();
  }
}
