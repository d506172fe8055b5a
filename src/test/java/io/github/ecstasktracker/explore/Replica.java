package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.controller.Controller;
import io.github.ecstasktracker.controller.Platform;
import io.github.ecstasktracker.controller.Progress;
import io.github.ecstasktracker.controller.Settings;
import io.github.ecstasktracker.explore.Wire.Call;
import io.github.ecstasktracker.lease.Candidate;
import io.github.ecstasktracker.lease.Elector;
import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.lease.TermListener;
import io.github.ecstasktracker.lease.dynamodb.DynamoDbLeaseStore;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.plan.Policy;
import io.github.ecstasktracker.simulation.core.Coroutines;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.target.dynamodb.DynamoDbReader;
import io.github.ecstasktracker.target.dynamodb.DynamoDbWriter;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * One process from its start to its end: the production's controller, elector, lease store, reader
 * and writer, as {@code run} puts them together. What it calls goes over a {@link Wire}, its time
 * is an {@link OwnTime}, and its chance is fixed by its name.
 *
 * <p>So all that it does follows from what came to it, in that order: answers, timers, messages and
 * signals. {@link #state} is a fingerprint of these.
 */
final class Replica {
  /** Seldom enough that a run is short; in the same relation to each other as the defaults. */
  static final LeaseTiming TIMING =
      new LeaseTiming(Duration.ofSeconds(15), Duration.ofSeconds(12), Duration.ofSeconds(9));

  static final Duration RESYNC = Duration.ofSeconds(20);
  private static final Duration NEVER = Duration.ofDays(1);
  private static final int WORKERS = 2;

  private final String name;
  private final Stage stage;
  private final Coroutines.Group jobs;
  private final OwnTime time = new OwnTime();
  private final Wire wire = new Wire();
  private final Elector elector;
  private final Controller controller;

  /** What has come to it and is not in the history's fingerprint yet. */
  private final List<String> news = new ArrayList<>();

  private final Fingerprint history = new Fingerprint();
  private boolean terminating;
  private boolean released;

  Replica(String name, Stage stage) {
    this.name = name;
    this.stage = stage;
    this.jobs = stage.jobs().group();
    RandomGenerator random = new SplittableRandom(new Fingerprint().add(name).value());
    Supplier<UUID> ids = () -> new UUID(random.nextLong(), random.nextLong());
    DynamoDbClient dynamo = new RemoteDynamoDb(stage.client(name), wire, Stage.LEASE_TABLE);
    this.elector =
        new Elector(
            new DynamoDbLeaseStore(dynamo, Stage.LEASE_TABLE, Stage.MANAGED_TABLE, TIMING),
            Candidate.of(name, ids.get(), List.of(ThreeTasks.SERVICE.cluster())),
            TIMING,
            new TermListener() {
              @Override
              public void acquired(Term term) {
                controller().lead();
              }

              @Override
              public void lost(String reason) {
                controller().standBy(reason);
              }
            },
            new Elector.Platform(time, time, random, ids));
    this.controller =
        new Controller(
            new Controller.Ports(
                new RemoteEcs(stage.tasks(), wire, time),
                CallGate.open(),
                new DynamoDbReader(dynamo, Stage.MANAGED_TABLE, CallGate.open()),
                Optional.of(
                    writer(new DynamoDbWriter(dynamo, Stage.MANAGED_TABLE, CallGate.open(), ids))),
                elector),
            new Settings(
                List.of(ThreeTasks.SERVICE.cluster()),
                service -> true,
                new PlanRules(Policy.SYNC, 50, RESYNC, false),
                OnHostDrain.IGNORE,
                RESYNC,
                NEVER,
                WORKERS),
            new Platform(
                time,
                time,
                time,
                job -> jobs.start(name, job),
                call -> jobs.start(name, call),
                random),
            new Progress(time),
            new CompositeMeterRegistry());
  }

  /** The elector's listener is made before the controller, and hears nothing before the start. */
  private Controller controller() {
    return controller;
  }

  private BackendWriter writer(BackendWriter writer) {
    return new BackendWriter() {
      @Override
      public List<WriteOutcome> write(List<ServerPatch> group, Optional<Fence> fence) {
        stage.rules().sends(name, fence);
        return writer.write(group, stage.setting().fenced() ? fence : Optional.empty());
      }
    };
  }

  void start() {
    jobs.start(name + " elector", elector::run);
    jobs.start(name + " controller", controller::start);
    run();
  }

  /** Until all of its jobs wait for something from outside. */
  private void run() {
    stage.jobs().drain();
    if (terminating && !released && controller.idle()) {
      released = true;
      jobs.start(name + " release", elector::release);
      stage.jobs().drain();
    }
  }

  /** kill -9. */
  void kill() {
    jobs.end();
  }

  /** SIGTERM: no new work, what is in work to its end, and then the lease is given back. */
  void terminate() {
    comes("SIGTERM");
    terminating = true;
    jobs.start(
        name + " end",
        () -> {
          elector.stop();
          controller.stop();
        });
    run();
  }

  boolean terminating() {
    return terminating;
  }

  String name() {
    return name;
  }

  List<Call<?>> calls() {
    return wire.calls();
  }

  OwnTime time() {
    return time;
  }

  long nextTimerNanos() {
    return time.nextNanos();
  }

  boolean leads() {
    return elector.standing() instanceof LeaderState.Leader;
  }

  void arrive(Call<?> call) {
    comes(call.name());
    news.add(call.learned());
    call.arrive();
    run();
  }

  void hear(Trigger trigger) {
    comes(trigger.toString());
    jobs.start(
        name + " message",
        () -> {
          var _ = controller.accept(trigger, () -> {});
        });
    run();
  }

  void passTime() {
    comes("timer");
    Runnable due = time.pass();
    jobs.start(name + " timer", due);
    run();
  }

  private void comes(String what) {
    time.input();
    news.add(what);
  }

  /** What it has heard, and what it is about to hear. */
  long state() {
    news.forEach(history::add);
    news.clear();
    Fingerprint state = new Fingerprint().add(name).add(history.value());
    for (Call<?> call : wire.calls()) {
      state.add(call.name()).add(call.landed() ? call.learned() : "");
    }
    return state.value();
  }

  /** What it has heard. */
  long history() {
    state();
    return history.value();
  }
}
