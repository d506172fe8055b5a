package io.github.ecstasktracker.history;

import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import java.util.List;
import java.util.Optional;

/** Stopped tasks, stored beyond the life of this process. Thread-safe. */
public interface TaskHistory {
  /**
   * Length of the short container id that people see. This many characters are looked up by key;
   * fewer need the index, which may fail independently.
   */
  int SHORT_ID = 12;

  /** Stores all tasks, or reports why not. Storing a task twice is harmless. */
  Result<Integer> save(List<Placement> ended);

  /** The task with this short id. */
  Result<Optional<Placement>> task(String id);

  /**
   * The task of the container whose id equals this text or begins with it. Among several matches,
   * the most recently stored one; beyond a hundred matches, among the first hundred by id.
   */
  Result<Optional<Placement>> container(String id);
}
