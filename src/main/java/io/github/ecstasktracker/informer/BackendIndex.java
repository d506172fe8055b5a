package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServiceKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which services feed which backends, as far as this process has seen. A service that was seen once
 * keeps feeding its backend, also without tasks: only so may the item be emptied.
 */
public final class BackendIndex {
  private static final SortedSet<BackendKey> NONE = Collections.emptySortedSet();

  private final Map<BackendKey, SortedSet<ServiceKey>> services = new HashMap<>();
  private final Map<ServiceKey, SortedSet<BackendKey>> backends = new HashMap<>();

  /** Every service feeds the backend of its own name, be it with nothing, and this one. */
  synchronized void learn(ServiceKey service, BackendKey backend) {
    if (!known(service, backend)) {
      add(new BackendKey(service.service()), service);
      add(backend, service);
    }
  }

  /** Nearly every task says what one before it has said. */
  private boolean known(ServiceKey service, BackendKey backend) {
    return backend.name().equals(service.service())
        && backends.getOrDefault(service, NONE).contains(backend);
  }

  public synchronized void add(BackendKey backend, ServiceKey service) {
    services.computeIfAbsent(backend, b -> new TreeSet<>()).add(service);
    backends.computeIfAbsent(service, s -> new TreeSet<>()).add(backend);
  }

  /** Whether any service feeds a backend. */
  public synchronized boolean isFed(BackendKey backend) {
    return services.containsKey(backend);
  }

  /** The services that feed a backend; empty where none was ever seen. */
  public synchronized SortedSet<ServiceKey> of(BackendKey backend) {
    return new TreeSet<>(services.getOrDefault(backend, new TreeSet<>()));
  }

  /** The backends that a service feeds; the one of its own name where nothing is known. */
  public synchronized Set<BackendKey> backendsOf(ServiceKey service) {
    SortedSet<BackendKey> known = backends.get(service);
    return known == null ? Set.of(new BackendKey(service.service())) : new TreeSet<>(known);
  }

  /** The backends that are fed, or were. */
  public synchronized Set<BackendKey> backends() {
    return Set.copyOf(services.keySet());
  }

  /** Forgets a backend that has neither tasks nor an item. */
  public synchronized void forget(BackendKey backend) {
    SortedSet<ServiceKey> sources = services.remove(backend);
    if (sources == null) {
      return;
    }
    for (ServiceKey service : sources) {
      SortedSet<BackendKey> fed = backends.get(service);
      if (fed != null && fed.remove(backend) && fed.isEmpty()) {
        backends.remove(service);
      }
    }
  }
}
