package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Those who wait for a read. A read serves only those who came before it began, whatever the clock
 * says: order is kept by tickets, not by time.
 */
final class Waiters {
  private static final int CAPACITY = 100_000;

  private record Waiter(long ticket, Runnable served) {}

  // Empty key: waits for a read of everything.
  private final Map<Optional<BackendKey>, List<Waiter>> waiting = new HashMap<>();
  private long nextTicket;
  private int size;

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

  /** A read of one backend has ended. */
  void served(BackendKey key, long readTicket) {
    take(Optional.of(key), readTicket).forEach(Runnable::run);
  }

  /** A read of everything has ended. */
  void servedAll(long readTicket) {
    List<Optional<BackendKey>> keys;
    synchronized (this) {
      keys = List.copyOf(waiting.keySet());
    }
    keys.forEach(key -> take(key, readTicket).forEach(Runnable::run));
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
