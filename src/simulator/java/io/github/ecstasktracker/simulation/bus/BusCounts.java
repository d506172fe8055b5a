package io.github.ecstasktracker.simulation.bus;

/** What became of the events, target by target added up. */
public record BusCounts(
    long offered, long dropped, long duplicated, long reordered, long late, long delivered) {
  static final BusCounts NONE = new BusCounts(0, 0, 0, 0, 0, 0);

  BusCounts plus(long offered, long dropped, long duplicated, long reordered, long late) {
    return new BusCounts(
        this.offered + offered,
        this.dropped + dropped,
        this.duplicated + duplicated,
        this.reordered + reordered,
        this.late + late,
        delivered);
  }

  BusCounts plusDelivered() {
    return new BusCounts(offered, dropped, duplicated, reordered, late, delivered + 1);
  }
}
