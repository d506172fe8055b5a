package io.github.ecstasktracker.app;

import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.controller.ControllerStatus.Check;
import io.github.ecstasktracker.lease.Candidate;
import io.github.ecstasktracker.lease.Elector;
import io.github.ecstasktracker.lease.Heartbeat;
import io.github.ecstasktracker.lease.LeaseStatus;
import io.github.ecstasktracker.lease.LeaseStore;
import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.lease.LiveLease;
import io.github.ecstasktracker.lease.LiveLeaseCheck;
import io.github.ecstasktracker.lease.TermListener;
import io.github.ecstasktracker.lease.dynamodb.DynamoDbLeaseStore;
import io.github.ecstasktracker.lease.dynamodb.LeaseTable;
import io.github.ecstasktracker.lease.dynamodb.LeaseTableShape;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Leader election for a command: the lease table, this process's elector and its thread. */
public final class Election implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Election.class);

  private final Candidate candidate;
  private final LeaseTiming timing;
  private final LeaseTable table;
  private final LeaseStore store;
  private final TermListeners termListeners = new TermListeners();
  private final Elector elector;
  private @Nullable Thread loop;

  /**
   * @param name display name of this process
   * @param client a client with its own connections: the lease must not wait for other calls
   */
  Election(Config config, String name, DynamoDbClient client) {
    this.candidate = Candidate.of(name, UUID.randomUUID(), config.scope().clusters());
    this.timing = timing(config.replicas());
    this.table = new LeaseTable(client, config.replicas().leaseTable());
    this.store = store(config, client);
    this.elector =
        new Elector(
            store,
            candidate,
            timing,
            termListeners,
            new Elector.Platform(
                MonotonicClock.SYSTEM, Pause.SLEEP, new Random(), UUID::randomUUID));
  }

  public static LeaseStore store(Config config, DynamoDbClient client) {
    Config.Replicas replicas = config.replicas();
    return new DynamoDbLeaseStore(
        client, replicas.leaseTable(), config.scope().table(), timing(replicas));
  }

  public static LeaseTiming timing(Config.Replicas replicas) {
    return new LeaseTiming(
        replicas.leaseDuration(), replicas.renewDeadline(), replicas.retryPeriod());
  }

  /** Whether another process leads; takes at most the duration of its lease. */
  public static LiveLease liveLease(LeaseStore store, LeaseTiming timing)
      throws InterruptedException {
    return new LiveLeaseCheck(store, timing.retryPeriod(), MonotonicClock.SYSTEM, Pause.SLEEP)
        .check();
  }

  public Elector elector() {
    return elector;
  }

  /** Fails if the lease table can never work; a table that cannot be described now is accepted. */
  public void requireTable() {
    LeaseTableShape shape = table.inspect();
    switch (shape) {
      case LeaseTableShape.Fit fit -> LOG.debug(fit.sentence());
      case LeaseTableShape.Missing missing -> throw new CommandFailure(missing.sentence());
      case LeaseTableShape.WrongKey wrong -> throw new CommandFailure(wrong.sentence());
      case LeaseTableShape.OutOfService out -> LOG.warn(out.sentence());
      case LeaseTableShape.Unknown unknown -> LOG.warn(unknown.sentence());
    }
  }

  /** Starts the election on a dedicated thread. */
  public void start(List<TermListener> listeners) {
    termListeners.set(listeners);
    loop = Thread.ofPlatform().daemon().name("lease").start(elector::run);
  }

  /**
   * Waits until the lease was acquired or found held by another process, at most for a call's
   * timeout.
   */
  public void awaitFirstTurn() throws InterruptedException {
    if (!elector.awaitFirstTurn(timing.callTimeout())) {
      LOG.info("lease table does not answer yet; reading continues meanwhile");
    }
  }

  /**
   * Acquires the lease and returns once this process leads, for a one-off command.
   *
   * @param pace listener that adapts the request rate to the term
   * @throws CommandFailure if another process leads and keeps renewing its lease
   */
  public void lead(TermListener pace) throws InterruptedException {
    CountDownLatch leads = new CountDownLatch(1);
    start(
        List.of(
            pace,
            // The elector itself logs the loss of a term.
            Application.listener(leads::countDown, reason -> {})));
    switch (liveLease(store, timing)) {
      case LiveLease.Held(Heartbeat holder) when !holder.process().equals(candidate.process()) ->
          throw new CommandFailure(
              "the lease is held by %s; send the request to it with --url http://<its address>"
                  .formatted(holder.leader()));
      case LiveLease.Unknown(String reason) -> throw new CommandFailure(reason);
      case LiveLease.Held _, LiveLease.None _ -> {
        // The elector saw the same free lease at about the same time.
        if (!leads.await(timing.silenceMax().toNanos(), TimeUnit.NANOSECONDS)) {
          throw new CommandFailure(
              "the lease could not be acquired: " + elector.status().sentence());
        }
      }
    }
  }

  Check liveness() {
    Duration silent = elector.sinceProgress();
    Duration most = timing.silenceMax();
    return new Check(
        "lease",
        silent.compareTo(most) <= 0,
        "silent for %d s of %d s".formatted(silent.toSeconds(), most.toSeconds()));
  }

  /**
   * Always passes: a standby is ready, and so is a process that waits for its table to come back.
   */
  List<Check> readiness() {
    LeaseStatus status = elector.status();
    return List.of(
        new Check("leader", true, status.sentence()),
        new Check("deployments", true, status.foreignScope().orElse("")));
  }

  /** Long enough for a lease call in progress and for the release after it. */
  public Duration patience() {
    return timing.callTimeout().multipliedBy(2);
  }

  /**
   * Releases the lease if it is held. Call it after the last write has ended. Waits for the loop:
   * an acquisition in progress may succeed after the end was requested and is then released.
   *
   * @param most maximum time to wait
   */
  public void release(Duration most) {
    elector.release();
    if (loop != null) {
      try {
        loop.join(most);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      // Retries what could not be released at first, including an acquisition whose answer was
      // lost.
      elector.release();
    }
  }

  /** Ends the loop's thread, whatever it is doing. This does not release the lease. */
  @Override
  public void close() {
    if (loop != null) {
      elector.stop();
      loop.interrupt();
    }
  }
}
