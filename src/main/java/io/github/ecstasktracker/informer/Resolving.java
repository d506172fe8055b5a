package io.github.ecstasktracker.informer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads of task definitions and hosts, beside the descriptions that wait for them. */
final class Resolving {
  private static final Logger LOG = LoggerFactory.getLogger(Resolving.class);

  private final Executor io;

  // Guarded by this.
  private final List<CompletableFuture<Void>> running = new ArrayList<>();

  Resolving(Executor io) {
    this.io = io;
  }

  /**
   * @param after runs when the read has ended, in whatever way
   */
  void run(Runnable read, Runnable after) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (this) {
      running.add(done);
    }
    try {
      io.execute(
          () -> {
            try {
              read.run();
            } catch (RuntimeException e) {
              LOG.atError().setCause(e).log("a description failed unexpectedly");
            } finally {
              ended(done);
              after.run();
            }
          });
    } catch (RejectedExecutionException e) {
      ended(done);
    }
  }

  private void ended(CompletableFuture<Void> done) {
    done.complete(null);
    synchronized (this) {
      running.removeIf(CompletableFuture::isDone);
    }
  }

  /** Returns when all that run now have ended. */
  void await() {
    List<CompletableFuture<Void>> all;
    synchronized (this) {
      all = List.copyOf(running);
    }
    all.forEach(CompletableFuture::join);
  }
}
