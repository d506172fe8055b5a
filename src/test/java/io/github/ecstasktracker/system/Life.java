package io.github.ecstasktracker.system;

import io.github.ecstasktracker.controller.Controller;
import io.github.ecstasktracker.controller.Pace;
import io.github.ecstasktracker.controller.Platform;
import io.github.ecstasktracker.controller.Progress;
import io.github.ecstasktracker.controller.Settings;
import io.github.ecstasktracker.ecs.EcsHandler;
import io.github.ecstasktracker.ecs.EcsOptions;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.plan.Policy;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.client.CallHook;
import io.github.ecstasktracker.simulation.client.InProcessClients;
import io.github.ecstasktracker.simulation.core.Coroutines;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.store.BackendReader;
import io.github.ecstasktracker.store.BackendWriter;
import io.github.ecstasktracker.store.TableScan;
import io.github.ecstasktracker.store.WriteOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ecs.EcsClient;

/**
 * One process from its start to its end: the real controller over the real readers of ECS, with the
 * budgets of a real one. It knows nothing of the lives before it.
 *
 * <p>Every call takes time on its way there and on its way back, and the end may come on either.
 */
final class Life {
  static final Duration RESYNC = Duration.ofSeconds(60);
  static final Duration HEALTH = Duration.ofSeconds(15);
  static final String CLUSTER = "demo";

  private static final int WORKERS = 8;

  private final Consumer<AssertionError> errors;
  private final Machine machine;
  private final Coroutines.Group jobs;
  private final LocalTime time;
  private final Network network;
  private final Controller controller;
  private long steps;
  private long lastStep = Long.MAX_VALUE;
  private boolean over;

  /**
   * @param ecs what stands between this process and ECS's client
   * @param errors told of every error that it logs
   */
  Life(
      Machine machine,
      SimulatedAccount account,
      MemoryTable table,
      Dice dice,
      UnaryOperator<EcsClient> ecs,
      Consumer<AssertionError> errors) {
    this.errors = errors;
    this.machine = machine;
    this.jobs = machine.coroutines().group();
    this.time = new LocalTime(machine.clock(), dice.uuid().getLeastSignificantBits());
    this.network = new Network(machine, dice.split(), this::step);
    machine.heed(time);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    InProcessClients clients =
        new InProcessClients(
            account.api(),
            new CallHook() {
              @Override
              public <R> R around(Operation operation, Supplier<R> call) {
                return network.call(call);
              }
            });
    Pace pace = new Pace(Pace.Limits.DEFAULT, time, this::sleep, registry);
    EcsHandler handler =
        new EcsHandler(
            ecs.apply(clients.ecs()),
            clients.ec2(),
            clients.ssm(),
            pace,
            time,
            job -> run("io", job),
            EcsOptions.NONE);
    this.controller =
        new Controller(
            handler,
            reader(table, pace),
            Optional.of(writer(table, pace)),
            new Settings(
                List.of(CLUSTER),
                service -> true,
                new PlanRules(Policy.SYNC, 50, RESYNC, false),
                RESYNC,
                HEALTH,
                WORKERS),
            new Platform(
                time,
                machine,
                (delay, task) -> time.after(delay, () -> run("timer", task)),
                job -> run("job", job),
                job -> run("io", job),
                new SplittableRandom(dice.uuid().getMostSignificantBits())),
            new Progress(time),
            registry);
  }

  Controller controller() {
    return controller;
  }

  void logged(AssertionError error) {
    errors.accept(error);
  }

  boolean over() {
    return over;
  }

  void start() {
    run("main", controller::start);
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

  /** Ends it now. */
  void kill() {
    over = true;
    jobs.end();
    machine.forget(time);
  }

  /** Ends it that many steps from now: a step is a call's way there or its way back. */
  void killIn(int more) {
    lastStep = steps + more;
  }

  private void step() {
    steps++;
    if (steps >= lastStep) {
      kill();
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

  private BackendReader reader(MemoryTable table, CallGate gate) {
    return new BackendReader() {
      @Override
      public Result<TableScan> scan(Urgency urgency) {
        return gate.call(AwsApi.DYNAMODB, urgency, () -> network.call(table::scan));
      }

      @Override
      public Result<StoredBackend> read(BackendKey key, Urgency urgency) {
        return gate.call(AwsApi.DYNAMODB, urgency, () -> network.call(() -> table.read(key)));
      }
    };
  }

  private BackendWriter writer(MemoryTable table, CallGate gate) {
    return group ->
        switch (gate.call(
            AwsApi.DYNAMODB, Urgency.LIVE, () -> network.call(() -> table.write(group)))) {
          case Result.Ok<List<WriteOutcome>>(List<WriteOutcome> outcomes) -> outcomes;
          case Result.Failed<List<WriteOutcome>>(String reason, boolean throttled) ->
              failed(group, reason, throttled);
        };
  }

  private static List<WriteOutcome> failed(
      List<ServerPatch> group, String reason, boolean throttled) {
    return group.stream()
        .<WriteOutcome>map(patch -> new WriteOutcome.Failed(reason, throttled))
        .toList();
  }
}
