package io.github.ecstasktracker.plan;

import static io.github.ecstasktracker.plan.RandomPlans.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendView.State;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The short way to a plan leads where the long one does. */
class InSyncCheckTest {
  private static final List<UnaryOperator<StoredServer>> EDITS =
      List.of(
          server -> new StoredServer("x", server.url(), server.weight(), true),
          server -> new StoredServer(server.key(), null, server.weight(), false),
          server -> new StoredServer(server.key(), server.url() + "/", server.weight(), true),
          server -> new StoredServer(server.key(), "h" + server.url(), server.weight(), true),
          server ->
              new StoredServer(
                  server.key(),
                  "https://" + server.key().replace('1', '2'),
                  OptionalInt.of(0),
                  true),
          server -> new StoredServer(server.key(), server.url(), OptionalInt.empty(), true),
          server -> new StoredServer(server.key(), server.url(), OptionalInt.of(-1), true),
          server -> new StoredServer(server.key(), server.url(), OptionalInt.of(7), true),
          server -> new StoredServer(server.key(), server.url(), server.weight(), false));

  @Test
  void planOfAnyInput_isTheJudgedOne() {
    forAll(plans -> same(plans.input()));
  }

  @Test
  void backendWhoseTasksAllServeAndAreWritten_isInSync_whateverElseIsKnown() {
    AtomicInteger inSync = new AtomicInteger();
    forAll(
        plans -> {
          Plans serving = serving(plans.input());
          same(serving.input());
          if (InSyncCheck.inSync(serving.input())) {
            inSync.addAndGet(Plans.servers(serving.input().actual()).isEmpty() ? 0 : 1);
            assertThat(serving.plan().state()).isEqualTo(State.IN_SYNC);
          }
        });
    assertThat(inSync).hasValueGreaterThan(RandomPlans.RUNS / 10);
  }

  @Test
  void itemAsItWouldBeWritten_needsNoJudging() {
    ObservedTask https =
        Plans.observed(
            2,
            Plans.WEB,
            new TaskState.Resolved(new Server(Plans.at(2), "https", OptionalInt.of(3))));
    Plans plans =
        Plans.item(Plans.entry(1, 7), StoredServer.of(Plans.at(2), "https", 3))
            .tasks(Plans.running(1), https);

    assertThat(InSyncCheck.inSync(plans.input())).isTrue();
    assertThat(InSyncCheck.inSync(Plans.item().input())).isTrue();
    assertThat(InSyncCheck.inSync(plans.tasks(Plans.running(1)).input())).isFalse();
    assertThat(InSyncCheck.inSync(Plans.noItem().input())).isFalse();
  }

  @Test
  void whateverIsEditedInSuchAnItem_isJudged() {
    forAll(
        plans -> {
          PlanInput agreed = serving(plans.input()).input();
          SortedMap<String, StoredServer> servers = Plans.servers(agreed.actual());
          for (StoredServer server : servers.values()) {
            for (UnaryOperator<StoredServer> edit : EDITS) {
              SortedMap<String, StoredServer> edited = new TreeMap<>(servers);
              edited.remove(server.key());
              StoredServer odd = edit.apply(server);
              edited.put(odd.key(), odd);
              same(Plans.from(agreed).holding(edited).input());
            }
          }
        });
  }

  @Test
  void whateverKeepsHandsOff_isJudged() {
    forAll(
        plans -> {
          PlanInput agreed = serving(plans.input()).input();
          same(Plans.from(agreed).handsOff("paused").input());
          same(Plans.from(agreed).services(new ServiceKey[0]).input());
          same(Plans.from(agreed).unattributed("not described").input());
          same(Plans.from(agreed).of(new StoredBackend.Malformed(Plans.WEB, "x", "odd")).input());
        });
  }

  private static void same(PlanInput input) {
    assertThat(Planner.plan(input)).isEqualTo(Planner.judged(input));
  }

  /** Its servers alone, with the item as it is when they have been written, by force. */
  private static Plans serving(PlanInput input) {
    List<ObservedTask> servers =
        input.desired().tasks().stream()
            .filter(task -> task.state() instanceof TaskState.Resolved)
            .toList();
    Plans serving = Plans.from(input).tasks(servers).unattributed();
    PlanInput before = serving.input();
    SortedMap<String, StoredServer> written =
        new TreeMap<>(Plans.result(before, Planner.judged(before)));
    written
        .keySet()
        .removeIf(
            key ->
                servers.stream()
                    .noneMatch(
                        task ->
                            task.state() instanceof TaskState.Resolved resolved
                                && resolved.server().key().equals(key)));
    return serving.holding(written);
  }
}
