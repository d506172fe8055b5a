package io.github.ecstasktracker.system;

import io.github.ecstasktracker.controller.Controller;
import io.github.ecstasktracker.controller.Pace;
import io.github.ecstasktracker.controller.Platform;
import io.github.ecstasktracker.controller.Progress;
import io.github.ecstasktracker.controller.Settings;
import io.github.ecstasktracker.ecs.EcsHandler;
import io.github.ecstasktracker.ecs.EcsOptions;
import io.github.ecstasktracker.lease.Leadership;
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
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
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
final class Life implements CallHook {
  static final Duration RESYNC = Duration.ofSeconds(60);
  static final Duration HEALTH = Duration.ofSeconds(15);
  static final String CLUSTER = "demo";

  private static final Span ONE_WAY = Span.ofMillis(2, 30);
  private static final int WORKERS = 8;

  private final Consumer<AssertionError> errors;
  private final Machine machine;
  private final Dice dice;
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
    this.dice = dice;
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    InProcessClients clients = new InProcessClients(account.api(), this);
    Pace pace =
        new Pace(Pace.Limits.DEFAULT, machine, nanos -> wait(Duration.ofNanos(nanos)), registry);
    CallGate gate = oneAtATimeWhereOthersWouldWait(pace);
    EcsHandler handler =
        new EcsHandler(
            ecs.apply(clients.ecs()),
            clients.ec2(),
            clients.ssm(),
            gate,
            machine,
            Runnable::run,
            EcsOptions.NONE);
    this.controller =
        new Controller(
            handler,
            reader(table, gate),
            Optional.of(writer(table, gate)),
            Leadership.sole(machine.nanos()),
            new Settings(
                List.of(CLUSTER),
                service -> true,
                new PlanRules(Policy.SYNC, 50, RESYNC, false),
                RESYNC,
                HEALTH,
                WORKERS),
            new Platform(
                machine,
                machine,
                (delay, task) -> machine.after(delay, whileAlive(task)),
                job -> machine.after(Duration.ZERO, whileAlive(job)),
                Runnable::run,
                new SplittableRandom(dice.uuid().getMostSignificantBits())),
            new Progress(machine),
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
    controller.start();
  }

  /** Ends it now, between two jobs. */
  void kill() {
    over = true;
  }

  /** Ends it that many steps from now: a step is a call's way there or its way back. */
  void killIn(int more) {
    lastStep = steps + more;
  }

  @Override
  public void before(Operation operation) {
    step();
  }

  @Override
  public void after(Operation operation) {
    step();
  }

  private void step() {
    wait(dice.within(ONE_WAY));
    steps++;
    if (steps >= lastStep) {
      over = true;
    }
    if (over) {
      throw new Killed();
    }
  }

  private void wait(Duration duration) {
    if (over) {
      throw new Killed();
    }
    machine.pass(duration);
    if (over) {
      throw new Killed();
    }
  }

  private Runnable whileAlive(Runnable work) {
    return () -> {
      if (over) {
        return;
      }
      try (ErrorLog _ = ErrorLog.of(this)) {
        work.run();
      } catch (Killed killed) {
        if (!over) {
          throw killed;
        }
      }
    };
  }

  /** Definitions are read once for all who want them at the same time: those others would wait. */
  private CallGate oneAtATimeWhereOthersWouldWait(CallGate gate) {
    return new CallGate() {
      @Override
      public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
        if (api != AwsApi.ECS_TASK_DEFINITION_READ) {
          return gate.call(api, urgency, call);
        }
        return machine.alone(() -> gate.call(api, urgency, call));
      }
    };
  }

  private <T> T there(Supplier<T> call) {
    step();
    T answer = call.get();
    step();
    return answer;
  }

  private BackendReader reader(MemoryTable table, CallGate gate) {
    return new BackendReader() {
      @Override
      public Result<TableScan> scan(Urgency urgency) {
        return gate.call(AwsApi.DYNAMODB, urgency, () -> there(table::scan));
      }

      @Override
      public Result<StoredBackend> read(BackendKey key, Urgency urgency) {
        return gate.call(AwsApi.DYNAMODB, urgency, () -> there(() -> table.read(key)));
      }
    };
  }

  private BackendWriter writer(MemoryTable table, CallGate gate) {
    return (group, fence) ->
        switch (gate.call(AwsApi.DYNAMODB, Urgency.LIVE, () -> there(() -> table.write(group)))) {
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
