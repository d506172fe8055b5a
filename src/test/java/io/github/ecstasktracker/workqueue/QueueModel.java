package io.github.ecstasktracker.workqueue;

import io.github.ecstasktracker.workqueue.WorkQueue.Item;
import io.github.ecstasktracker.workqueue.WorkQueue.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What the queue must do, written the slow way: one table, searched and sorted at every question.
 * Times are nanoseconds since the start.
 */
final class QueueModel {
  private final Map<Integer, Row> rows = new TreeMap<>();
  private final int capacity;
  private int liveInARow;
  private long arrivals;
  private boolean shutDown;

  QueueModel(int capacity) {
    this.capacity = capacity;
  }

  boolean request(int key, long now, long due, Priority priority) {
    arrive(now);
    Row row = rows.get(key);
    if (shutDown || (row == null && rows.size() >= capacity)) {
      return false;
    }
    if (row == null) {
      row = new Row();
      rows.put(key, row);
    }
    boolean wasReady = row.isReady(now);
    boolean wasLive = row.waits && row.priority == Priority.LIVE;
    if (row.waits) {
      row.due = Math.min(row.due, due);
      row.priority = wasLive ? Priority.LIVE : priority;
    } else {
      row.waits = true;
      row.due = due;
      row.priority = priority;
    }
    if (row.isReady(now) && (!wasReady || wasLive != (row.priority == Priority.LIVE))) {
      row.arrival = ++arrivals;
    }
    return true;
  }

  List<Item<Integer>> take(int max, long now) {
    arrive(now);
    List<Item<Integer>> live = new ArrayList<>();
    List<Item<Integer>> resync = new ArrayList<>();
    while (live.size() + resync.size() < max && !ready(now).isEmpty()) {
      List<Integer> lives = ready(now, Priority.LIVE);
      List<Integer> resyncs = ready(now, Priority.RESYNC);
      boolean resyncsTurn =
          lives.isEmpty() || (!resyncs.isEmpty() && liveInARow == ReadyLines.LIVE_RUN);
      if (resyncsTurn) {
        liveInARow = 0;
        resync.add(begin(resyncs.getFirst()));
      } else {
        liveInARow = resyncs.isEmpty() ? 0 : liveInARow + 1;
        live.add(begin(lives.getFirst()));
      }
    }
    live.addAll(resync);
    return live;
  }

  void done(int key, long now) {
    arrive(now);
    Row row = rows.get(key);
    row.working = false;
    if (!row.waits) {
      rows.remove(key);
    } else if (row.isReady(now)) {
      row.arrival = ++arrivals;
    }
  }

  void shutDown(long now) {
    arrive(now);
    shutDown = true;
    rows.values().forEach(row -> row.waits &= row.due <= now);
    rows.values().removeIf(row -> !row.waits && !row.working);
  }

  List<Integer> working() {
    return rows.keySet().stream().filter(key -> rows.get(key).working).toList();
  }

  List<Integer> ready(long now) {
    return rows.keySet().stream().filter(key -> rows.get(key).isReady(now)).toList();
  }

  int size() {
    return rows.size();
  }

  int waiting() {
    return (int) rows.values().stream().filter(row -> row.waits).count();
  }

  /** The earliest time at which an idle key comes due. */
  OptionalLong nextDue() {
    return rows.values().stream()
        .filter(row -> row.waits && !row.working)
        .mapToLong(row -> row.due)
        .min();
  }

  boolean drained() {
    return shutDown && rows.isEmpty();
  }

  private List<Integer> ready(long now, Priority priority) {
    return ready(now).stream()
        .filter(key -> rows.get(key).priority == priority)
        .sorted(Comparator.comparingLong(key -> rows.get(key).arrival))
        .toList();
  }

  /** Keys that have come due stand in line in the order of their times. */
  private void arrive(long now) {
    rows.keySet().stream()
        .filter(key -> rows.get(key).isReady(now) && rows.get(key).arrival == 0)
        .sorted(Comparator.comparingLong(key -> rows.get(key).due))
        .forEach(key -> rows.get(key).arrival = ++arrivals);
  }

  private Item<Integer> begin(int key) {
    Row row = rows.get(key);
    row.waits = false;
    row.working = true;
    row.arrival = 0;
    return new Item<>(key, row.priority);
  }

  private static final class Row {
    boolean waits;
    boolean working;
    Priority priority;
    long due;
    long arrival;

    boolean isReady(long now) {
      return waits && !working && due <= now;
    }
  }
}
