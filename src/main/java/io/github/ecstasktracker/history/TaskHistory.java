package io.github.ecstasktracker.history;

import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import java.util.List;
import java.util.Optional;

/** Tasks that ended, kept beyond the life of this process. Safe between threads. */
public interface TaskHistory {
  /**
   * The characters of a container's id that people see. So many find it by a key; fewer are looked
   * for in another way, which may fail by itself.
   */
  int SHORT_ID = 12;

  /** Keeps all of them, or says why not; to keep one twice does no harm. */
  Result<Integer> save(List<Placement> ended);

  /** The task of this short id. */
  Result<Optional<Placement>> task(String id);

  /**
   * The task of the container whose id is this, or begins so. Of several that do, the one that was
   * kept last; of more than a hundred, among the first hundred in the order of their ids.
   */
  Result<Optional<Placement>> container(String id);
}
