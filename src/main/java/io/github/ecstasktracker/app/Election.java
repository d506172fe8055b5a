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

/** The lease as a command sees it: its table, this process's elector, and the elector's thread. */
public final class Election implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Election.class);

  private final Candidate candidate;
  private final LeaseTiming timing;
  private final LeaseTable table;
  private final LeaseStore store;
  private final Terms terms = new Terms();
  private final Elector elector;
  private @Nullable Thread loop;

  /**
   * @param name of this process, for people
   * @param client with connections of its own: a lease must not wait for another call's
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
            terms,
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

  /** Whether another process leads; takes as long as its lease lasts at most. */
  public static LiveLease look(LeaseStore store, LeaseTiming timing) throws InterruptedException {
    return new LiveLeaseCheck(store, timing.retryPeriod(), MonotonicClock.SYSTEM, Pause.SLEEP)
        .check();
  }

  public Elector elector() {
    return elector;
  }

  /** Refuses a table that can never serve; one that cannot be looked at now may still. */
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

  /** Stands for leader from now on, on a thread that nothing else can keep busy. */
  public void start(List<TermListener> listeners) {
    terms.tell(listeners);
    loop = Thread.ofPlatform().daemon().name("lease").start(elector::run);
  }

  /** Returns once the lease was taken or was not to be had, or after a call's time. */
  public void awaitFirstTurn() throws InterruptedException {
    if (!elector.awaitFirstTurn(timing.callTimeout())) {
      LOG.info("the lease table does not answer yet; everything is read meanwhile");
    }
  }

  /**
   * Takes the lease and returns when this process leads; for a command that does one thing then.
   *
   * @param pace follows the term
   * @throws CommandFailure where another process leads, and goes on to
   */
  public void lead(TermListener pace) throws InterruptedException {
    CountDownLatch leads = new CountDownLatch(1);
    start(
        List.of(
            pace,
            // The elector itself warns of a term that is lost.
            Core.listener(leads::countDown, reason -> {})));
    switch (look(store, timing)) {
      case LiveLease.Held(Heartbeat holder) when !holder.process().equals(candidate.process()) ->
          throw new CommandFailure(
              "the lease is held by %s; ask it with --url http://<its address>"
                  .formatted(holder.owner()));
      case LiveLease.Unknown(String reason) -> throw new CommandFailure(reason);
      case LiveLease.Held _, LiveLease.None _ -> {
        // The elector saw the lease as free as this look did, and at the same time about.
        if (!leads.await(timing.silenceMax().toNanos(), TimeUnit.NANOSECONDS)) {
          throw new CommandFailure("the lease was not to be had: " + elector.status().sentence());
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

  /** Always well: a standby is ready, and so is one that waits for a table to come back. */
  List<Check> readiness() {
    LeaseStatus status = elector.status();
    return List.of(
        new Check("leader", true, status.sentence()),
        new Check("deployments", true, status.foreignScope().orElse("")));
  }

  /** Long enough for a call of the lease that is under way, and for the one that it asks for. */
  public Duration patience() {
    return timing.callTimeout().multipliedBy(2);
  }

  /**
   * Gives the lease back, where it is held; to be called when the last write has ended. The loop is
   * waited for: a bid that is under way may win after its end was wished, and is given back then.
   *
   * @param most how long to wait at most
   */
  public void release(Duration most) {
    elector.release();
    if (loop != null) {
      try {
        loop.join(most);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      // What could not be given back at first, a lost answer of a bid included.
      elector.release();
    }
  }

  /** Ends the loop's thread, whatever it is about. The lease is not given back by this. */
  @Override
  public void close() {
    if (loop != null) {
      elector.stop();
      loop.interrupt();
    }
  }
}
