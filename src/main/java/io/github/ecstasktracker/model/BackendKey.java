package io.github.ecstasktracker.model;

import org.jspecify.annotations.Nullable;

/**
 * A Traefik backend: the unit of planning, single flight and writing. Several services may feed one
 * backend.
 *
 * @param name the backend's name in Traefik, and in the item's {@code name}
 */
public record BackendKey(String name) implements Comparable<BackendKey> {
  private static final String ITEM_SUFFIX = "__backend";

  /** The item's key in the table: the original's form, name and {@code __backend}. */
  public String itemId() {
    return name + ITEM_SUFFIX;
  }

  @Override
  public int compareTo(BackendKey other) {
    return name.compareTo(other.name);
  }

  // By hand: a record's own go through method handles, and every reconcile asks for these very
  // often.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BackendKey key && name.equals(key.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
