package io.github.ecstasktracker.system;

import io.github.ecstasktracker.simulation.dynamodb.Change;
import io.github.ecstasktracker.simulation.dynamodb.InMemoryDynamoDb;
import io.github.ecstasktracker.simulation.dynamodb.ItemKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Sits in the store and judges every write at the moment it is accepted: knows who leads by what
 * was written, and not by what anybody believes.
 */
final class StoreOracle {
  private final Ledger ledger;
  private final Set<String> released = new HashSet<>();
  private @Nullable String holder;
  private long epochs;
  private long staleWrites;

  StoreOracle(Ledger ledger) {
    this.ledger = ledger;
  }

  /** How many epochs began or ended so far; to be remembered when a write is sent. */
  long epochs() {
    return epochs;
  }

  /** Whether the process has given its lease back. */
  boolean released(String process) {
    return released.contains(process);
  }

  /** Writes accepted from an epoch that was over. */
  long staleWrites() {
    return staleWrites;
  }

  /**
   * A request has landed.
   *
   * @param sentInEpoch {@link #epochs} when it was sent
   */
  void landed(String writer, List<Change> changes, long sentInEpoch) {
    // A release ends the epoch too, in the same transaction.
    boolean givenBack = changes.stream().anyMatch(StoreOracle::givesBack);
    if (givenBack) {
      released.add(writer);
    }
    for (Change change : changes) {
      ItemKey key = change.key();
      ledger.note(writer, key.id());
      if (key.equals(MemoryTable.EPOCH)) {
        epochs++;
        holder = writer;
        if (!givenBack) {
          released.remove(writer);
        }
      } else if (key.table().equals(MemoryTable.NAME) && !writer.equals(InMemoryDynamoDb.EDITOR)) {
        backend(writer, change, sentInEpoch);
      }
    }
  }

  private static boolean givesBack(Change change) {
    return change.key().equals(MemoryTable.HEARTBEAT)
        && change.before().containsKey("term")
        && !change.after().containsKey("term");
  }

  private void backend(String writer, Change change, long sentInEpoch) {
    boolean current = writer.equals(holder) && sentInEpoch == epochs;
    staleWrites += current ? 0 : 1;
    ledger.holds(
        current,
        Invariant.I6,
        () ->
            "%s wrote %s, sent in epoch %d, while %s leads in %d"
                .formatted(writer, change.key(), sentInEpoch, holder, epochs));
    ledger.holds(
        others(change.before()).equals(others(change.after())) || change.before().isEmpty(),
        Invariant.I5,
        () -> "%s became %s".formatted(change.before(), change.after()));
    Map<String, AttributeValue> before = servers(change.before());
    Map<String, AttributeValue> after = servers(change.after());
    ledger.holds(
        !before.equals(after),
        Invariant.I7,
        () -> "%s wrote %s, and changed nothing".formatted(writer, change.key()));
    if (!before.isEmpty()) {
      // The watch, which is told of every write too, knows which of the removed ones serve.
      ledger.tested(Invariant.I16);
    }
  }

  private static Map<String, AttributeValue> others(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> others = new TreeMap<>(item);
    others.remove("version");
    AttributeValue backend = item.get("backend");
    if (backend != null && backend.hasM()) {
      Map<String, AttributeValue> rest = new TreeMap<>(backend.m());
      rest.remove("servers");
      others.put("backend", AttributeValue.fromM(rest));
    }
    return others;
  }

  private static Map<String, AttributeValue> servers(Map<String, AttributeValue> item) {
    AttributeValue backend = item.get("backend");
    AttributeValue servers = backend == null ? null : backend.m().get("servers");
    return servers == null ? Map.of() : servers.m();
  }
}
