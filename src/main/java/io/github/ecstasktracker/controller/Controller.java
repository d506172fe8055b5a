package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.Requests.Request;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.informer.Changes;
import io.github.ecstasktracker.informer.Informer;
import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.View;
import io.github.ecstasktracker.target.BackendReader;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.workqueue.Backoff;
import io.github.ecstasktracker.workqueue.WorkQueue;
import io.github.ecstasktracker.workqueue.WorkQueueMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control loop, whole.
 *
 * <ul>
 *   <li>Level-triggered: a trigger only makes a task due; what is done follows from a description
 *       begun after it.
 *   <li>Self-healing: everything is listed, described and scanned every {@code --resync-interval},
 *       whatever the triggers said.
 *   <li>Safe to run dry: without a writer there is nothing that could write.
 * </ul>
 */
public final class Controller implements TriggerSink, ControllerStatus, SyncRequests {
  private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
  private static final int QUEUE_CAPACITY = 200_000;
  private static final String OPERATOR = "operator";
  private final boolean dryRun;
  private final Platform platform;
  private final Progress progress;
  private final ControllerMetrics metrics;
  private final WorkQueue<BackendKey> queue;
  private final Requests requests = new Requests();
  private final Queueing queueing;
  private final Leadership leadership;
  private final Informer informer;
  private final KnownItems items;
  private final BackendPlanner planner;
  private final StatusPublisher status;
  private final ChangeLog changes = new ChangeLog();
  private final ConflictDetector conflicts;
  private final Worker worker;
  private final Resync resync;
  private final HealthChecks health;
  private final PendingSyncs syncs;
  private final TriggerIntake triggers;

  /** Held while an operator's request is filed, and while those of a term are dropped. */
  private final Object filing = new Object();

  // Guarded by filing.
  private int terms;

  private volatile boolean stopping;

  /**
   * What the controller stands between.
   *
   * @param writer empty for a dry run
   * @param leadership whose changes come by {@link #lead} and {@link #standBy}
   */
  public record Ports(
      EcsReader ecs,
      CallGate gate,
      BackendReader backends,
      Optional<BackendWriter> writer,
      Leadership leadership) {}

  public Controller(
      Ports ports,
      Settings settings,
      Platform platform,
      Progress progress,
      MeterRegistry registry) {
    this.leadership = ports.leadership();
    this.dryRun = ports.writer().isEmpty();
    this.platform = platform;
    this.progress = progress;
    this.metrics = new ControllerMetrics(registry);
    Backoff backoff = new Backoff(platform.random());
    WorkQueueMetrics queueMetrics = new WorkQueueMetrics(registry, "backends");
    this.queue = new WorkQueue<>(QUEUE_CAPACITY, platform.clock(), backoff, queueMetrics);
    queueMetrics.watch(queue);
    this.informer =
        new Informer(
            settings.clusters(),
            ports.ecs(),
            ports.gate(),
            leadership,
            settings.rules().absenceSpacing(),
            new Informer.Runtime(
                platform.clock(),
                platform.timers(),
                platform.jobs(),
                platform.io(),
                new Backoff(platform.random())),
            new Learned());
    this.items = new KnownItems(ports.backends(), platform.clock());
    this.planner = new BackendPlanner(informer, leadership, settings, platform.clock());
    this.queueing = new Queueing(queue, requests);
    this.status = new StatusPublisher(platform, new HoldReporter(metrics));
    this.syncs = new PendingSyncs(status);
    this.conflicts = new ConflictDetector(platform.clock());
    metrics.watch(conflicts);
    ServiceLookup lookup =
        new ServiceLookup(ports.ecs(), settings, informer.index(), platform.clock());
    Reconciler reconciler =
        new Reconciler(
            new Reconciler.Parts(
                informer,
                items,
                planner,
                ports
                    .writer()
                    .map(
                        to ->
                            new GroupCommit(
                                to, leadership, informer::serves, metrics, platform.jobs())),
                leadership,
                conflicts,
                new AddressHandover(items, queueing::add),
                lookup,
                status,
                changes,
                metrics),
            platform);
    this.worker = new Worker(queue, requests, reconciler::reconcile, platform, settings.workers());
    this.resync =
        new Resync(
            informer,
            ports.backends(),
            items,
            lookup,
            queueing,
            status,
            new Resync.Parts(
                platform, settings.resyncInterval(), progress, metrics, backoff, worker::open));
    this.triggers =
        new TriggerIntake(informer, resync, settings, platform, () -> !stopping && leads());
    this.health = new HealthChecks(informer, platform, settings.healthInterval(), progress);
  }

  /** Starts the timers. Backends are reconciled from the first complete pass on. */
  public void start() {
    resync.start();
    health.start();
  }

  /** One pass, on this thread: for commands that run once. Returns what could not be read. */
  public List<String> onePass(boolean force) {
    worker.open();
    return resync.once(force);
  }

  /** Takes no more work and drops what is waiting; writes in flight go on until they are done. */
  public void stop() {
    stopping = true;
    health.stop();
    resync.stop();
    informer.close();
    worker.close();
    queue.shutDown();
    syncs.cancel("stopping");
    // Who waits for a reconcile that is not made any more would be in work for ever.
    requests.clear("stopping");
  }

  /**
   * A term has begun. A pass begins, behind live changes: what was read before may not be written
   * from, and events may have been lost between two leaders.
   */
  public void lead() {
    conflicts.forget();
    planner.forgetAll();
    resync.requestBehindLive();
  }

  /**
   * The term is over, and {@link Leadership#standing} says so already. Nobody is kept waiting, and
   * nothing that an operator asked for outlives the term in which it was asked.
   *
   * @param reason for those who wait
   */
  public void standBy(String reason) {
    syncs.cancel(reason);
    informer.standBy();
    synchronized (filing) {
      terms++;
      resync.forgetWaiting();
    }
    requests.clear(reason);
  }

  /** Whether nothing is in work any more after {@link #stop}. */
  public boolean idle() {
    return worker.idle();
  }

  @Override
  public Acceptance accept(Trigger trigger, Runnable ack) {
    return triggers.accept(trigger, ack);
  }

  @Override
  public CompletableFuture<SyncReport> sync(Optional<BackendKey> backend, boolean force) {
    CompletableFuture<SyncReport> report = syncs.open();
    CompletableFuture<Void> done = new CompletableFuture<>();
    var _ =
        done.whenComplete(
            (_, failure) -> {
              if (failure == null) {
                report.complete(syncs.reportOn(backend));
              } else {
                report.completeExceptionally(new CancellationException(failure.getMessage()));
              }
            });
    int term;
    synchronized (filing) {
      term = terms;
    }
    if (stopping || !leads() || !file(backend, force, term, done)) {
      report.completeExceptionally(new CancellationException("not accepting work"));
    }
    return report;
  }

  /** Refused where the term in which it was asked for is over. */
  private boolean file(
      Optional<BackendKey> backend, boolean force, int term, CompletableFuture<Void> done) {
    synchronized (filing) {
      if (term != terms) {
        return false;
      }
      if (backend.isEmpty()) {
        resync.request(OPERATOR, force, done);
        return true;
      }
      return queueing.add(
          backend.get(),
          Request.operator(OPERATOR, platform.clock().nanos(), force).awaited(done),
          WorkQueue.Priority.LIVE);
    }
  }

  @Override
  public View view() {
    return status.view();
  }

  @Override
  public List<AppliedChange> changes() {
    return changes.newestFirst();
  }

  /** Hands every write that lands to one listener; it neither blocks nor throws. */
  public void onChange(Consumer<AppliedChange> listener) {
    changes.listen(listener);
  }

  @Override
  public boolean dryRun() {
    return dryRun;
  }

  @Override
  public LeaderState standing() {
    return leadership.standing();
  }

  @Override
  public List<Check> liveness() {
    return progress.checks();
  }

  @Override
  public List<Check> readiness() {
    // Once every backend of that pass has been reconciled: /diff answers from then on.
    boolean read = status.view().lastFullPass().isPresent();
    return List.of(
        new Check("first-full-pass", read, read ? "" : "nothing complete has been read yet"),
        new Check("accepting-work", !stopping, stopping ? "stopping" : ""));
  }

  /** For tests. */
  WorkQueue<BackendKey> queue() {
    return queue;
  }

  private boolean leads() {
    return leadership.standing() instanceof LeaderState.Leader;
  }

  /** What the informer learns becomes keys. */
  private final class Learned implements Informer.Listener {
    @Override
    public void changed(Changes found, String cause, @Nullable Long sinceNanos) {
      Request request =
          Request.of(
              cause, sinceNanos == null ? OptionalLong.empty() : OptionalLong.of(sinceNanos));
      // Who holds an address loses it before its new occupant's backend gets it.
      for (BackendKey holder : items.holders(found.taken())) {
        if (!found.backends().contains(holder)) {
          queueing.add(holder, request, WorkQueue.Priority.LIVE);
        }
      }
      for (BackendKey backend : found.backends()) {
        queueing.add(backend, request, WorkQueue.Priority.LIVE);
      }
    }

    @Override
    public void moved() {
      resync.moved();
    }

    @Override
    public void failed(String reason, boolean throttled) {
      metrics.observationVoid(throttled);
    }

    @Override
    public void refused(String arn, String reason) {
      metrics.refused();
      LOG.atWarn()
          .addKeyValue("task", arn)
          .addKeyValue("reason", reason)
          .log("ECS refuses to describe a task that a message named; the message is dropped");
    }

    @Override
    public void lapsed() {
      metrics.versionLapsed();
    }
  }
}
