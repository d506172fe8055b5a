package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.Dice;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * The ports of one host and protocol.
 *
 * <ul>
 *   <li>No port is held twice.
 *   <li>A dynamic port comes from Linux's default ephemeral range, and is often the one that was
 *       freed last, whoever held it.
 * </ul>
 */
final class PortPool {
  static final int FIRST_DYNAMIC = 32768;
  static final int LAST_DYNAMIC = 60999;
  private static final int REMEMBERED = 64;

  private final Dice dice;
  private final double reuse;
  private final BitSet held = new BitSet();
  private final ArrayDeque<Integer> freed = new ArrayDeque<>();
  private int next;

  PortPool(Dice dice, double reuse) {
    this.dice = dice;
    this.reuse = reuse;
    this.next = FIRST_DYNAMIC + dice.below(LAST_DYNAMIC - FIRST_DYNAMIC + 1);
  }

  boolean isFree(int port) {
    return !held.get(port);
  }

  void hold(int port) {
    if (held.get(port)) {
      throw new IllegalStateException("port " + port + " is held");
    }
    held.set(port);
  }

  /** The first of {@code length} free dynamic ports in a row, now held. */
  OptionalInt holdDynamic(int length) {
    if (length == 1 && dice.chance(reuse)) {
      Integer last = freed.pollLast();
      if (last != null && isFree(last)) {
        hold(last);
        return OptionalInt.of(last);
      }
    }
    int size = LAST_DYNAMIC - FIRST_DYNAMIC + 1;
    for (int tried = 0; tried < size; tried++) {
      int first = next;
      next = next == LAST_DYNAMIC ? FIRST_DYNAMIC : next + 1;
      if (first + length - 1 <= LAST_DYNAMIC && held.get(first, first + length).isEmpty()) {
        held.set(first, first + length);
        return OptionalInt.of(first);
      }
    }
    return OptionalInt.empty();
  }

  void free(int port) {
    if (!held.get(port)) {
      throw new IllegalStateException("port " + port + " is not held");
    }
    held.clear(port);
    if (port >= FIRST_DYNAMIC && port <= LAST_DYNAMIC) {
      freed.addLast(port);
      if (freed.size() > REMEMBERED) {
        freed.removeFirst();
      }
    }
  }
}
