package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.ecs.DesiredState;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.Standing;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.model.View;
import io.github.ecstasktracker.store.BackendReader;
import io.github.ecstasktracker.store.BackendWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * The control loop, whole.
 *
 * <ul>
 *   <li>Level-triggered: a trigger only marks a backend dirty; what is done follows from a read
 *       begun after it.
 *   <li>Self-healing: everything is read again every {@code --resync-interval}, whatever the
 *       triggers said.
 *   <li>Safe to run dry: without a writer there is nothing that could write.
 * </ul>
 */
public final class Controller implements TriggerSink, ControllerStatus, SyncRequests {
  private static final int QUEUE_CAPACITY = 200_000;
  private static final int PAGE = 100;

  private final Settings settings;
  private final boolean dryRun;
  private final Progress progress;
  private final WorkQueue<BackendKey> queue;
  private final FreshnessFloors floors;
  private final TaskMemory memory;
  private final Feeders feeders = new Feeders();
  private final Leadership leadership;
  private final Waiters waiters = new Waiters(this::leads);
  private final Asks asks;
  private final ViewKeeper views = new ViewKeeper();
  private final ChangeLog changes = new ChangeLog();
  private final Reconciler reconciler;
  private final FullPass fullPass;
  private final ResyncLoop resync;
  private final Dispatcher dispatcher;
  private final HealthPass health;
  private final Contention contention;
  private final PendingSyncs syncs = new PendingSyncs(views);

  /** Held while an operator's wish is filed, and while a term's wishes are forgotten. */
  private final Object wishes = new Object();

  private volatile boolean ready;
  private volatile boolean stopping;

  /**
   * @param writer empty for a dry run
   * @param leadership whose changes are told by {@link #lead} and {@link #standBy}
   */
  public Controller(
      DesiredState desired,
      BackendReader backends,
      Optional<BackendWriter> writer,
      Leadership leadership,
      Settings settings,
      Platform platform,
      Progress progress,
      MeterRegistry registry) {
    this.leadership = leadership;
    this.settings = settings;
    this.dryRun = writer.isEmpty();
    this.progress = progress;
    ControllerMetrics metrics = new ControllerMetrics(registry);
    Backoff backoff = new Backoff(platform.random());
    WorkQueueMetrics queueMetrics = new WorkQueueMetrics(registry, "backends");
    this.queue = new WorkQueue<>(QUEUE_CAPACITY, platform.clock(), backoff, queueMetrics);
    queueMetrics.watch(queue);
    this.floors = new FreshnessFloors(platform.clock(), metrics::floorLapsed);
    this.asks = new Asks(platform.clock());
    this.memory = new TaskMemory(platform.clock());
    Beliefs beliefs =
        new Beliefs(
            floors,
            new MissingTasks(platform.clock(), settings.rules().absenceSpacing()),
            memory,
            leadership,
            metrics);
    StateReader reader = new StateReader(desired, backends, settings, beliefs, feeders, platform);
    this.contention = new Contention(platform.clock());
    metrics.watch(contention);
    Recency recency = new Recency(platform.clock());
    Optional<Committer> committer =
        writer.map(
            to ->
                new Committer(
                    to,
                    leadership,
                    new Evictions(reader, views, queue, recency, settings.rules().policy()),
                    contention,
                    recency,
                    changes,
                    metrics,
                    platform.wall()));
    this.reconciler =
        new Reconciler(
            new Patcher(reader, memory, settings.rules(), metrics, platform.clock()),
            committer,
            feeders,
            settings,
            queue,
            asks,
            views,
            metrics,
            recency,
            platform);
    this.fullPass =
        new FullPass(reader, reconciler, queue, asks, recency, views, metrics, platform);
    this.resync =
        new ResyncLoop(
            fullPass,
            waiters,
            backoff,
            platform,
            settings.resyncInterval(),
            progress,
            key -> queue.add(key, WorkQueue.Priority.LIVE),
            this::afterWholePass);
    this.dispatcher =
        new Dispatcher(
            queue,
            reader,
            reconciler,
            waiters,
            asks,
            views,
            platform,
            settings.workers(),
            progress,
            new Dispatcher.Costs(this::clusterReadCalls, this::readCalls));
    this.health =
        new HealthPass(desired, memory, this, platform, settings.healthInterval(), progress);
  }

  /** Starts the timers. Work on triggers begins after the first complete read of everything. */
  public void start() {
    resync.start();
    health.start();
  }

  /** One full pass, on this thread: for commands that run once. Returns what could not be read. */
  public List<String> onePass(boolean force) {
    return fullPass.run(Urgency.LIVE, Optional.of("command"), force, () -> {}).problems();
  }

  /** Takes no more work and drops what is waiting; what is in work goes on until it is done. */
  public void stop() {
    stopping = true;
    health.stop();
    resync.stop();
    dispatcher.close();
    queue.shutDown();
    syncs.cancel("stopping");
  }

  /**
   * A term has begun. Everything is read once more, behind live changes: what was read before may
   * not be written from, and events may have been lost between two leaders.
   */
  public void lead() {
    contention.forget();
    resync.requestBehindLive();
  }

  /**
   * The term is over, and {@link Leadership#standing} says so already. Nobody is kept waiting, and
   * no wish of an operator outlives the term in which it was made.
   *
   * @param reason for those who wait
   */
  public void standBy(String reason) {
    syncs.cancel(reason);
    waiters.clear();
    synchronized (wishes) {
      resync.forgetWishes();
      asks.clear();
    }
  }

  /** Whether nothing is in work any more after {@link #stop}. */
  public boolean idle() {
    return dispatcher.idle() && resync.idle();
  }

  @Override
  public Acceptance accept(Trigger trigger, Runnable served) {
    if (stopping) {
      return Acceptance.UNAVAILABLE;
    }
    String cause = trigger.source().name().toLowerCase(Locale.ROOT);
    if (trigger.service().isEmpty()) {
      return everything(cause, trigger.urgency(), served)
          ? Acceptance.ACCEPTED
          : Acceptance.UNAVAILABLE;
    }
    ServiceKey service = trigger.service().get();
    if (!settings.clusters().contains(service.cluster()) || !settings.allowed().test(service)) {
      return Acceptance.NOT_OURS;
    }
    trigger
        .task()
        .filter(task -> !memory.dead(task.arn()))
        .ifPresent(task -> floors.hear(service, task.arn(), task.version()));
    Set<BackendKey> backends = feeders.backendsOf(service);
    // Any of the service's backends will do: looking at one reads all that feeds it.
    Optional<BackendKey> one = Optional.of(backends.iterator().next());
    // A standby looks at its tasks' health itself.
    boolean waits =
        trigger.source() == Trigger.Source.HEALTH
            ? waiters.await(one, served)
            : awaitAsLeader(one, served);
    if (!waits) {
      return Acceptance.UNAVAILABLE;
    }
    boolean queued = true;
    for (BackendKey backend : backends) {
      queued &= ask(backend, cause, false);
    }
    if (!queued) {
      waiters.withdraw(one, served);
    }
    return queued ? Acceptance.ACCEPTED : Acceptance.UNAVAILABLE;
  }

  @Override
  public CompletableFuture<SyncReport> sync(Optional<BackendKey> backend, boolean force) {
    CompletableFuture<SyncReport> report = syncs.open();
    Runnable served = () -> report.complete(syncs.reportOn(backend));
    String cause = Trigger.Source.OPERATOR.name().toLowerCase(Locale.ROOT);
    if (stopping || !awaitAsLeader(backend, served) || !wish(backend, cause, force, report)) {
      waiters.withdraw(backend, served);
      report.completeExceptionally(new CancellationException("not accepting work"));
    }
    return report;
  }

  /** Refused where the term in which it was made is over: see {@link #standBy}. */
  private boolean wish(
      Optional<BackendKey> backend, String cause, boolean force, Future<?> report) {
    synchronized (wishes) {
      if (report.isDone() || !leads()) {
        return false;
      }
      if (backend.isPresent()) {
        return ask(backend.get(), cause, force);
      }
      resync.request(Optional.of(cause), force);
      return true;
    }
  }

  @Override
  public View view() {
    return views.view();
  }

  @Override
  public List<AppliedChange> changes() {
    return changes.newestFirst();
  }

  /** Has one listener told of every write that lands; it neither blocks nor throws. */
  public void onChange(Consumer<AppliedChange> listener) {
    changes.listen(listener);
  }

  @Override
  public boolean dryRun() {
    return dryRun;
  }

  @Override
  public Standing standing() {
    return leadership.standing();
  }

  @Override
  public List<Check> liveness() {
    return progress.checks();
  }

  @Override
  public List<Check> readiness() {
    return List.of(
        new Check("first-full-pass", ready, ready ? "" : "nothing complete has been read yet"),
        new Check("accepting-work", !stopping, stopping ? "stopping" : ""));
  }

  /** A refused wish is taken back: it must not colour a later look, least of all with force. */
  private boolean ask(BackendKey backend, String cause, boolean force) {
    asks.ask(backend, cause, force);
    boolean queued = queue.add(backend, WorkQueue.Priority.LIVE);
    if (!queued) {
      asks.take(backend);
    }
    return queued;
  }

  /** Backends that anything is remembered of; for tests. */
  Set<BackendKey> remembered() {
    return reconciler.remembered();
  }

  /** For tests. */
  WorkQueue<BackendKey> queue() {
    return queue;
  }

  private boolean leads() {
    return leadership.standing() instanceof Standing.Leader;
  }

  /**
   * Asked after the wait has begun: so a wait that begins while a term ends is either refused here,
   * or dropped by {@link #standBy}.
   */
  private boolean awaitAsLeader(Optional<BackendKey> key, Runnable served) {
    if (!waiters.await(key, served)) {
      return false;
    }
    if (!leads()) {
      waiters.withdraw(key, served);
      return false;
    }
    return true;
  }

  private boolean everything(String cause, Urgency urgency, Runnable served) {
    if (!awaitAsLeader(Optional.empty(), served)) {
      return false;
    }
    if (urgency == Urgency.BACKGROUND) {
      resync.requestBehindLive();
    } else {
      resync.request(Optional.of(cause), false);
    }
    return true;
  }

  private void afterWholePass() {
    if (!ready) {
      ready = true;
      dispatcher.open();
    }
  }

  private int clusterReadCalls() {
    int calls = 0;
    for (String cluster : settings.clusters()) {
      calls += listAndDescribe(memory.count(cluster));
    }
    return calls;
  }

  private int readCalls(BackendKey backend) {
    int calls = 0;
    for (ServiceKey service : feeders.of(backend)) {
      calls += listAndDescribe(memory.count(service));
    }
    return Math.max(calls, listAndDescribe(0));
  }

  private static int listAndDescribe(int tasks) {
    return 2 * Math.max(1, Math.ceilDiv(tasks, PAGE));
  }
}
