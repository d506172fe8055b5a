package io.github.ecstasktracker.demo;

import io.github.ecstasktracker.rig.TraefikTable;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Looks at the truth and at the table, side by side and again and again, on a thread of its own.
 *
 * <p>A look counts only where the truth is the same before and after the table was read: else the
 * two belong to different moments.
 */
final class Watch implements AutoCloseable {
  private static final Duration BEAT = Duration.ofMillis(20);
  private static final Duration END_WITHIN = Duration.ofSeconds(10);
  private static final int LOOKS_A_FRAME = 4;

  private final SimulatedAccount account;
  private final TraefikTable table;
  private final DriftLedger ledger;
  private final Consumer<List<Board.Row>> frames;
  private final Thread thread;
  private volatile boolean closed;
  private volatile RuntimeException failure;
  private volatile long looks;

  /**
   * Begins to watch.
   *
   * @param frames given what was seen, some ten times a second
   */
  Watch(
      SimulatedAccount account,
      TraefikTable table,
      DriftLedger ledger,
      Consumer<List<Board.Row>> frames) {
    this.account = account;
    this.table = table;
    this.ledger = ledger;
    this.frames = frames;
    this.thread = Thread.ofPlatform().daemon().name("watch").start(this::run);
  }

  /** How many looks have counted; so that one can wait for a look that began after now. */
  long looks() {
    RuntimeException broken = failure;
    if (broken != null) {
      throw new IllegalStateException("the table is not watched any more", broken);
    }
    return looks;
  }

  private void run() {
    long before = System.nanoTime();
    try {
      while (!closed) {
        SortedMap<String, SortedSet<String>> truth = truth();
        SortedMap<String, SortedSet<String>> stored = table.servers();
        long now = System.nanoTime();
        if (truth.equals(truth())) {
          look(truth, stored, before, now);
          before = now;
        }
        Thread.sleep(BEAT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!closed) {
        failure = e;
      }
    }
  }

  private SortedMap<String, SortedSet<String>> truth() {
    return account.locked(
        () -> {
          SortedMap<String, SortedSet<String>> truth = new TreeMap<>();
          for (String service : Cast.services()) {
            truth.put(service, account.expectedServers(Cast.CLUSTER, service));
          }
          return truth;
        });
  }

  private void look(
      Map<String, SortedSet<String>> truth,
      Map<String, SortedSet<String>> table,
      long before,
      long now) {
    truth.forEach(
        (service, wanted) -> ledger.look(service, before, now, wanted, stored(table, service)));
    looks++;
    if (looks % LOOKS_A_FRAME == 0) {
      List<Board.Row> rows = new ArrayList<>();
      for (Cast.Part part : Cast.PARTS) {
        String service = part.service();
        rows.add(
            new Board.Row(
                service,
                part.mode(),
                truth.get(service),
                stored(table, service),
                ledger.lastHealed(service)));
      }
      frames.accept(rows);
    }
  }

  private static SortedSet<String> stored(Map<String, SortedSet<String>> table, String service) {
    return table.getOrDefault(service, new TreeSet<>());
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(END_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
