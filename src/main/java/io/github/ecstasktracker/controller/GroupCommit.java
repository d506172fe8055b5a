package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.Bundle.Settled;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.Standing;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.store.BackendWriter;
import io.github.ecstasktracker.store.WriteOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes many backends in one fenced transaction.
 *
 * <ul>
 *   <li>One transaction is in flight at most: the conditions of two on the one fence would conflict
 *       ({@code TransactionConflict}).
 *   <li>Nobody waits while none is in flight. What comes meanwhile forms the next one, live changes
 *       first.
 *   <li>A term writes only from reads that began in it, judged when a transaction is made up; what
 *       happens after that is the fence's business.
 *   <li>What is wrong with one backend costs the others a transaction and no more: it gets its own
 *       outcome, and they go again. A request that is refused as a whole is halved until the
 *       culprit is alone; that one then goes alone until it is taken.
 *   <li>No thread of its own: one of those who wait writes for all, and without the lock. It goes
 *       when its own are done, and another takes over.
 * </ul>
 */
final class GroupCommit {
  /** DynamoDB's limit is 4 MB a transaction; the rest is for what items hold beside servers. */
  private static final long BYTES_MAX = 3 << 20;

  /** How many places a live change goes ahead of what came before it; so nothing is starved. */
  private static final long HEAD_START = 2L * BackendWriter.GROUP_MAX;

  private static final int CULPRITS_MAX = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final BackendWriter writer;
  private final Leadership leadership;
  private final ControllerMetrics metrics;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  // Guarded by lock.
  private final PriorityQueue<WaitingBundle> waiting = new PriorityQueue<>();
  private final Set<BackendKey> culprits = new HashSet<>();
  private boolean writing;
  private long arrivals;

  GroupCommit(BackendWriter writer, Leadership leadership, ControllerMetrics metrics) {
    this.writer = writer;
    this.leadership = leadership;
    this.metrics = metrics;
  }

  /** A transaction to be made: as much as goes into one of what may be written now. */
  private record Batch(List<WaitingBundle> bundles, Optional<Fence> fence) {
    List<ServerPatch> patches() {
      return bundles.stream().flatMap(each -> each.bundle().group().stream()).toList();
    }
  }

  /** The store's word on a batch. */
  private sealed interface Answer {
    record Outcomes(List<WriteOutcome> each) implements Answer {}

    /** It says nothing of whose fault it is. */
    record Refusal(Commit commit) implements Answer {}
  }

  /**
   * Blocks until all are settled; the store's own time limits bound each transaction.
   *
   * @param bundles no backend twice, here or in what other threads write at the time
   * @return in their order
   */
  List<Settled> write(List<Bundle> bundles) {
    List<WaitingBundle> mine = join(bundles);
    try {
      for (Optional<Batch> turn = turn(mine); turn.isPresent(); turn = turn(mine)) {
        write(turn.get());
      }
      return mine.stream().map(WaitingBundle::settled).toList();
    } finally {
      leave(mine);
    }
  }

  /** Threads that wait for another's transaction; for tests. */
  int waitingThreads() {
    lock.lock();
    try {
      return lock.getWaitQueueLength(settled);
    } finally {
      lock.unlock();
    }
  }

  private List<WaitingBundle> join(List<Bundle> bundles) {
    lock.lock();
    try {
      List<WaitingBundle> mine = new ArrayList<>();
      for (Bundle bundle : bundles) {
        long place = arrivals++ + (bundle.urgency() == Urgency.LIVE ? 0 : HEAD_START);
        boolean alone = culprits.contains(bundle.patch().key());
        mine.add(new WaitingBundle(bundle, place, alone ? 1 : BackendWriter.GROUP_MAX));
      }
      waiting.addAll(mine);
      return mine;
    } finally {
      lock.unlock();
    }
  }

  /** Takes back what an error left unsettled: nobody waits for it, and its keys are let go. */
  private void leave(List<WaitingBundle> mine) {
    lock.lock();
    try {
      waiting.removeAll(mine);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the caller is to write, or has nothing to wait for any more. */
  private Optional<Batch> turn(List<WaitingBundle> mine) {
    lock.lock();
    try {
      while (true) {
        if (mine.stream().allMatch(WaitingBundle::isSettled)) {
          return Optional.empty();
        }
        if (writing) {
          // Whoever writes ends within the store's time limits, so an interrupt can wait.
          settled.awaitUninterruptibly();
        } else {
          Batch batch = nextBatch();
          if (!batch.bundles().isEmpty()) {
            writing = true;
            return Optional.of(batch);
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Empty only where all that waited may not be written, and is settled by that. */
  private Batch nextBatch() {
    Standing standing = leadership.standing();
    waiting.removeIf(
        each -> {
          Optional<Commit> withheld = Commit.withheld(standing, each.bundle().readBegunNanos());
          withheld.ifPresent(each::end);
          return withheld.isPresent();
        });
    // Those who wait for what was settled just now.
    settled.signalAll();
    List<WaitingBundle> batch = new ArrayList<>();
    int patches = 0;
    long bytes = 0;
    int most = BackendWriter.GROUP_MAX;
    for (WaitingBundle next = waiting.peek(); next != null; next = waiting.peek()) {
      patches += next.bundle().group().size();
      bytes += next.bundle().bytes();
      most = Math.min(most, next.companyMax());
      boolean full = batch.size() >= most || patches > BackendWriter.GROUP_MAX || bytes > BYTES_MAX;
      if (full && !batch.isEmpty()) {
        break;
      }
      batch.add(waiting.remove());
    }
    return new Batch(
        batch,
        standing instanceof Standing.Leader leader ? leader.term().fence() : Optional.empty());
  }

  private void write(Batch batch) {
    Answer answer = new Answer.Refusal(new Commit.Broken(new IllegalStateException("broken off")));
    try {
      answer = ask(batch);
    } catch (RuntimeException e) {
      answer = new Answer.Refusal(new Commit.Broken(e));
    } finally {
      settle(batch.bundles(), answer);
    }
  }

  private Answer ask(Batch batch) {
    List<WriteOutcome> outcomes = writer.write(batch.patches(), batch.fence());
    WriteOutcome first = outcomes.getFirst();
    if (first instanceof WriteOutcome.Fenced(String reason)) {
      metrics.fenced(outcomes.size());
      LOG.atWarn()
          .addKeyValue("backends", batch.bundles().size())
          .addKeyValue("reason", reason)
          .log("write refused by the fence: this process leads no more");
      batch.fence().ifPresent(leadership::refused);
    }
    boolean blamesSomebody =
        outcomes.stream().anyMatch(each -> !(each instanceof WriteOutcome.NotTried));
    return first instanceof WriteOutcome.Rejected || !blamesSomebody
        ? new Answer.Refusal(new Commit.Tried(first))
        : new Answer.Outcomes(outcomes);
  }

  private void settle(List<WaitingBundle> batch, Answer answer) {
    lock.lock();
    try {
      switch (answer) {
        case Answer.Refusal(Commit commit) -> halve(batch, commit);
        case Answer.Outcomes(List<WriteOutcome> outcomes) -> judge(batch, outcomes);
      }
      batch.stream().filter(each -> !each.isSettled()).forEach(waiting::add);
      writing = false;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void judge(List<WaitingBundle> batch, List<WriteOutcome> outcomes) {
    int from = 0;
    for (WaitingBundle each : batch) {
      int to = from + each.bundle().group().size();
      each.settle(outcomes.subList(from, to));
      from = to;
      if (each.isSettled()) {
        culprits.remove(each.bundle().patch().key());
      }
    }
  }

  private void halve(List<WaitingBundle> batch, Commit refusal) {
    if (batch.size() > 1) {
      batch.forEach(each -> each.companyMax((batch.size() + 1) / 2));
    } else if (!batch.getFirst().dropEvictions()) {
      batch.getFirst().end(refusal);
      if (culprits.size() < CULPRITS_MAX) {
        culprits.add(batch.getFirst().bundle().patch().key());
      }
    }
  }
}
