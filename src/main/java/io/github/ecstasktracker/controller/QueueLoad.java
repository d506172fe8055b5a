package io.github.ecstasktracker.controller;

import java.util.Collection;

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

  static QueueLoad of(Collection<? extends QueueEntry<?>> entries, long now) {
    int ready = 0;
    int dirty = 0;
    int delayed = 0;
    int processing = 0;
    long unfinished = 0;
    long longest = 0;
    for (QueueEntry<?> entry : entries) {
      boolean due = entry.isDue(now);
      delayed += entry.waits() && !due ? 1 : 0;
      if (entry.working()) {
        processing++;
        dirty += due ? 1 : 0;
        unfinished += now - entry.startedNanos();
        longest = Math.max(longest, now - entry.startedNanos());
      } else {
        ready += due ? 1 : 0;
      }
    }
    return new QueueLoad(ready, dirty, delayed, processing, unfinished, longest);
  }
}
