package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.ServiceKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One instance of each thing that many tasks say alike: every answer of AWS brings its own copies.
 * Safe between threads.
 */
final class Shared {
  private final Map<Object, Object> instances = new ConcurrentHashMap<>();
  private final Map<String, Optional<BackendKey>> backends = new ConcurrentHashMap<>();

  int size() {
    return instances.size() + backends.size();
  }

  @Nullable String text(@Nullable String text) {
    return text == null ? null : (String) instances.computeIfAbsent(text, same -> same);
  }

  ServiceKey service(String cluster, String service) {
    return (ServiceKey) instances.computeIfAbsent(new ServiceKey(cluster, service), same -> same);
  }

  Machine machine(String arn) {
    return (Machine) instances.computeIfAbsent(Machine.of(arn), same -> same);
  }

  /** As tasks hold it. */
  Optional<BackendKey> backend(String name) {
    return backends.computeIfAbsent(name, _ -> Optional.of(new BackendKey(name)));
  }
}
