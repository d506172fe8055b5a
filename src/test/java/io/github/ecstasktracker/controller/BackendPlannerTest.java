package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.BackendPlanner.Planned;
import io.github.ecstasktracker.controller.KnownItems.Known;
import io.github.ecstasktracker.controller.Requests.Request;
import io.github.ecstasktracker.informer.Changes;
import io.github.ecstasktracker.informer.Informer;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.plan.Evidence;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.plan.Policy;
import io.github.ecstasktracker.workqueue.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept from plan to plan. */
class BackendPlannerTest {
  private static final BackendKey WEB = new BackendKey("web");
  private static final Duration RESYNC = World.RESYNC;

  private final VirtualTime time = new VirtualTime();
  private final FakeEcs ecs = new FakeEcs(time);
  private final FakeTable table = new FakeTable();
  private final FakeLease lease = new FakeLease();
  private final Informer informer =
      new Informer(
          List.of("demo"),
          ecs,
          CallGate.open(),
          lease,
          RESYNC,
          new Informer.Runtime(
              time, time, Runnable::run, Runnable::run, new Backoff(new SplittableRandom(7))),
          new Deaf());
  private final BackendPlanner planner =
      new BackendPlanner(
          informer,
          lease,
          new Settings(
              List.of("demo"),
              _ -> true,
              new PlanRules(Policy.SYNC, 50, RESYNC, false),
              OnHostDrain.IGNORE,
              RESYNC,
              World.HEALTH,
              1),
          time);

  /** One pass, and the plan that it asks for. */
  private Planned pass() {
    time.advance(RESYNC);
    long begun = informer.pass(Urgency.BACKGROUND, true).begunNanos();
    Known item = new Known(table.items.get(WEB), time.nanos());
    return planner.plan(WEB, item, Request.ofPass("drift", begun, false), Optional.empty());
  }

  private void absentServerWhileListsFail() {
    ecs.run("web", "10.0.0.1:80");
    table.edit("web", "10.0.0.1:80");
    lease.acquire(time.nanos());
    pass();
    table.edit("web", "10.0.0.1:80", "10.0.0.9:80");
    ecs.voidClusters.add("demo");
  }

  @Test
  void absence_isProvenByTheListsOfOneTerm() {
    ecs.run("web", "10.0.0.1:80");
    table.edit("web", "10.0.0.1:80", "10.0.0.9:80");
    lease.acquire(time.nanos());
    pass();
    assertThat(pass().plan().needsListing()).as("the second list").isTrue();
    pass();
    lease.acquire(time.nanos() + 1);
    assertThat(pass().plan().needsListing()).as("the first list of the next term").isFalse();
    assertThat(pass().plan().needsListing()).isTrue();
  }

  @Test
  void listThatFailed_isNoEvidence_howeverTheNextOneEnds() {
    absentServerWhileListsFail();
    pass();
    ecs.voidClusters.clear();
    informer.pass(Urgency.BACKGROUND, true);
    Known item = new Known(table.items.get(WEB), time.nanos());

    assertThat(planner.plan(WEB, item, Request.drift(), Optional.empty()).plan().evidence())
        .isEqualTo(Evidence.NONE);
  }

  /** A backend that waited may be planned after the next pass: what that one listed counts. */
  @Test
  void requestOfAPassThatFailed_countsTheListOfTheNext() {
    absentServerWhileListsFail();
    time.advance(RESYNC);
    Request failed =
        Request.ofPass("drift", informer.pass(Urgency.BACKGROUND, true).begunNanos(), false);
    ecs.voidClusters.clear();
    time.advance(RESYNC);
    long whole = informer.pass(Urgency.BACKGROUND, true).begunNanos();
    Known item = new Known(table.items.get(WEB), time.nanos());

    Evidence evidence = planner.plan(WEB, item, failed, Optional.empty()).plan().evidence();
    assertThat(evidence.absentSinceNanos().values()).containsExactly(whole);
  }

  private static final class Deaf implements Informer.Listener {
    @Override
    public void changed(Changes found, String cause, @Nullable Long sinceNanos) {}

    @Override
    public void moved() {}

    @Override
    public void failed(String reason, boolean throttled) {}

    @Override
    public void refused(String arn, String reason) {}

    @Override
    public void lapsed() {}
  }
}
