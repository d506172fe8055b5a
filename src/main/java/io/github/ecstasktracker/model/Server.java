package io.github.ecstasktracker.model;

import java.util.OptionalInt;

/**
 * A server that should be in a backend.
 *
 * @param address where it listens; also its key in the item
 * @param scheme {@code http}, {@code https} or {@code h2c}
 * @param weight what a label or {@code --default-weight} asks for; empty keeps the item's own, or
 *     writes 0 for a new one
 * @param draining whether its host takes no tasks any more, and loses those it has
 */
public record Server(Address address, String scheme, OptionalInt weight, boolean draining) {
  /** One whose host stays, as far as anybody asked. */
  public Server(Address address, String scheme, OptionalInt weight) {
    this(address, scheme, weight, false);
  }

  /** The same, on a host that drains. */
  public Server onDrainingHost() {
    return new Server(address, scheme, weight, true);
  }

  /** The key of this server in the item's {@code servers}. */
  public String key() {
    return address.toString();
  }

  /** The url as Traefik reads it. */
  public String url() {
    return scheme + "://" + address;
  }
}
