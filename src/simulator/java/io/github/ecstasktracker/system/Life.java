package io.github.ecstasktracker.system;

import io.github.ecstasktracker.app.aws.Budgets;
import io.github.ecstasktracker.controller.Controller;
import io.github.ecstasktracker.controller.Platform;
import io.github.ecstasktracker.controller.Progress;
import io.github.ecstasktracker.controller.Settings;
import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.ecs.AwsCalls;
import io.github.ecstasktracker.ecs.EcsHandler;
import io.github.ecstasktracker.ecs.EcsOptions;
import io.github.ecstasktracker.ecs.NoDefinitions;
import io.github.ecstasktracker.lease.Candidate;
import io.github.ecstasktracker.lease.Elector;
import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.lease.TermListener;
import io.github.ecstasktracker.lease.dynamodb.DynamoDbLeaseStore;
import io.github.ecstasktracker.model.Home;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.plan.Policy;
import io.github.ecstasktracker.ratelimit.Pace;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.client.CallHook;
import io.github.ecstasktracker.simulation.client.InProcessClients;
import io.github.ecstasktracker.simulation.core.Coroutines;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.dynamodb.DynamoDbReader;
import io.github.ecstasktracker.target.dynamodb.DynamoDbWriter;
import io.github.ecstasktracker.trigger.Delivery;
import io.github.ecstasktracker.trigger.EventParser;
import io.github.ecstasktracker.trigger.Ours;
import io.github.ecstasktracker.trigger.PassRequests;
import io.github.ecstasktracker.trigger.TriggerMetrics;
import io.github.ecstasktracker.trigger.TriggerReceiver;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/**
 * One process from its start to its end: what {@code run} wires together, over a network and a
 * clock of its own. It knows nothing of the lives before it.
 *
 * <p>Every call takes time on its way there and on its way back, and the end may come on either.
 */
final class Life {
  static final Duration RESYNC = Duration.ofSeconds(60);
  static final Duration HEALTH = Duration.ofSeconds(15);

  static final String CLUSTER = "demo";

  static final Home HOME = new Home("aws", Identity.DEFAULT.region(), Identity.DEFAULT.accountId());

  private static final int WORKERS = 8;
  private static final double STANDBY_SHARE = 0.2;
  private static final Duration SHUTDOWN = Duration.ofSeconds(25);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  /**
   * What is at the other end of its network.
   *
   * @param ecs what stands between it and ECS's client
   */
  record Surroundings(
      Machine machine,
      SimulatedAccount account,
      UnaryOperator<EcsClient> ecs,
      DynamoDbClient dynamoDb,
      NetworkedDynamoDb.Postmark postmark) {}

  private final Kind kind;
  private final Witness witness;
  private final Machine machine;
  private final Coroutines.Group jobs;
  private final LocalTime time;
  private final Network network;
  private final Pace pace;
  private final Controller controller;
  private final TriggerSink triggers;
  private final TriggerReceiver receiver;
  private final MeterRegistry registry = PlainMeters.registry();
  private final Optional<Elector> elector;
  private final Optional<QueueReader> queue;
  private long steps;
  private long lastStep = Long.MAX_VALUE;
  private boolean over;

  Life(Kind kind, Surroundings around, Dice dice, Witness witness) {
    this.kind = kind;
    this.witness = witness;
    this.machine = around.machine();
    this.jobs = machine.coroutines().group();
    this.time = new LocalTime(machine.clock(), dice.uuid().getLeastSignificantBits());
    this.network = new Network(machine, dice.split(), new Wire());
    machine.heed(time);
    InProcessClients clients = new InProcessClients(around.account().api(), new Calls());
    DynamoDbClient dynamoDb = new NetworkedDynamoDb(around.dynamoDb(), network, around.postmark());
    SplittableRandom random = new SplittableRandom(dice.uuid().getMostSignificantBits());
    Dice ids = dice.split();
    this.pace = new Pace(kind.limits(), time, this::sleep, registry);
    EcsHandler handler =
        new EcsHandler(
            new AwsCalls(
                witness.ecs(this, around.ecs().apply(clients.ecs())),
                clients.ec2(),
                clients.ssm(),
                pace,
                time),
            time,
            job -> run("io", job),
            new EcsOptions(
                OptionalInt.empty(),
                kind.onHostDrain() != OnHostDrain.IGNORE,
                UnaryOperator.identity()),
            NoDefinitions.keeper());
    this.elector =
        kind.lease()
            .map(
                timing ->
                    new Elector(
                        new DynamoDbLeaseStore(
                            dynamoDb, MemoryTable.LEASES, MemoryTable.NAME, timing),
                        Candidate.of(kind.name(), ids.uuid(), List.of(CLUSTER)),
                        timing,
                        new Terms(),
                        new Elector.Platform(time, this::sleep, random.split(), ids::uuid)));
    this.controller =
        new Controller(
            new Controller.Ports(
                handler,
                pace,
                new DynamoDbReader(dynamoDb, MemoryTable.NAME, pace),
                kind.dryRun() ? Optional.empty() : Optional.of(writer(dynamoDb, ids)),
                elector.<Leadership>map(e -> e).orElse(Leadership.sole(time.nanos()))),
            new Settings(
                List.of(CLUSTER),
                service -> true,
                new PlanRules(Policy.SYNC, 50, kind.rhythm().resync(), false),
                kind.onHostDrain(),
                kind.rhythm().resync(),
                kind.rhythm().health(),
                WORKERS),
            new Platform(
                time,
                time,
                (delay, task) -> time.after(delay, () -> run("timer", task)),
                job -> run("job", job),
                job -> run("io", job),
                random.split()),
            new Progress(time),
            registry);
    this.triggers = witness.triggers(this, controller);
    TriggerMetrics metrics = new TriggerMetrics(registry);
    this.receiver =
        new TriggerReceiver(
            new EventParser(
                new Ours(() -> Optional.of(HOME), HOME.region()),
                kind.onHostDrain() != OnHostDrain.IGNORE),
            triggers,
            new PassRequests(time, this::sleep, job -> run("pass request", job)),
            metrics);
    this.queue =
        kind.queue()
            .map(
                url ->
                    new QueueReader(
                        clients.sqs(),
                        url,
                        receiver,
                        metrics,
                        time,
                        this::sleep,
                        random,
                        this::run));
    if (elector.isPresent()) {
      pace.share(STANDBY_SHARE * kind.limits().share());
    }
  }

  private BackendWriter writer(DynamoDbClient dynamoDb, Dice ids) {
    return witness.writer(this, new DynamoDbWriter(dynamoDb, MemoryTable.NAME, pace, ids::uuid));
  }

  Kind kind() {
    return kind;
  }

  Controller controller() {
    return controller;
  }

  /** Where events go in. */
  TriggerSink triggers() {
    return triggers;
  }

  MeterRegistry registry() {
    return registry;
  }

  Network network() {
    return network;
  }

  LocalTime time() {
    return time;
  }

  boolean leads() {
    return !over && controller.standing() instanceof LeaderState.Leader;
  }

  void logged(AssertionError error) {
    witness.logged(this, error);
  }

  boolean over() {
    return over;
  }

  void start() {
    run("main", controller::start);
    elector.ifPresentOrElse(e -> run("elector", e::run), () -> queue.ifPresent(QueueReader::start));
  }

  /**
   * An event reaches it otherwise than by its queue.
   *
   * @param refused told where it takes no events now
   */
  void hears(String event, Runnable refused) {
    run(
        "event",
        () -> {
          Delivery delivery = receiver.receive(event, Trigger.Source.SQS, () -> {});
          if (delivery instanceof Delivery.Unavailable) {
            refused.run();
          }
        });
  }

  /** Has it do that as soon as it can. */
  void run(String name, Runnable work) {
    jobs.start(
        name,
        () -> {
          try (ErrorLog _ = ErrorLog.of(this)) {
            work.run();
          }
        });
  }

  /** Ends it now, with kill -9. */
  void kill() {
    over = true;
    jobs.end();
    machine.forget(time);
  }

  /** Ends it that many steps from now: a step is a call's way there or its way back. */
  void killIn(int more) {
    lastStep = steps + more;
  }

  /** From now on nothing of it runs. */
  void hold(boolean clockStops) {
    jobs.hold();
    time.hold(true);
    if (clockStops) {
      time.stop();
    }
  }

  /** It goes on, and does not know that it was held up. */
  void release() {
    time.go();
    time.hold(false);
    jobs.release();
  }

  /** Ends it in good order, as {@code run} does on SIGTERM. */
  void terminate() {
    run("SIGTERM", this::stop);
  }

  private void stop() {
    queue.ifPresent(QueueReader::stopReceiving);
    elector.ifPresent(Elector::stop);
    controller.stop();
    long begun = time.nanos();
    boolean inTime = true;
    while (!controller.idle() && inTime) {
      pause(LOOK_AGAIN);
      inTime = time.nanos() - begun < SHUTDOWN.toNanos();
    }
    if (inTime) {
      elector.ifPresent(Elector::release);
    }
    queue.ifPresent(QueueReader::close);
    kill();
  }

  @Override
  public String toString() {
    return kind.name();
  }

  private void pause(Duration duration) {
    try {
      sleep(duration.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sleep(long nanos) throws InterruptedException {
    Thread sleeper = Thread.currentThread();
    boolean[] awake = {false};
    time.after(
        Duration.ofNanos(nanos),
        () -> {
          awake[0] = true;
          LockSupport.unpark(sleeper);
        });
    while (!awake[0]) {
      LockSupport.park();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** What the command's wiring does when a term begins and ends. */
  private final class Terms implements TermListener {
    @Override
    public void acquired(Term term) {
      pace.share(kind.limits().share());
      controller.lead();
      queue.ifPresent(QueueReader::start);
    }

    @Override
    public void lost(String reason) {
      pace.share(STANDBY_SHARE * kind.limits().share());
      queue.ifPresent(reader -> run("poller ends", reader::close));
      controller.standBy(reason);
    }
  }

  private final class Wire implements Network.Terminal {
    @Override
    public boolean sends(Operation operation, int attempt) {
      if (attempt > 1) {
        Budgets.of(operation.service(), operation.name()).ifPresent(pace::retryToken);
      }
      witness.sends(Life.this, operation);
      return !over;
    }

    @Override
    public void step() {
      steps++;
      if (steps >= lastStep && !over) {
        kill();
      }
      witness.stepped(Life.this);
    }

    @Override
    public void late() {
      witness.late(Life.this);
    }

    @Override
    public void sleep(Duration duration) {
      pause(duration);
    }
  }

  private final class Calls implements CallHook {
    @Override
    @SuppressWarnings("unchecked") // An empty answer to a poll is the only one that is looked at.
    public <R> R around(Operation operation, Supplier<R> call) {
      return operation.equals(Operation.RECEIVE_MESSAGE)
          ? network.poll(
              operation, call, answer -> !((@Nullable ReceiveMessageResponse) answer).hasMessages())
          : network.once(operation, call);
    }
  }
}
