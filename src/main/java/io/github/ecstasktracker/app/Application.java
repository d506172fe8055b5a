package io.github.ecstasktracker.app;

import io.github.ecstasktracker.app.aws.AwsClients;
import io.github.ecstasktracker.app.aws.Budgets;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.controller.Controller;
import io.github.ecstasktracker.controller.Platform;
import io.github.ecstasktracker.controller.Progress;
import io.github.ecstasktracker.controller.Settings;
import io.github.ecstasktracker.controller.SystemTimers;
import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.Heartbeats;
import io.github.ecstasktracker.directory.HostRegistry;
import io.github.ecstasktracker.ecs.AwsCalls;
import io.github.ecstasktracker.ecs.DefinitionKeeper;
import io.github.ecstasktracker.ecs.EcsHandler;
import io.github.ecstasktracker.ecs.EcsOptions;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.ecs.HostStatuses;
import io.github.ecstasktracker.lease.Heartbeat;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.LeaseMetrics;
import io.github.ecstasktracker.lease.LiveLease;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.lease.TermListener;
import io.github.ecstasktracker.lease.dynamodb.DynamoDbDefinitions;
import io.github.ecstasktracker.metrics.OutcomeCounters;
import io.github.ecstasktracker.model.Home;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.ratelimit.Pace;
import io.github.ecstasktracker.target.BackendReader;
import io.github.ecstasktracker.target.dynamodb.DynamoDbReader;
import io.github.ecstasktracker.target.dynamodb.DynamoDbWriter;
import io.github.ecstasktracker.target.dynamodb.TableInspector;
import io.github.ecstasktracker.target.dynamodb.TableShape;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The controller and everything it needs, wired by constructors from a configuration. A read-only
 * application has no writer and no lease: they are not created. Creating it makes no calls and
 * starts nothing.
 */
public final class Application implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Application.class);

  /** The part of its AWS budget share that a standby uses: nobody waits for its reads. */
  private static final double STANDBY_PART = 0.2;

  /** Time to save task definitions read just before the end: what is lost is read again. */
  private static final Duration SAVING_MAX = Duration.ofSeconds(2);

  private final Config config;
  private final Pace pace;
  private final AwsClients clients;
  private final ExecutorService jobs;
  private final SystemTimers timers;
  private final Progress progress = new Progress(MonotonicClock.SYSTEM);
  private final Directory directory;
  private final Heartbeats heartbeats = new Heartbeats(MonotonicClock.SYSTEM);
  private final HostRegistry hosts;
  private final DefinitionKeeper definitions;
  private final DirectoryFeed ecs;
  private final BackendReader backends;
  private final TableInspector inspector;
  private final Optional<Election> election;
  private final Controller controller;

  /**
   * Creates it.
   *
   * @param name name of this process if it may write; empty for a read-only one
   */
  private Application(
      Config config, Optional<String> name, Duration absenceSpacing, MeterRegistry registry) {
    this.config = config;
    MonotonicClock clock = MonotonicClock.SYSTEM;
    boolean elects = name.isPresent() && config.replicas().elect();
    pace =
        new Pace(
            new Pace.Limits(
                config.pace().apiShare() * (elects ? STANDBY_PART : 1),
                Pace.Limits.DEFAULT.maxWait(),
                Pace.Limits.DEFAULT.callsAtOnce()),
            clock,
            Pause.SLEEP,
            registry);
    clients =
        new AwsClients(
            config.scope().region(),
            registry,
            clock,
            (service, operation) -> Budgets.of(service, operation).ifPresent(pace::retryToken));
    jobs = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("job-", 0).factory());
    timers = new SystemTimers(jobs);
    // Random is thread-safe, which the other generators are not.
    Platform platform =
        new Platform(clock, InstantSource.system(), timers, jobs, jobs, new Random());
    directory = new Directory(Directory.Limits.DEFAULT, clock, InstantSource.system());
    DynamoDbClient dynamoDb = clients.dynamoDb();
    definitions =
        new DefinitionKeeper(
            new DynamoDbDefinitions(dynamoDb, config.replicas().leaseTable()),
            name.isPresent(),
            definitionCounters(registry),
            new DefinitionKeeper.Platform(clock, InstantSource.system(), new Random(), jobs));
    AwsCalls calls = new AwsCalls(clients.ecs(), clients.ec2(), clients.ssm(), pace, clock);
    EcsHandler handler =
        new EcsHandler(
            calls,
            clock,
            jobs,
            new EcsOptions(
                config.rules().defaultWeight(),
                config.rules().onHostDrain() != OnHostDrain.IGNORE,
                directory::held),
            definitions);
    ecs = new DirectoryFeed(handler, directory);
    HostStatuses statuses = new HostStatuses(calls);
    hosts =
        new HostRegistry(
            directory,
            config.http().allHosts()
                ? (cluster, machines) -> statuses.readAll(cluster, machines, Urgency.BACKGROUND)
                : (cluster, machines) -> statuses.read(cluster, machines, Urgency.BACKGROUND),
            heartbeats,
            config.http().allHosts() ? Set.copyOf(config.scope().clusters()) : Set.of(),
            clock);
    String table = config.scope().table();
    backends = new DynamoDbReader(dynamoDb, table, pace);
    inspector = new TableInspector(dynamoDb, table, pace);
    election =
        name.filter(_ -> elects).map(mine -> new Election(config, mine, clients.leaseDynamoDb()));
    Leadership leadership =
        election.<Leadership>map(Election::elector).orElse(Leadership.sole(clock.nanos()));
    if (name.isPresent()) {
      LeaseMetrics.register(registry, leadership, table);
    }
    controller =
        new Controller(
            new Controller.Ports(
                ecs,
                pace,
                backends,
                name.map(_ -> new DynamoDbWriter(dynamoDb, table, pace, UUID::randomUUID)),
                leadership),
            settings(config, absenceSpacing),
            platform,
            progress,
            registry);
  }

  /** An application that cannot write. */
  public static Application readOnly(
      Config config, Duration absenceSpacing, MeterRegistry registry) {
    return new Application(config, Optional.empty(), absenceSpacing, registry);
  }

  /**
   * An application that writes while it leads, or always if it is the only replica.
   *
   * @param name name of this process, shown in its lease
   */
  public static Application writing(
      Config config, String name, Duration absenceSpacing, MeterRegistry registry) {
    return new Application(config, Optional.of(name), absenceSpacing, registry);
  }

  /**
   * Fails if the table can never work. If it cannot be described now, because of a missing
   * permission or a transient error, it is accepted: later reads will show.
   */
  public void requireTable() {
    TableShape shape = inspector.inspect();
    switch (shape) {
      case TableShape.Fit fit -> LOG.debug(fit.sentence());
      case TableShape.Missing missing -> throw new CommandFailure(missing.sentence());
      case TableShape.WrongKey wrong -> throw new CommandFailure(wrong.sentence());
      case TableShape.OutOfService out -> LOG.warn(out.sentence());
      case TableShape.Unknown unknown -> LOG.warn(unknown.sentence());
    }
  }

  /**
   * Refuses to run without leader election while another process leads: the two would undo each
   * other's writes, and no fence would stop this one.
   */
  public void requireNoLease() throws InterruptedException {
    switch (Election.liveLease(
        Election.store(config, clients.leaseDynamoDb()), Election.timing(config.replicas()))) {
      case LiveLease.Held(Heartbeat holder) ->
          throw new CommandFailure(
              "the lease of table %s is held by %s: stop that process, or leave out --leader-elect=false"
                  .formatted(config.scope().table(), holder.leader()));
      case LiveLease.Unknown(String reason) ->
          LOG.atWarn().addKeyValue("reason", reason).log("unknown whether another process leads");
      case LiveLease.None _ -> LOG.debug("no other process leads");
    }
  }

  /** Lets a leader use the whole share of the AWS budgets, and a standby a part of it. */
  public TermListener pace() {
    double share = config.pace().apiShare();
    return listener(() -> pace.share(share), _ -> pace.share(share * STANDBY_PART));
  }

  public static TermListener listener(Runnable acquired, Consumer<String> lost) {
    return new TermListener() {
      @Override
      public void acquired(Term term) {
        acquired.run();
      }

      @Override
      public void lost(String reason) {
        lost.accept(reason);
      }
    };
  }

  /** Leader election; empty if this process needs no lease. */
  public Optional<Election> election() {
    return election;
  }

  public Controller controller() {
    return controller;
  }

  public AwsClients clients() {
    return clients;
  }

  /** The directory of tasks read so far. */
  public Directory directory() {
    return directory;
  }

  /** The hosts that tasks run on. */
  public HostRegistry hosts() {
    return hosts;
  }

  /** The heartbeats sent by hosts. */
  public Heartbeats heartbeats() {
    return heartbeats;
  }

  public EcsReader ecs() {
    return ecs;
  }

  /** The account and Region of the clusters; empty until a task was read. */
  public Optional<Home> home() {
    return ecs.home();
  }

  public BackendReader backends() {
    return backends;
  }

  public TableInspector inspector() {
    return inspector;
  }

  Progress progress() {
    return progress;
  }

  /** Executor for long-lived and blocking work. */
  public ExecutorService jobs() {
    return jobs;
  }

  /** Saves the task definitions read just before the end, within {@link #SAVING_MAX} at most. */
  public void saveDefinitions(Duration time) {
    definitions.close(time.compareTo(SAVING_MAX) < 0 ? time : SAVING_MAX);
  }

  @Override
  public void close() {
    election.ifPresent(Election::close);
    timers.close();
    saveDefinitions(SAVING_MAX);
    jobs.shutdownNow();
    clients.close();
  }

  private static ObjIntConsumer<DefinitionKeeper.Outcome> definitionCounters(
      MeterRegistry registry) {
    return new OutcomeCounters<>(
            registry,
            "ecs_task_tracker.definitions",
            "Task definitions by where they were found and by the result of storing them.",
            DefinitionKeeper.Outcome.class)
        ::add;
  }

  private static Settings settings(Config config, Duration absenceSpacing) {
    return new Settings(
        config.scope().clusters(),
        config.scope().services(),
        new PlanRules(
            config.rules().policy(), config.rules().maxRemovalPercent(), absenceSpacing, false),
        config.rules().onHostDrain(),
        config.pace().resyncInterval(),
        config.pace().healthInterval(),
        config.pace().workers());
  }
}
