package io.github.ecstasktracker.workqueue;

/**
 * What a {@link WorkQueue} holds at a moment.
 *
 * @param ready keys that can be taken
 * @param dirty keys in work that are ready again once done
 * @param delayed keys, in work or not, whose time has not come
 * @param processing keys in work
 * @param unfinishedNanos the time spent so far on the keys in work, together
 * @param longestNanos the time spent so far on the oldest of them
 */
public record QueueLoad(
    int ready, int dirty, int delayed, int processing, long unfinishedNanos, long longestNanos) {

  static QueueLoad of(QueuePlaces<?> places, KeysInWork<?> inWork, long now) {
    return new QueueLoad(
        places.ready(),
        inWork.again().ready(),
        places.delayed() + inWork.again().delayed(),
        inWork.size(),
        inWork.unfinishedNanos(now),
        inWork.longestNanos(now));
  }
}
