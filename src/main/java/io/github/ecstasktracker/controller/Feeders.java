package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which services feed which backends, as far as this process has seen. A service that was seen once
 * stays a feeder, also without tasks: that is what allows its item to be emptied.
 */
final class Feeders {
  private static final SortedSet<BackendKey> NONE = Collections.emptySortedSet();

  private final Map<BackendKey, SortedSet<ServiceKey>> services = new HashMap<>();
  private final Map<ServiceKey, SortedSet<BackendKey>> backends = new HashMap<>();

  /**
   * Every service feeds the backend of its own name, be it with nothing, and those that its tasks
   * name.
   */
  synchronized void learn(Collection<ObservedTask> tasks) {
    for (ObservedTask observed : tasks) {
      ServiceKey service = observed.task().service();
      BackendKey backend = observed.backend().orElse(null);
      if (backend != null && !known(service, backend)) {
        add(new BackendKey(service.service()), service);
        add(backend, service);
      }
    }
  }

  /** Nearly every task says what one before it has said. */
  private boolean known(ServiceKey service, BackendKey backend) {
    return backend.name().equals(service.service())
        && backends.getOrDefault(service, NONE).contains(backend);
  }

  synchronized void add(BackendKey backend, ServiceKey service) {
    services.computeIfAbsent(backend, b -> new TreeSet<>()).add(service);
    backends.computeIfAbsent(service, s -> new TreeSet<>()).add(backend);
  }

  /** Whether any service feeds a backend. */
  synchronized boolean feed(BackendKey backend) {
    return services.containsKey(backend);
  }

  /** The services that feed a backend; empty where none was ever seen. */
  synchronized SortedSet<ServiceKey> of(BackendKey backend) {
    return new TreeSet<>(services.getOrDefault(backend, new TreeSet<>()));
  }

  /** The backends that a service feeds; the one of its own name where nothing is known. */
  synchronized Set<BackendKey> backendsOf(ServiceKey service) {
    SortedSet<BackendKey> known = backends.get(service);
    return known == null ? Set.of(new BackendKey(service.service())) : new TreeSet<>(known);
  }

  /** The backends that are fed, or were. */
  synchronized Set<BackendKey> backends() {
    return Set.copyOf(services.keySet());
  }

  /** Forgets a backend that has neither tasks nor an item. */
  synchronized void forget(BackendKey backend) {
    SortedSet<ServiceKey> feeders = services.remove(backend);
    if (feeders == null) {
      return;
    }
    for (ServiceKey service : feeders) {
      SortedSet<BackendKey> fed = backends.get(service);
      if (fed != null && fed.remove(backend) && fed.isEmpty()) {
        backends.remove(service);
      }
    }
  }
}
