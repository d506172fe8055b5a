package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.Dice;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * The private addresses of the task network interfaces, 10.128.0.0/9.
 *
 * <ul>
 *   <li>No address is held twice.
 *   <li>A new one is often the one that was freed last, whoever held it.
 * </ul>
 */
final class AddressPool {
  private static final int FIRST = 4;
  private static final int LAST = (1 << 23) - 2;
  private static final int REMEMBERED = 64;

  private final Dice dice;
  private final double reuse;
  private final Set<String> held = new HashSet<>();
  private final ArrayDeque<String> freed = new ArrayDeque<>();
  private int next = FIRST;

  AddressPool(Dice dice, double reuse) {
    this.dice = dice;
    this.reuse = reuse;
  }

  String hold() {
    if (dice.chance(reuse)) {
      String last = freed.pollLast();
      if (last != null && held.add(last)) {
        return last;
      }
    }
    for (int tried = FIRST; tried <= LAST; tried++) {
      String address = "10." + (128 + (next >> 16)) + "." + (next >> 8 & 255) + "." + (next & 255);
      next = next == LAST ? FIRST : next + 1;
      if (held.add(address)) {
        return address;
      }
    }
    throw new IllegalStateException("no free address");
  }

  void free(String address) {
    if (!held.remove(address)) {
      throw new IllegalStateException(address + " is not held");
    }
    freed.addLast(address);
    if (freed.size() > REMEMBERED) {
      freed.removeFirst();
    }
  }
}
