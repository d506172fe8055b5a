package io.github.ecstasktracker.simulation.bus;

import io.github.ecstasktracker.simulation.core.Span;

/**
 * What may happen to an event on its way to one target; chances from 0 to 1.
 *
 * @param reorder held back long enough for later events to overtake it
 * @param late held back for {@code lateBy}
 */
public record BusFaults(double drop, double duplicate, double reorder, double late, Span lateBy) {
  public static final BusFaults NONE = new BusFaults(0, 0, 0, 0, Span.ofSeconds(30, 120));

  public BusFaults withDrop(double chance) {
    return new BusFaults(chance, duplicate, reorder, late, lateBy);
  }

  public BusFaults withDuplicate(double chance) {
    return new BusFaults(drop, chance, reorder, late, lateBy);
  }

  public BusFaults withReorder(double chance) {
    return new BusFaults(drop, duplicate, chance, late, lateBy);
  }

  public BusFaults withLate(double chance, Span by) {
    return new BusFaults(drop, duplicate, reorder, chance, by);
  }
}
