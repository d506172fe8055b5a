package io.github.ecstasktracker.simulation.bus;

/** What came of a POST. */
public sealed interface PostResult {
  record Answered(int status) implements PostResult {}

  record Failed(String reason) implements PostResult {}
}
