package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.Bundle.Settled;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.Standing;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import java.util.List;
import java.util.Optional;
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
 *   <li>Nobody waits while none is in flight. What comes meanwhile forms the next one.
 *   <li>A term writes only from reads that began in it, judged when a transaction is made up; what
 *       happens after that is the fence's business.
 *   <li>What is wrong with one backend costs the others a transaction and no more: it gets its own
 *       outcome, and they go again. A request that is refused as a whole is halved until the
 *       culprit is alone (see {@link CommitLine}).
 *   <li>No thread of its own: one of those who wait writes for all, without the lock. It goes when
 *       its own are settled, and another takes over.
 * </ul>
 */
final class GroupCommit {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final BackendWriter writer;
  private final Leadership leadership;
  private final ControllerMetrics metrics;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  // Guarded by lock.
  private final CommitLine line = new CommitLine();
  private boolean writing;

  GroupCommit(BackendWriter writer, Leadership leadership, ControllerMetrics metrics) {
    this.writer = writer;
    this.leadership = leadership;
    this.metrics = metrics;
  }

  /** A transaction to be made. */
  private record Batch(List<WaitingBundle> bundles, Optional<Fence> fence) {
    List<ServerPatch> patches() {
      return bundles.stream().flatMap(each -> each.bundle().group().stream()).toList();
    }
  }

  /** The store's word on a batch. */
  private sealed interface Answer {
    /** One for each patch. */
    record Outcomes(List<WriteOutcome> each) implements Answer {}

    /** It does not say whose fault it is. */
    record Refusal(Commit fate) implements Answer {}
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
      return line.join(bundles);
    } finally {
      lock.unlock();
    }
  }

  /** Takes back what an error left unsettled: nobody waits for it, and its keys are let go. */
  private void leave(List<WaitingBundle> mine) {
    lock.lock();
    try {
      line.leave(mine);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the caller is to write; empty where it has nothing to wait for any more. */
  private Optional<Batch> turn(List<WaitingBundle> mine) {
    lock.lock();
    try {
      while (!mine.stream().allMatch(WaitingBundle::isSettled)) {
        if (writing) {
          // Whoever writes ends within the store's time limits, so an interrupt can wait.
          settled.awaitUninterruptibly();
          continue;
        }
        Standing standing = leadership.standing();
        if (line.withhold(standing)) {
          settled.signalAll();
        }
        if (standing instanceof Standing.Leader leader) {
          List<WaitingBundle> batch = line.next();
          if (!batch.isEmpty()) {
            writing = true;
            return Optional.of(new Batch(batch, leader.term().fence()));
          }
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void write(Batch batch) {
    Answer answer;
    try {
      answer = ask(batch);
    } catch (RuntimeException e) {
      answer = broken(e);
    } catch (Throwable e) {
      // An error, which ends this thread; the others have their turn all the same.
      settle(batch.bundles(), broken(new IllegalStateException("broken off", e)));
      throw e;
    }
    settle(batch.bundles(), answer);
  }

  private static Answer broken(RuntimeException failure) {
    return new Answer.Refusal(new Commit.Broken(failure));
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
    boolean blamesNobody = outcomes.stream().allMatch(WriteOutcome.NotTried.class::isInstance);
    return first instanceof WriteOutcome.Rejected || blamesNobody
        ? new Answer.Refusal(new Commit.Tried(first))
        : new Answer.Outcomes(outcomes);
  }

  private void settle(List<WaitingBundle> batch, Answer answer) {
    lock.lock();
    try {
      switch (answer) {
        case Answer.Outcomes(List<WriteOutcome> outcomes) -> line.judge(batch, outcomes);
        case Answer.Refusal(Commit fate) -> line.halve(batch, fate);
      }
      writing = false;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
