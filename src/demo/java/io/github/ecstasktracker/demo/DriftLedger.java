package io.github.ecstasktracker.demo;

import io.github.ecstasktracker.demo.Drift.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Times every difference between the truth and the table, address by address.
 *
 * <ul>
 *   <li>A difference begins with the last look that did not show it, so no time is told too short.
 *   <li>It is healed once it is gone and has stayed away for a while; the time ends where it went.
 *   <li>One that ends because the truth came back to the table was not healed by anybody, and is
 *       counted apart.
 *   <li>One that outlives its bound is overdue for good, even where it is healed in the end.
 * </ul>
 */
final class DriftLedger {
  private record Where(String backend, String server) {}

  private static final class Open {
    final Kind kind;
    final long sinceNanos;
    long healedNanos;
    boolean healed;
    boolean overdue;

    Open(Kind kind, long sinceNanos) {
      this.kind = kind;
      this.sinceNanos = sinceNanos;
    }
  }

  private final Duration settled;
  private Duration bound;
  private final Map<Where, Open> open = new HashMap<>();
  private final List<Drift> healed = new ArrayList<>();
  private int vanished;
  private int overdue;

  /**
   * An empty ledger.
   *
   * @param settled how long a difference must stay away
   * @param bound how long one may last
   */
  DriftLedger(Duration settled, Duration bound) {
    this.settled = settled;
    this.bound = bound;
  }

  /** From now on a difference may last that long. */
  synchronized void bound(Duration longest) {
    this.bound = longest;
  }

  /**
   * Takes in a look at one backend.
   *
   * @param beforeNanos when the last look was
   */
  synchronized void look(
      String backend, long beforeNanos, long nowNanos, Set<String> wanted, Set<String> stored) {
    for (String server : wanted) {
      if (!stored.contains(server)) {
        differs(new Where(backend, server), Kind.MISSING, beforeNanos, nowNanos);
      }
    }
    for (String server : stored) {
      if (!wanted.contains(server)) {
        differs(new Where(backend, server), Kind.STALE, beforeNanos, nowNanos);
      }
    }
    Iterator<Map.Entry<Where, Open>> entries = open.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Where, Open> entry = entries.next();
      String server = entry.getKey().server();
      if (entry.getKey().backend().equals(backend)
          && wanted.contains(server) == stored.contains(server)
          && agrees(entry.getKey(), entry.getValue(), wanted.contains(server), nowNanos)) {
        entries.remove();
      }
    }
  }

  private void differs(Where where, Kind kind, long beforeNanos, long nowNanos) {
    Open known = open.get(where);
    if (known != null && known.kind != kind) {
      // The table followed, and the truth has moved on since.
      close(where, known, known.healed ? known.healedNanos : nowNanos);
      known = null;
    }
    if (known == null) {
      known = new Open(kind, beforeNanos);
      open.put(where, known);
    }
    known.healed = false;
    if (!known.overdue && nowNanos - known.sinceNanos > bound.toNanos()) {
      known.overdue = true;
      overdue++;
    }
  }

  /** Whether the entry is done with. */
  private boolean agrees(Where where, Open known, boolean served, long nowNanos) {
    if (!known.healed) {
      if (served != (known.kind == Kind.MISSING)) {
        vanished++;
        return true;
      }
      known.healed = true;
      known.healedNanos = nowNanos;
    }
    if (nowNanos - known.healedNanos < settled.toNanos()) {
      return false;
    }
    close(where, known, known.healedNanos);
    return true;
  }

  private void close(Where where, Open known, long healedNanos) {
    healed.add(
        new Drift(where.backend(), where.server(), known.kind, known.sinceNanos, healedNanos));
  }

  /** Whether there is no difference, and none that is gone only just now. */
  synchronized boolean calm() {
    return open.isEmpty();
  }

  /** Every difference that was healed, in the order of their ends. */
  synchronized List<Drift> healed() {
    return List.copyOf(healed);
  }

  /** The last healed difference of a backend. */
  synchronized Optional<Drift> lastHealed(String backend) {
    return healed.reversed().stream().filter(drift -> drift.backend().equals(backend)).findFirst();
  }

  /** Differences that are there now. */
  synchronized int open() {
    return (int) open.values().stream().filter(each -> !each.healed).count();
  }

  /** Differences that the truth itself took back. */
  synchronized int vanished() {
    return vanished;
  }

  /** Differences that outlived their bound. */
  synchronized int overdue() {
    return overdue;
  }
}
