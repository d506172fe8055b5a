package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.CommitQueue.Settled;
import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes many backends in one fenced transaction.
 *
 * <ul>
 *   <li>One transaction is in flight at most: the conditions of two on the one fence would conflict
 *       ({@code TransactionConflict}). What comes meanwhile forms the next one.
 *   <li>A term writes only what rests on reads that began in it, and adds no task that was
 *       described as stopped while its patch waited; both are judged when a transaction is made up.
 *       What happens after that is the fence's business.
 *   <li>One patch's fault costs the others a transaction and no more (see {@link CommitQueue}).
 *   <li>Without leader election there is no fence, and each patch is a plain conditional update.
 * </ul>
 */
final class GroupCommit {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final BackendWriter writer;
  private final Leadership leadership;
  private final Predicate<String> serves;
  private final ControllerMetrics metrics;
  private final Executor jobs;

  // Guarded by this.
  private final CommitQueue queue = new CommitQueue();
  private boolean writing;

  /**
   * @param serves whether a task, by its ARN, serves as it was described last
   * @param jobs runs one transaction after another while there are any
   */
  GroupCommit(
      BackendWriter writer,
      Leadership leadership,
      Predicate<String> serves,
      ControllerMetrics metrics,
      Executor jobs) {
    this.writer = writer;
    this.leadership = leadership;
    this.serves = serves;
    this.metrics = metrics;
    this.jobs = jobs;
  }

  /** A transaction to be made. */
  private record Batch(List<PendingWrite> writes, Optional<Fence> fence) {
    List<ServerPatch> patches() {
      return writes.stream().map(write -> write.patch).toList();
    }
  }

  /**
   * Writes the patch in the next transaction that has room.
   *
   * @param basisNanos when the oldest read began that it rests on
   * @return completes on a thread that holds no lock
   */
  CompletableFuture<WriteResult> write(ServerPatch patch, long basisNanos, boolean live) {
    PendingWrite write;
    boolean start;
    synchronized (this) {
      write = queue.add(patch, basisNanos, live);
      start = !writing;
      writing = true;
    }
    if (start) {
      start(this::run);
    }
    return write.result;
  }

  private void start(Runnable job) {
    try {
      jobs.execute(job);
    } catch (RejectedExecutionException e) {
      job.run();
    }
  }

  private void run() {
    for (Optional<Batch> batch = next(); batch.isPresent(); batch = next()) {
      write(batch.get());
    }
  }

  /** The next transaction; none where nothing waits any more. */
  private Optional<Batch> next() {
    List<Settled> withheld;
    Optional<Batch> batch = Optional.empty();
    synchronized (this) {
      LeaderState standing = leadership.standing();
      // A standby withholds all.
      withheld =
          queue.withhold(
              write ->
                  WriteResult.withheld(standing, write.basisNanos).or(() -> outdated(write.patch)));
      if (standing instanceof LeaderState.Leader leader && !queue.isEmpty()) {
        batch = Optional.of(new Batch(queue.next(), leader.term().fence()));
      }
      writing = batch.isPresent();
    }
    withheld.forEach(Settled::complete);
    return batch;
  }

  private Optional<WriteResult> outdated(ServerPatch patch) {
    boolean addsTheDead =
        patch.changes().stream()
            .anyMatch(
                change ->
                    change instanceof ServerChange.Add(_, ChangeCause.InRotation(String task))
                        && !serves.test(task));
    return addsTheDead ? Optional.of(new WriteResult.Outdated()) : Optional.empty();
  }

  private void write(Batch batch) {
    if (batch.fence().isEmpty()) {
      writeOneByOne(batch);
      return;
    }
    List<Settled> settled;
    try {
      settled = ask(batch);
    } catch (RuntimeException e) {
      settled = halve(batch, new WriteResult.Broken(e));
    } catch (Error e) {
      // It ends this thread; the others have their turn all the same.
      WriteResult broken = brokenOff(e);
      batch.writes().forEach(write -> write.result.complete(broken));
      start(this::run);
      throw e;
    }
    settled.forEach(Settled::complete);
  }

  private static WriteResult brokenOff(Error error) {
    return new WriteResult.Broken(new IllegalStateException("broken off", error));
  }

  private List<Settled> ask(Batch batch) {
    List<WriteOutcome> outcomes = writer.write(batch.patches(), batch.fence());
    WriteOutcome first = outcomes.getFirst();
    if (first instanceof WriteOutcome.Fenced(String reason)) {
      metrics.fenced(outcomes.size());
      LOG.atWarn()
          .addKeyValue("backends", batch.writes().size())
          .addKeyValue("reason", reason)
          .log("write refused by the fence: this process no longer leads");
      batch.fence().ifPresent(leadership::refused);
    }
    boolean blamesNobody = outcomes.stream().allMatch(WriteOutcome.NotTried.class::isInstance);
    if (first instanceof WriteOutcome.Rejected || blamesNobody) {
      return halve(batch, new WriteResult.Tried(first));
    }
    synchronized (this) {
      return queue.judge(batch.writes(), outcomes);
    }
  }

  private synchronized List<Settled> halve(Batch batch, WriteResult result) {
    return queue.halve(batch.writes(), result);
  }

  private void writeOneByOne(Batch batch) {
    batch.writes().forEach(write -> start(() -> writeAlone(write)));
  }

  private void writeAlone(PendingWrite write) {
    WriteResult result;
    try {
      result =
          new WriteResult.Tried(writer.write(List.of(write.patch), Optional.empty()).getFirst());
    } catch (RuntimeException e) {
      result = new WriteResult.Broken(e);
    } catch (Error e) {
      write.result.complete(brokenOff(e));
      throw e;
    }
    write.result.complete(result);
  }
}
