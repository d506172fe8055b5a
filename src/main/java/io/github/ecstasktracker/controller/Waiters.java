package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait for a read.
 *
 * <ul>
 *   <li>A read serves only those who came before it began, whatever the clock says: order is kept
 *       by tickets, not by time.
 *   <li>A read serves nobody while this process may not write: what they told of is another
 *       leader's to do, and their message must go to that one. They are dropped without a word.
 * </ul>
 */
final class Waiters {
  private static final int CAPACITY = 100_000;
  private static final Logger LOG = LoggerFactory.getLogger(Waiters.class);

  private record Waiter(long ticket, Runnable served) {}

  private final BooleanSupplier serving;

  // Empty key: waits for a read of everything.
  private final Map<Optional<BackendKey>, List<Waiter>> waiting = new HashMap<>();
  private long nextTicket;
  private int size;

  /**
   * @param serving whether this process may write
   */
  Waiters(BooleanSupplier serving) {
    this.serving = serving;
  }

  /** The ticket of a read that begins now. */
  synchronized long begin() {
    return nextTicket++;
  }

  /**
   * Waits for a read of a backend, or of everything, that begins after now.
   *
   * @return false where too many wait already
   */
  synchronized boolean await(Optional<BackendKey> key, Runnable served) {
    if (size >= CAPACITY) {
      return false;
    }
    size++;
    waiting.computeIfAbsent(key, k -> new ArrayList<>()).add(new Waiter(nextTicket++, served));
    return true;
  }

  /** Takes back the newest such wait: what was waited for will not be read. */
  synchronized void withdraw(Optional<BackendKey> key, Runnable served) {
    List<Waiter> all = waiting.get(key);
    if (all == null) {
      return;
    }
    // One callback may wait many times over: those who ask for no word share an empty one.
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).served().equals(served)) {
        all.remove(i);
        size--;
        break;
      }
    }
    if (all.isEmpty()) {
      waiting.remove(key);
    }
  }

  /** Drops all without a word. */
  synchronized void clear() {
    waiting.clear();
    size = 0;
  }

  /** A read of one backend has ended, and what it showed is written. */
  void served(BackendKey key, long readTicket) {
    tell(take(Optional.of(key), readTicket));
  }

  /**
   * A read of everything has ended, and what it showed is written.
   *
   * @param left backends that were left to a newer read: those who wait for them, or for
   *     everything, go on waiting
   * @return the backends that are still waited for
   */
  Set<BackendKey> servedAll(long readTicket, Set<BackendKey> left) {
    waitedFor().stream()
        .filter(key -> key.isEmpty() || !left.contains(key.get()))
        .forEach(
            key -> {
              List<Runnable> served = take(key, readTicket);
              if (key.isPresent() || left.isEmpty()) {
                tell(served);
              } else if (!served.isEmpty()) {
                await(left, () -> served.forEach(Waiters::tell));
              }
            });
    return backends();
  }

  /** The backends that are waited for. */
  Set<BackendKey> backends() {
    return waitedFor().stream().flatMap(Optional::stream).collect(Collectors.toSet());
  }

  /** Waits for a read of each of these; where too many wait already, not for all of them. */
  private void await(Set<BackendKey> keys, Runnable served) {
    AtomicInteger open = new AtomicInteger(keys.size());
    Runnable one =
        () -> {
          if (open.decrementAndGet() == 0) {
            served.run();
          }
        };
    for (BackendKey key : keys) {
      if (!await(Optional.of(key), one)) {
        tell(List.of(one));
      }
    }
  }

  private synchronized Set<Optional<BackendKey>> waitedFor() {
    return Set.copyOf(waiting.keySet());
  }

  private void tell(List<Runnable> served) {
    if (serving.getAsBoolean()) {
      served.forEach(Waiters::tell);
    }
  }

  /** One who fails at being told must not cost the others their word, nor the loop its life. */
  private static void tell(Runnable served) {
    try {
      served.run();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("whoever waited for a read failed at its end");
    }
  }

  private synchronized List<Runnable> take(Optional<BackendKey> key, long readTicket) {
    List<Waiter> all = waiting.get(key);
    if (all == null) {
      return List.of();
    }
    List<Runnable> served = new ArrayList<>();
    all.removeIf(waiter -> waiter.ticket() < readTicket && served.add(waiter.served()));
    size -= served.size();
    if (all.isEmpty()) {
      waiting.remove(key);
    }
    return served;
  }
}
