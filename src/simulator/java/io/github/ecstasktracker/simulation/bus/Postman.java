package io.github.ecstasktracker.simulation.bus;

import java.util.function.Consumer;

/**
 * Carries POSTs to servers outside the simulation. It must not block, and tells the outcome later,
 * on any thread: the caller may hold the account's lock.
 */
@FunctionalInterface
public interface Postman {
  void post(Post post, Consumer<PostResult> outcome);
}
