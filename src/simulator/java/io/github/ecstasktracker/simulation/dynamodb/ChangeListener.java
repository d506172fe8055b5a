package io.github.ecstasktracker.simulation.dynamodb;

import java.util.List;

/** Told of every write at the moment it lands, whether or not its sender will hear of it. */
public interface ChangeListener {
  /**
   * @param writer the name of the client it came through
   * @param changes of one request: all of a transaction's at once
   */
  void landed(String writer, List<Change> changes);
}
