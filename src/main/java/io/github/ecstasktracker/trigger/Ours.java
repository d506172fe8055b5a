package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.Home;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Distinguishes our own ARNs from those of another account or Region with clusters and services of
 * the same names.
 *
 * @param home where our clusters live; empty until that is known. Asked for each message.
 * @param region the configured Region; blank where none is
 */
public record Ours(Supplier<Optional<Home>> home, String region) {
  /** Every account and every Region is ours. */
  public static final Ours ANY = new Ours(Optional::empty, "");

  boolean includes(Home other) {
    return (region.isBlank() || region.equals(other.region()))
        && home.get().map(other::equals).orElse(true);
  }
}
