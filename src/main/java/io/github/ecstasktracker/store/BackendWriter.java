package io.github.ecstasktracker.store;

import io.github.ecstasktracker.model.ServerPatch;
import java.util.List;

/**
 * The write side of the managed table. In a dry run no implementation is ever constructed.
 *
 * <p>A group is one atomic write: all of its patches land, or none. Groups of more than one carry
 * an address from one backend to another.
 */
public interface BackendWriter {
  /** The outcomes, in the order of the patches. No backend may stand in a group twice. */
  List<WriteOutcome> write(List<ServerPatch> group);
}
