package io.github.ecstasktracker.ecs;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A map that forgets what was not asked for the longest, once it is full. Safe between threads. */
final class BoundedCache<K, V> {
  private final int max;
  private final LinkedHashMap<K, V> byLastUse = new LinkedHashMap<>(16, 0.75f, true);

  BoundedCache(int max) {
    this.max = max;
  }

  synchronized Optional<V> get(K key) {
    return Optional.ofNullable(byLastUse.get(key));
  }

  synchronized void put(K key, V value) {
    byLastUse.put(key, value);
    if (byLastUse.size() > max) {
      Map.Entry<K, V> eldest = byLastUse.firstEntry();
      byLastUse.remove(eldest.getKey());
    }
  }

  synchronized List<K> keys() {
    return List.copyOf(byLastUse.keySet());
  }

  synchronized void keep(Collection<K> keys) {
    byLastUse.keySet().retainAll(keys);
  }

  synchronized int size() {
    return byLastUse.size();
  }
}
