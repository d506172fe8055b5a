package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.BackendPlanner.Planned;
import io.github.ecstasktracker.informer.Snapshot;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.BackendView.State;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.HoldCause;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.View;
import io.github.ecstasktracker.plan.Desired;
import io.github.ecstasktracker.plan.Evidence;
import io.github.ecstasktracker.plan.Plan;
import io.github.ecstasktracker.plan.PlanInput;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.plan.Policy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StatusPublisherTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final BackendKey WEB = new BackendKey("web");
  private static final BackendKey API = new BackendKey("api");
  private static final SortedSet<ServiceKey> SERVICES =
      new TreeSet<>(Set.of(new ServiceKey("demo", "web")));
  private static final String AT = "10.0.0.1:80";
  private static final Hold HOLD =
      new Hold(
          AT,
          Hold.Guard.LAST,
          new HoldCause.Wanted(
              new ChangeCause.TaskNotServing("3f00", TaskState.Cause.UNHEALTHY, "it is")));

  private final VirtualTime time = new VirtualTime();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final StatusPublisher status =
      new StatusPublisher(time.platform(1), new HoldReporter(new ControllerMetrics(registry)));

  private record Counter(int n) implements StoredBackend.Revision {}

  private static StoredServer server(String at) {
    return StoredServer.of(Address.parse(at).orElseThrow(), "http", 0);
  }

  private static StoredBackend.Present item(BackendKey key, String... at) {
    TreeMap<String, StoredServer> servers = new TreeMap<>();
    for (String address : at) {
      servers.put(address, server(address));
    }
    return new StoredBackend.Present(key, servers, new Counter(1));
  }

  private static Plan plan(State state, Optional<ServerPatch> patch, Hold... holds) {
    return new Plan(
        state,
        patch,
        List.of(),
        List.of(holds),
        Evidence.NONE,
        false,
        OptionalLong.empty(),
        Optional.empty());
  }

  private static Planned planned(StoredBackend item, Plan plan, long basisNanos) {
    return new Planned(
        plan,
        new PlanInput(
            new Desired(item.key(), SERVICES, List.of(), List.of(), Map.of(), Optional.empty()),
            item,
            Evidence.NONE,
            Map.of(),
            Map.of(),
            Map.of(),
            new PlanInput.Times(0, 0, OptionalLong.empty()),
            new PlanRules(Policy.SYNC, 50, Duration.ofSeconds(60), false)),
        new Snapshot(
            SERVICES,
            List.of(),
            Map.of(),
            Map.of(),
            List.of(),
            Set.of(),
            OptionalLong.empty(),
            basisNanos),
        basisNanos);
  }

  private void put(StoredBackend item, State state) {
    status.put(
        item.key(), planned(item, plan(state, Optional.empty()), time.nanos()), Optional.empty());
  }

  private BackendView web() {
    return status.view().backends().get(WEB);
  }

  @Test
  void nothingPut_isTheEmptyView() {
    assertThat(status.view()).isSameAs(View.EMPTY);
    assertThat(status.keys()).isEmpty();
  }

  @Test
  void put_isShownAtOnce_andAsOneVersionForWhoeverAsksNext() {
    put(item(WEB, AT), State.IN_SYNC);
    put(item(API), State.IN_SYNC);
    View view = status.view();
    assertThat(view.backends()).containsOnlyKeys(API, WEB);
    assertThat(view.version()).isEqualTo(1);
    assertThat(view.lastFullPass()).isEmpty();
    assertThat(status.view()).as("nothing has changed").isSameAs(view);
    assertThat(status.keys()).containsExactlyInAnyOrder(API, WEB);
    put(item(WEB), State.IN_SYNC);
    assertThat(status.view().version()).isEqualTo(2);
  }

  @Test
  void publishedView_neverChanges() {
    put(item(WEB), State.IN_SYNC);
    View before = status.view();
    status.remove(WEB);
    assertThat(before.backends()).containsOnlyKeys(WEB);
    assertThat(status.view().backends()).isEmpty();
    assertThat(status.keys()).isEmpty();
  }

  @Test
  void removalOfWhatIsNotThere_changesNothing() {
    put(item(WEB), State.IN_SYNC);
    View before = status.view();
    status.remove(API);
    assertThat(status.view()).isSameAs(before);
  }

  @Test
  void fullPass_isNotedAndStaysNoted() {
    put(item(WEB), State.IN_SYNC);
    status.passed(List.of("a nameless item"), Instant.EPOCH);
    assertThat(status.view().backends()).containsOnlyKeys(WEB);
    put(item(API), State.IN_SYNC);
    assertThat(status.view().lastFullPass()).contains(Instant.EPOCH);
    assertThat(status.view().findings()).containsExactly("a nameless item");
    status.passed(List.of(), Instant.EPOCH.plusSeconds(60));
    assertThat(status.view().lastFullPass()).contains(Instant.EPOCH.plusSeconds(60));
    assertThat(status.view().findings()).isEmpty();
  }

  @Test
  void put_showsWhatWasPlanned() {
    time.advance(SECOND.multipliedBy(10));
    ServerPatch patch =
        new ServerPatch(
            item(WEB),
            List.of(new ServerChange.Add(server(AT), new ChangeCause.InRotation("3f00"))));
    status.put(
        WEB,
        planned(item(WEB), plan(State.OUT_OF_SYNC, Optional.of(patch), HOLD), SECOND.toNanos()),
        Optional.of("the table is throttled"));
    assertThat(web().state()).isEqualTo(State.OUT_OF_SYNC);
    assertThat(web().services()).isEqualTo(SERVICES);
    assertThat(web().servers().orElseThrow()).isEmpty();
    assertThat(web().pending()).isEqualTo(patch.changes());
    assertThat(web().holds()).containsExactly(HOLD);
    assertThat(web().problem()).contains("the table is throttled");
    assertThat(web().observedAt())
        .as("when the oldest read began that it rests on")
        .isEqualTo(time.instant().minusSeconds(9));
  }

  @Test
  void itemThatIsNotThereOrNotReadable_hasNoServers() {
    put(new StoredBackend.Missing(WEB), State.OUT_OF_SYNC);
    assertThat(web().servers()).isEmpty();
    put(new StoredBackend.Malformed(WEB, "web__backend", "no map"), State.MALFORMED);
    assertThat(web().servers()).isEmpty();
  }

  @Test
  void unreadable_isAsBeforeButForItsStateAndReason() {
    put(item(WEB, AT), State.IN_SYNC);
    Instant observed = web().observedAt();
    time.advance(SECOND);
    status.unreadable(WEB, SERVICES, "the table is throttled");
    assertThat(web().state()).isEqualTo(State.UNKNOWN);
    assertThat(web().problem()).contains("the table is throttled");
    assertThat(web().servers().orElseThrow()).containsOnlyKeys(AT);
    assertThat(web().observedAt()).isEqualTo(observed);
    status.broken(WEB, SERVICES, "a bug");
    assertThat(web().state()).isEqualTo(State.ERROR);
    assertThat(web().problem()).contains("a bug");
    assertThat(web().servers().orElseThrow()).containsOnlyKeys(AT);
    assertThat(web().observedAt()).isEqualTo(observed);
  }

  @Test
  void unreadableFromTheFirst_isShownToo() {
    status.unreadable(WEB, SERVICES, "the table is throttled");
    assertThat(web().state()).isEqualTo(State.UNKNOWN);
    assertThat(web().services()).isEqualTo(SERVICES);
    assertThat(web().servers()).isEmpty();
  }

  @Test
  void planFromWhichNothingCouldBeConcluded_isAsOldAsTheOneBefore() {
    put(item(WEB, AT), State.IN_SYNC);
    Instant observed = web().observedAt();
    time.advance(SECOND);
    put(item(WEB, AT), State.UNKNOWN);
    assertThat(web().observedAt()).isEqualTo(observed);
    put(item(WEB, AT), State.IN_SYNC);
    assertThat(web().observedAt()).isEqualTo(observed.plus(SECOND));
  }

  @Test
  void unchangedServers_areHeldOnce() {
    put(item(WEB, AT), State.IN_SYNC);
    StoredServer first = web().servers().orElseThrow().get(AT);
    put(item(WEB, AT), State.HELD);
    assertThat(web().servers().orElseThrow().get(AT)).isSameAs(first);
    put(item(WEB, "10.0.0.2:80"), State.HELD);
    assertThat(web().servers().orElseThrow()).containsOnlyKeys("10.0.0.2:80");
  }

  @Test
  void hold_isCountedOnceAndAgainWhenItIsNew() {
    Planned held = planned(item(WEB, AT), plan(State.HELD, Optional.empty(), HOLD), time.nanos());
    status.put(WEB, held, Optional.empty());
    status.put(WEB, held, Optional.empty());
    status.unreadable(WEB, SERVICES, "the table is throttled");
    status.put(WEB, held, Optional.empty());
    assertThat(trips()).isEqualTo(1);
    put(item(WEB, AT), State.IN_SYNC);
    status.put(WEB, held, Optional.empty());
    assertThat(trips()).isEqualTo(2);
  }

  private double trips() {
    return registry.counter("ecs_task_tracker_guard_trips", "guard", "last").count();
  }
}
