package io.github.ecstasktracker.ecs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** One call in flight for each key: whoever else wants the key meanwhile waits for that call. */
final class SingleFlight<V> {
  private final Map<String, CompletableFuture<Map<String, V>>> inFlight = new ConcurrentHashMap<>();

  /** Whether a call for the key is in flight. */
  boolean isAsked(String key) {
    return inFlight.containsKey(key);
  }

  /**
   * The values of these keys; none of a key whose call threw in another thread.
   *
   * @param call reads the keys that nobody else reads, if there are any. It looks into the caller's
   *     cache first, because another call may have ended just before
   */
  Map<String, V> get(Collection<String> keys, Function<List<String>, Map<String, V>> call) {
    CompletableFuture<Map<String, V>> mine = new CompletableFuture<>();
    List<String> claimed = new ArrayList<>();
    Map<String, CompletableFuture<Map<String, V>>> others = new LinkedHashMap<>();
    for (String key : keys) {
      CompletableFuture<Map<String, V>> other = inFlight.putIfAbsent(key, mine);
      if (other == null) {
        claimed.add(key);
      } else {
        others.put(key, other);
      }
    }
    Map<String, V> values = new HashMap<>();
    try {
      if (!claimed.isEmpty()) {
        values.putAll(call.apply(List.copyOf(claimed)));
      }
    } finally {
      // Before the wait for others, which may wait for these.
      claimed.forEach(inFlight::remove);
      mine.complete(Map.copyOf(values));
    }
    others.forEach(
        (key, other) ->
            Optional.ofNullable(other.join().get(key)).ifPresent(value -> values.put(key, value)));
    return values;
  }
}
