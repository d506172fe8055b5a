package io.github.ecstasktracker.system;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.simulation.dynamodb.Change;
import io.github.ecstasktracker.simulation.dynamodb.InMemoryDynamoDb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Sits in the store, and judges each address as it comes into an item: by the truth at the time at
 * which the write was sent, and by what the other items hold.
 */
final class AddressOracle {
  /** An answer of ECS may be ten seconds old; what rests on it is sent fifteen later at most. */
  static final Duration STOPPED_LONG_AGO = Duration.ofSeconds(25);

  /** What rests on a read of everything may be as old as that, and as ECS's answers are. */
  static final Duration OLDEST_ANSWER = Duration.ofSeconds(10);

  /** A call there and back, with the attempts that a client makes by itself. */
  static final Duration ROUND_TRIP = Duration.ofSeconds(1);

  /** An address that left one item so short a time ago was handed over to the next. */
  private static final Duration JUST_NOW = Duration.ofSeconds(5);

  /**
   * A write that is on its way.
   *
   * @param epoch {@link StoreOracle#epochs} when it was sent
   * @param nanos true time
   * @param passNanos how long before the read of everything began that it may rest on
   */
  record Sent(long epoch, long nanos, long passNanos) {}

  /** An address that is in two items. */
  private record Twice(
      BackendKey first, BackendKey second, String address, String writer, long sinceNanos) {
    Twice since(long nanos) {
      return new Twice(first, second, address, writer, nanos);
    }
  }

  private record Leaving(BackendKey from, long nanos) {}

  private final Ledger ledger;
  private final Watch watch;
  private final MemoryTable table;
  private final List<Twice> twice = new ArrayList<>();

  /** By address, the item that it left last. */
  private final Map<String, Leaving> leavings = new HashMap<>();

  AddressOracle(Ledger ledger, Watch watch, MemoryTable table) {
    this.ledger = ledger;
    this.watch = watch;
    this.table = table;
  }

  /** A request has landed. */
  void landed(String writer, List<Change> changes, Sent sent, long trueNanos) {
    List<Change> ofItems =
        changes.stream()
            .filter(change -> change.key().table().equals(MemoryTable.NAME))
            .filter(change -> !writer.equals(InMemoryDynamoDb.EDITOR))
            .toList();
    ofItems.forEach(change -> leaves(change, trueNanos));
    ofItems.forEach(change -> written(writer, change, sent, trueNanos));
  }

  private void leaves(Change change, long trueNanos) {
    if (!change.before().isEmpty()) {
      Set<String> removed = new HashSet<>(addresses(change.before()));
      removed.removeAll(addresses(change.after()));
      BackendKey from = MemoryTable.key(change.after());
      removed.forEach(address -> leavings.put(address, new Leaving(from, trueNanos)));
    }
  }

  private void written(String writer, Change change, Sent sent, long trueNanos) {
    BackendKey key = MemoryTable.key(change.after());
    Set<String> added = new HashSet<>(addresses(change.after()));
    added.removeAll(addresses(change.before()));
    for (String address : added) {
      long oldest =
          Math.max(STOPPED_LONG_AGO.toNanos(), sent.passNanos() + OLDEST_ANSWER.toNanos())
              + watch.slack().toNanos();
      OptionalLong stood = watch.stoodUntil(key, address);
      ledger.holds(
          stood.isPresent() && sent.nanos() - stood.getAsLong() <= oldest,
          Invariant.I18,
          () ->
              "%s added %s to %s, where no task had been for %s"
                  .formatted(
                      writer,
                      address,
                      key,
                      stood.isEmpty()
                          ? "ever"
                          : Duration.ofNanos(sent.nanos() - stood.getAsLong())));
    }
    if (!added.isEmpty()) {
      heldBefore(key, added, trueNanos);
      table
          .items()
          .forEach(
              (other, item) -> {
                if (!other.equals(key)) {
                  for (String address : item.addresses()) {
                    if (added.contains(address)) {
                      twice.add(new Twice(other, key, address, writer, trueNanos));
                    }
                  }
                }
              });
    }
  }

  /** Each address that another item holds, or has just given up, is put to the test. */
  private void heldBefore(BackendKey key, Set<String> added, long trueNanos) {
    Set<String> elsewhere = new HashSet<>();
    table
        .items()
        .forEach(
            (other, item) -> {
              if (!other.equals(key)) {
                elsewhere.addAll(item.addresses());
              }
            });
    leavings.forEach(
        (address, left) -> {
          if (!left.from().equals(key) && trueNanos - left.nanos() <= JUST_NOW.toNanos()) {
            elsewhere.add(address);
          }
        });
    elsewhere.retainAll(added);
    elsewhere.forEach(_ -> ledger.tested(Invariant.I21));
  }

  /**
   * Time has moved on.
   *
   * @param fair whether the table takes every write, at once
   * @param leader who may write; nobody else can put right what he has done
   */
  void step(long trueNanos, boolean fair, String leader) {
    if (twice.isEmpty()) {
      return;
    }
    left();
    // Only a scan shows what people put into an item, or that it takes writes again.
    twice.removeIf(
        one ->
            !leader.equals(one.writer())
                || refusesWrites(one.first())
                || watch.editedUnseen(one.first()));
    for (int i = 0; i < twice.size(); i++) {
      Twice one = twice.get(i);
      if (!fair || watch.slack().isPositive()) {
        twice.set(i, one.since(trueNanos));
      } else if (trueNanos - one.sinceNanos() > ROUND_TRIP.toNanos()) {
        ledger.violated(
            new Violation(
                Invariant.I21,
                "%s put %s into %s, and it is in %s still"
                    .formatted(one.writer(), one.address(), one.second(), one.first())));
      }
    }
  }

  private boolean refusesWrites(BackendKey key) {
    AttributeValue version = table.db().item(MemoryTable.NAME, key.itemId()).get("version");
    return version == null || version.n() == null;
  }

  /** What is in one item only is no business of ours any more. */
  private void left() {
    twice.removeIf(
        one -> !holds(one.first(), one.address()) || !holds(one.second(), one.address()));
  }

  private boolean holds(BackendKey key, String address) {
    return table.item(key.name()).addresses().contains(address);
  }

  private static Set<String> addresses(Map<String, AttributeValue> item) {
    return item.isEmpty() ? Set.of() : MemoryTable.decoded(item).addresses();
  }
}
