package io.github.ecstasktracker.target;

import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.ServerPatch;
import java.util.List;
import java.util.Optional;

/**
 * The write side of the managed table. In a dry run no implementation is ever constructed.
 *
 * <p>A group is one atomic write: all of its patches land, or none. Under a fence it lands only
 * while the fence stands, whatever the writer believes.
 */
public interface BackendWriter {
  /** DynamoDB's limit is 100 items a transaction; one is the fence's. */
  int GROUP_MAX = 99;

  /**
   * The outcomes, in the order of the patches. Where the fault is one patch's own, that one has an
   * outcome of its own and the others are {@link WriteOutcome.NotTried}; where it is the call's,
   * all have the same.
   *
   * @param group at most {@link #GROUP_MAX}, no backend twice
   * @param fence what must stand; empty where this process is the only one there is
   */
  List<WriteOutcome> write(List<ServerPatch> group, Optional<Fence> fence);
}
