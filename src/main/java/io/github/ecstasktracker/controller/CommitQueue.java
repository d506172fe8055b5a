package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;

/**
 * The writes that wait for a transaction, and which go together. Not safe for threads: {@link
 * GroupCommit} locks.
 *
 * <ul>
 *   <li>Live changes go ahead of what came before them, but not of everything: a pass moves on.
 *   <li>A patch that is at fault leaves the group, and the others go again. A rejection that names
 *       no patch halves the group; a patch that fails alone stays alone until it succeeds.
 * </ul>
 */
final class CommitQueue {
  /** DynamoDB's limit is 4 MB a transaction; the rest is for what items hold beside servers. */
  private static final long BYTES_MAX = 3 << 20;

  /** How many places a live change goes ahead. */
  private static final long HEAD_START = 2L * BackendWriter.GROUP_MAX;

  private static final int REJECTED_MAX = 1_000;

  /** A write that has its result. */
  record Settled(PendingWrite write, WriteResult result) {
    void complete() {
      write.result.complete(result);
    }
  }

  private final PriorityQueue<PendingWrite> waiting = new PriorityQueue<>();
  private final Set<BackendKey> rejected = new HashSet<>();
  private long arrivals;

  PendingWrite add(ServerPatch patch, long basisNanos, boolean live) {
    boolean alone = rejected.contains(patch.key());
    PendingWrite write =
        new PendingWrite(
            patch,
            basisNanos,
            arrivals++ + (live ? 0 : HEAD_START),
            alone ? 1 : BackendWriter.GROUP_MAX);
    waiting.add(write);
    return write;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Takes out what may not be written now. */
  List<Settled> withhold(Function<PendingWrite, java.util.Optional<WriteResult>> why) {
    List<Settled> settled = new ArrayList<>();
    waiting.removeIf(
        write -> {
          var result = why.apply(write);
          result.ifPresent(withheld -> settled.add(new Settled(write, withheld)));
          return result.isPresent();
        });
    return settled;
  }

  /** Takes the next transaction's writes; none only where none wait. */
  List<PendingWrite> next() {
    List<PendingWrite> group = new ArrayList<>();
    long bytes = 0;
    int groupMax = BackendWriter.GROUP_MAX;
    for (PendingWrite next = waiting.peek(); next != null; next = waiting.peek()) {
      bytes += next.bytes();
      groupMax = Math.min(groupMax, next.groupMax);
      if (!group.isEmpty() && (group.size() >= groupMax || bytes > BYTES_MAX)) {
        break;
      }
      group.add(waiting.remove());
    }
    return group;
  }

  /** Each patch has its own outcome; those not at fault wait again. */
  List<Settled> judge(List<PendingWrite> group, List<WriteOutcome> outcomes) {
    List<Settled> settled = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      PendingWrite write = group.get(i);
      if (outcomes.get(i) instanceof WriteOutcome.NotTried) {
        waiting.add(write);
      } else {
        rejected.remove(write.patch.key());
        settled.add(new Settled(write, new WriteResult.Tried(outcomes.get(i))));
      }
    }
    return settled;
  }

  /** The fault is somewhere in the group: it is halved until the culprit is alone. */
  List<Settled> halve(List<PendingWrite> group, WriteResult result) {
    if (group.size() == 1) {
      if (rejected.size() < REJECTED_MAX) {
        rejected.add(group.getFirst().patch.key());
      }
      return List.of(new Settled(group.getFirst(), result));
    }
    for (PendingWrite write : group) {
      write.groupMax = (group.size() + 1) / 2;
    }
    waiting.addAll(group);
    return List.of();
  }
}
