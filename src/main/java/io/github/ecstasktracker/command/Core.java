package io.github.ecstasktracker.command;

import io.github.ecstasktracker.command.aws.AwsClients;
import io.github.ecstasktracker.command.aws.Budgets;
import io.github.ecstasktracker.command.config.Config;
import io.github.ecstasktracker.controller.Controller;
import io.github.ecstasktracker.controller.Pace;
import io.github.ecstasktracker.controller.Platform;
import io.github.ecstasktracker.controller.Progress;
import io.github.ecstasktracker.controller.Settings;
import io.github.ecstasktracker.controller.SystemTimers;
import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.Heartbeats;
import io.github.ecstasktracker.directory.HostBook;
import io.github.ecstasktracker.ecs.DefinitionKeeper;
import io.github.ecstasktracker.ecs.DesiredState;
import io.github.ecstasktracker.ecs.EcsHandler;
import io.github.ecstasktracker.ecs.EcsOptions;
import io.github.ecstasktracker.ecs.HostStatuses;
import io.github.ecstasktracker.lease.Heartbeat;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.LeaseMetrics;
import io.github.ecstasktracker.lease.LiveLease;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.lease.TermListener;
import io.github.ecstasktracker.lease.dynamodb.DynamoDbDefinitions;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.store.BackendReader;
import io.github.ecstasktracker.store.dynamodb.DynamoDbReader;
import io.github.ecstasktracker.store.dynamodb.DynamoDbWriter;
import io.github.ecstasktracker.store.dynamodb.TableInspector;
import io.github.ecstasktracker.store.dynamodb.TableShape;
import io.github.ecstasktracker.trigger.OutcomeCounters;
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
 * The controller and all that it stands on, made by constructors from a configuration. One that
 * only reads has no writer and no lease: none is made. Nothing is called and nothing runs before it
 * is asked to.
 */
final class Core implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Core.class);

  /** What a standby takes of the share of the AWS budgets: it reads, and nobody waits for it. */
  private static final double STANDBY_PART = 0.2;

  /** For what was read of task definitions in the last second. */
  private static final Duration SAVING_MAX = Duration.ofSeconds(2);

  private final Config config;
  private final Pace pace;
  private final AwsClients clients;
  private final ExecutorService jobs;
  private final SystemTimers timers;
  private final Progress progress = new Progress(MonotonicClock.SYSTEM);
  private final Directory directory;
  private final Heartbeats heartbeats = new Heartbeats(MonotonicClock.SYSTEM);
  private final HostBook hosts;
  private final DefinitionKeeper definitions;
  private final DesiredState desired;
  private final BackendReader backends;
  private final TableInspector inspector;
  private final Optional<Election> election;
  private final Controller controller;

  /**
   * Makes it.
   *
   * @param name of this process, where it may write; empty for one that only reads
   */
  private Core(
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
    // Random is safe for several threads, which the other generators are not.
    Platform platform =
        new Platform(clock, InstantSource.system(), timers, jobs, jobs, new Random());
    directory = new Directory(Directory.Limits.DEFAULT, clock, InstantSource.system());
    DynamoDbClient dynamoDb = clients.dynamoDb();
    definitions =
        new DefinitionKeeper(
            new DynamoDbDefinitions(dynamoDb, config.replicas().leaseTable()),
            name.isPresent(),
            definitionCounters(registry),
            new DefinitionKeeper.Platform(
                clock, InstantSource.system(), Pause.SLEEP, new Random(), jobs));
    EcsHandler ecs =
        new EcsHandler(
            clients.ecs(),
            clients.ec2(),
            clients.ssm(),
            pace,
            clock,
            jobs,
            new EcsOptions(
                config.rules().defaultWeight(),
                config.rules().onHostDrain() != OnHostDrain.IGNORE,
                directory::held),
            definitions);
    desired = new WatchedState(ecs, directory, clock);
    HostStatuses statuses = new HostStatuses(clients.ecs(), clients.ec2(), clients.ssm(), pace);
    hosts =
        new HostBook(
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
            desired,
            backends,
            name.map(_ -> new DynamoDbWriter(dynamoDb, table, pace, UUID::randomUUID)),
            leadership,
            settings(config, absenceSpacing),
            platform,
            progress,
            registry);
  }

  /** One that cannot write. */
  static Core readOnly(Config config, Duration absenceSpacing, MeterRegistry registry) {
    return new Core(config, Optional.empty(), absenceSpacing, registry);
  }

  /**
   * One that writes, while it leads or because it is the only one.
   *
   * @param name of this process, for those who see its lease
   */
  static Core writing(Config config, String name, Duration absenceSpacing, MeterRegistry registry) {
    return new Core(config, Optional.of(name), absenceSpacing, registry);
  }

  /**
   * Refuses a table that can never serve. One that cannot be looked at now, for want of a
   * permission or in a bad moment, may still: its own reads will tell.
   */
  void requireTable() {
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
   * Refuses to write without election where another process leads: the two would undo each other's
   * writes, and no fence would hold this one's back.
   */
  void requireNoLease() throws InterruptedException {
    switch (Election.look(
        Election.store(config, clients.leaseDynamoDb()), Election.timing(config.replicas()))) {
      case LiveLease.Held(Heartbeat holder) ->
          throw new CommandFailure(
              "the lease of table %s is held by %s: stop that process, or leave out --leader-elect=false"
                  .formatted(config.scope().table(), holder.owner()));
      case LiveLease.Unknown(String reason) ->
          LOG.atWarn().addKeyValue("reason", reason).log("not known whether another process leads");
      case LiveLease.None _ -> LOG.debug("no other process leads");
    }
  }

  /** A leader may take the whole share of the AWS budgets, a standby a part of it. */
  TermListener pace() {
    double share = config.pace().apiShare();
    return listener(() -> pace.share(share), _ -> pace.share(share * STANDBY_PART));
  }

  static TermListener listener(Runnable acquired, Consumer<String> lost) {
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

  /** Who may write; empty where that needs no lease. */
  Optional<Election> election() {
    return election;
  }

  Controller controller() {
    return controller;
  }

  AwsClients clients() {
    return clients;
  }

  /** What is where, as far as it was read. */
  Directory directory() {
    return directory;
  }

  /** The hosts that tasks run on. */
  HostBook hosts() {
    return hosts;
  }

  /** What hosts tell of themselves. */
  Heartbeats heartbeats() {
    return heartbeats;
  }

  DesiredState desired() {
    return desired;
  }

  BackendReader backends() {
    return backends;
  }

  TableInspector inspector() {
    return inspector;
  }

  Progress progress() {
    return progress;
  }

  /** Where long-lived and blocking work runs. */
  ExecutorService jobs() {
    return jobs;
  }

  @Override
  public void close() {
    election.ifPresent(Election::close);
    timers.close();
    definitions.close(SAVING_MAX);
    jobs.shutdownNow();
    clients.close();
  }

  private static ObjIntConsumer<DefinitionKeeper.Outcome> definitionCounters(
      MeterRegistry registry) {
    return new OutcomeCounters<>(
            registry,
            "ecs_task_tracker.definitions",
            "Task definitions, by where they were known from and what became of keeping them.",
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
