package io.github.ecstasktracker.informer;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tasks that ECS says MISSING of and has never described: each may be of any service. Guarded by
 * the cache's lock.
 */
final class UnattributedTasks {
  private static final int MAX = 10_000;

  // Task ARN to the begin of the newest call that said MISSING.
  private final Map<String, Long> missing = new HashMap<>();

  void add(String arn, long begun) {
    if (missing.size() < MAX) {
      missing.put(arn, begun);
    }
  }

  /**
   * Those of a list.
   *
   * @param begun when the list began; what was said before is forgotten
   */
  List<String> of(Collection<String> listed, long begun) {
    missing.values().removeIf(nanos -> nanos - begun < 0);
    return listed.stream().filter(missing::containsKey).toList();
  }
}
