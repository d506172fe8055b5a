package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Result;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stores readings of task definitions beyond the life of this process. Calls block, each within its
 * time limit, and report failures without throwing.
 */
public interface DefinitionStore {
  /**
   * One reading.
   *
   * @param text as {@link SummaryText} writes it
   * @param expires from then on it is ignored; the store deletes it some time later
   */
  record Kept(String text, Instant expires) {}

  /**
   * The readings found.
   *
   * @param kept by ARN, expired ones included
   * @param failure why some were not read; empty where all were
   */
  record Loaded(Map<String, Kept> kept, Optional<String> failure) {}

  /** Reads these. */
  Loaded load(Set<String> arns);

  /**
   * Stores these, replacing older readings. A definition never changes, so the order of writers
   * does not matter.
   *
   * @return how many; zero if the table is missing
   */
  Result<Integer> save(Map<String, Kept> definitions);
}
