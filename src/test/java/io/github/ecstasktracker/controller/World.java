package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.plan.Policy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A controller on one thread and a virtual clock, between a fake ECS and a fake table. */
final class World {
  static final Duration RESYNC = Duration.ofSeconds(60);
  static final Duration HEALTH = Duration.ofSeconds(15);

  final VirtualTime time = new VirtualTime();
  final FakeEcs ecs = new FakeEcs(time);
  final FakeTable table = new FakeTable();
  SimpleMeterRegistry registry = new SimpleMeterRegistry();
  Policy policy = Policy.SYNC;
  OnHostDrain onHostDrain = OnHostDrain.IGNORE;
  boolean dryRun;
  int workers = 8;
  List<String> clusters = List.of("demo");
  Predicate<ServiceKey> allowed = service -> true;

  /** The term is a minute old at the start: what is seen alive is followed from then on. */
  Leadership leadership = Leadership.sole(-Duration.ofMinutes(1).toNanos());

  Controller controller = controller(0);

  private Controller controller(long seed) {
    return new Controller(
        new Controller.Ports(
            ecs,
            CallGate.open(),
            table,
            dryRun ? Optional.empty() : Optional.of(table),
            leadership),
        new Settings(
            clusters,
            service -> allowed.test(service),
            new PlanRules(policy, 50, RESYNC, false),
            onHostDrain,
            RESYNC,
            HEALTH,
            workers),
        time.platform(seed),
        new Progress(time),
        registry);
  }

  /** As a process that knows nothing. */
  Controller unstarted() {
    // Gauges belong to whoever registers them first.
    registry = new SimpleMeterRegistry();
    return controller(1);
  }

  /** Starts, as a process that knows nothing. */
  World start() {
    controller = unstarted();
    controller.start();
    time.advance(Duration.ofSeconds(1));
    return this;
  }

  void advance(Duration duration) {
    time.advance(duration);
  }

  /** An event about a task arrives. */
  TriggerSink.Acceptance event(String service, String arn, long version, Runnable served) {
    return event(FakeEcs.service(service), arn, version, served);
  }

  TriggerSink.Acceptance event(ServiceKey service, String arn, long version, Runnable served) {
    return controller.accept(
        new Trigger(
            Trigger.Source.SQS,
            Optional.of(service),
            Optional.of(new Trigger.HeardTask(arn, version, true))),
        served);
  }

  BackendView view(String backend) {
    return controller.view().backends().get(new BackendKey(backend));
  }

  /** As an event of now would say. */
  private boolean serving(String arn) {
    ObservedTask task = ecs.tasks.get(arn);
    return task != null && task.task().running() && task.task().desiredStatus().equals("RUNNING");
  }
}
