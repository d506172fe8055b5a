package io.github.ecstasktracker.informer;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tasks that ECS says MISSING of and has never described: each may be of any service. Guarded by
 * the cache's lock.
 */
final class UnattributedTasks {
  private static final int MAX = 10_000;

  // Task ARN to the begin of the newest call that said MISSING; the longest ago first.
  private final Map<String, Long> missing = new LinkedHashMap<>();

  void add(String arn, long begun) {
    missing.remove(arn);
    missing.put(arn, begun);
    if (missing.size() > MAX) {
      missing.remove(missing.keySet().iterator().next());
    }
  }

  /**
   * Those of a list.
   *
   * @param begun when the list began
   */
  List<String> of(Collection<String> listed, long begun) {
    return listed.stream()
        .filter(arn -> missing.containsKey(arn) && missing.get(arn) - begun >= 0)
        .toList();
  }
}
