package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Result;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * The port to where readings of task definitions outlive the process. Calls block, each within its
 * time limit, and throw nothing for what a store does on a bad day.
 */
public interface DefinitionStore {
  /**
   * One reading.
   *
   * @param text means something to this room alone
   * @param expires from when on it is as if it were not there; the store deletes it some time later
   */
  record Kept(String text, Instant expires) {}

  /** What is there of these, by ARN, expired ones included. */
  Result<Map<String, Kept>> load(Set<String> arns);

  /**
   * Puts these in the place of what is there. A definition never changes, so whoever is last is as
   * right as whoever was first.
   *
   * @return how many; none where there is nothing to keep them in
   */
  Result<Integer> save(Map<String, Kept> definitions);
}
