package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Address;
import java.util.Optional;

/** What the description of a task tells of where it listens. */
sealed interface Located {
  /** It listens here. */
  record At(Address where) implements Located {}

  /** It should listen somewhere, and where is not known (yet): nothing may be concluded. */
  record Undetermined(String reason) implements Located {}

  /** It cannot be reached. */
  record Nowhere(String reason) implements Located {}

  default Optional<Address> address() {
    return this instanceof At at ? Optional.of(at.where()) : Optional.empty();
  }
}
