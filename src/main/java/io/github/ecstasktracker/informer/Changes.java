package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import java.util.HashSet;
import java.util.Set;

/**
 * What one answer of ECS changed.
 *
 * @param backends whose servers may have changed
 * @param taken addresses that a task serves at now and did not before: whichever backend holds one
 *     must let it go
 */
public record Changes(Set<BackendKey> backends, Set<Address> taken) {
  static Changes none() {
    return new Changes(new HashSet<>(), new HashSet<>());
  }

  boolean isEmpty() {
    return backends.isEmpty() && taken.isEmpty();
  }
}
