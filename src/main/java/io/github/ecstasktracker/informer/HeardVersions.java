package io.github.ecstasktracker.informer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tasks that messages named at a version which no description has reached. That lapses after two
 * minutes; after fifteen seconds where the version is far above the one read, as a forged or broken
 * message's may be. Guarded by the cache's lock.
 */
final class HeardVersions {
  private static final Duration HEARD_FOR = Duration.ofMinutes(2);
  private static final Duration FAR_HEARD_FOR = Duration.ofSeconds(15);
  private static final long NEAR_VERSIONS = 50;
  private static final int MAX = 100_000;

  // Heard of the longest ago first; those far above what was read stand in both.
  private final Set<Entry> unmet = new LinkedHashSet<>();
  private final Set<Entry> far = new LinkedHashSet<>();

  boolean isFull() {
    return unmet.size() >= MAX;
  }

  void hear(Entry entry, long version, long now) {
    if (version > entry.heardVersion) {
      entry.heardVersion = version;
      entry.heardNanos = now;
      unmet.remove(entry);
      unmet.add(entry);
      far.remove(entry);
      if (isFar(entry)) {
        far.add(entry);
      }
    }
  }

  void described(Entry entry) {
    if (!entry.unmet()) {
      unmet.remove(entry);
    } else if (isFar(entry)) {
      far.add(entry);
    }
  }

  void remove(Entry entry) {
    unmet.remove(entry);
  }

  /** Those that have lapsed now. */
  List<Entry> lapse(long now) {
    List<Entry> lapsed = new ArrayList<>();
    lapse(unmet, HEARD_FOR, false, now, lapsed);
    lapse(far, FAR_HEARD_FOR, true, now, lapsed);
    return lapsed;
  }

  private void lapse(
      Set<Entry> heard, Duration after, boolean farOnly, long now, List<Entry> lapsed) {
    for (Iterator<Entry> oldest = heard.iterator(); oldest.hasNext(); ) {
      Entry entry = oldest.next();
      if (entry.unmet() && now - entry.heardNanos < after.toNanos()) {
        return;
      }
      oldest.remove();
      if (entry.unmet() && (!farOnly || isFar(entry))) {
        unmet.remove(entry);
        entry.heardVersion = Long.MIN_VALUE;
        entry.heardLapsed = true;
        lapsed.add(entry);
      }
    }
  }

  private static boolean isFar(Entry entry) {
    return entry.task != null && entry.heardVersion - entry.version() > NEAR_VERSIONS;
  }
}
