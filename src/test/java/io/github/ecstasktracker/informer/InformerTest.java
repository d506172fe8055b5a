package io.github.ecstasktracker.informer;

import static io.github.ecstasktracker.informer.Tasks.API;
import static io.github.ecstasktracker.informer.Tasks.CLUSTER;
import static io.github.ecstasktracker.informer.Tasks.WEB;
import static io.github.ecstasktracker.informer.Tasks.arn;
import static io.github.ecstasktracker.informer.Tasks.at;
import static io.github.ecstasktracker.informer.Tasks.backend;
import static io.github.ecstasktracker.informer.Tasks.checked;
import static io.github.ecstasktracker.informer.Tasks.excluded;
import static io.github.ecstasktracker.informer.Tasks.running;
import static io.github.ecstasktracker.informer.Tasks.serving;
import static io.github.ecstasktracker.informer.Tasks.stopped;
import static io.github.ecstasktracker.informer.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.informer.Informer.Heard;
import io.github.ecstasktracker.informer.InformerStand.Told;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From messages and passes to what is known, and who is told of it. */
class InformerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final BackendKey WEBS = backend(WEB);
  private static final BackendKey APIS = backend(API);
  private static final String OTHER = "other";

  private InformerStand stand = new InformerStand(CLUSTER);

  private static ObservedTask starting(int number, ServiceKey service, long version) {
    return task(number, service, version, excluded(Cause.STARTING));
  }

  /** All is known, and nothing is due. */
  private void settle() {
    stand.pass();
    stand.advance(SECOND);
    clear();
  }

  private void clear() {
    stand.calls.clear();
    stand.described.clear();
    stand.told.clear();
    stand.served.clear();
  }

  @Nested
  class Events {
    @Test
    void deathOfAServer_isAskedForAtOnce() {
      stand.run(running(1, WEB, 4));
      settle();
      stand.run(stopped(1, WEB, 5));
      assertThat(stand.hear(stopped(1, WEB, 5))).isEqualTo(Heard.DUE);
      stand.runDue();
      assertThat(stand.calls).containsExactly("describe 1 LIVE");
      assertThat(stand.told)
          .extracting(told -> told.changes().backends())
          .containsExactly(Set.of(WEBS));
      assertThat(stand.served).containsExactly(arn(1) + " v5");
    }

    @Test
    void messageThatAgreesOnServing_waitsForTheNextCall_aSecondAtMost() {
      stand.run(running(1, WEB, 4), running(2, API, 4));
      settle();
      stand.run(running(1, WEB, 5));
      stand.hear(running(1, WEB, 5));
      stand.advance(SECOND.minusNanos(1));
      assertThat(stand.calls).isEmpty();
      stand.advance(Duration.ofNanos(1));
      assertThat(stand.calls).containsExactly("describe 1 LIVE");

      clear();
      stand.run(running(1, WEB, 6), stopped(2, API, 5));
      stand.hear(running(1, WEB, 6));
      stand.hear(stopped(2, API, 5));
      stand.runDue();
      assertThat(stand.calls).containsExactly("describe 2 LIVE");
      stand.advance(SECOND);
      assertThat(stand.calls).hasSize(1);
    }

    @Test
    void manyMessages_areOneCall() {
      for (int i = 0; i < 50; i++) {
        stand.run(running(i, WEB, 1));
        stand.hear(running(i, WEB, 1));
      }
      stand.runDue();
      assertThat(stand.calls).containsExactly("describe 50 LIVE");
      assertThat(stand.served).hasSize(50);
      assertThat(stand.told).hasSize(1);
    }

    @Test
    void knownVersion_asksForNothing_andServesNobodyItself() {
      stand.run(running(1, WEB, 4));
      settle();
      assertThat(stand.hear(running(1, WEB, 4))).isEqualTo(Heard.KNOWN);
      stand.advance(SECOND);
      assertThat(stand.calls).isEmpty();
      assertThat(stand.served).isEmpty();
    }

    /** One lost event is healed by its service's next one. */
    @Test
    void lostEvent_isHealedByTheNextOneOfItsService() {
      stand.run(running(1, WEB, 4), running(2, WEB, 4), running(3, API, 4));
      settle();
      stand.run(stopped(1, WEB, 5), stopped(2, WEB, 5), stopped(3, API, 5));
      stand.hear(stopped(1, WEB, 5));
      stand.runDue();
      assertThat(stand.described).containsExactly(List.of(arn(1), arn(2)));
      assertThat(stand.state(stopped(2, WEB, 5))).isEqualTo(excluded(Cause.STOPPED));
      assertThat(stand.informer.size()).isOne();
    }

    @Test
    void messageAboutAService_asksForThoseOfItsTasksThatAreNotAtRest() {
      stand.run(running(1, WEB, 4), starting(2, WEB, 4), starting(3, API, 4));
      stand.standBy();
      settle();
      stand.informer.hear(WEB, "sns");
      stand.advance(SECOND);
      assertThat(stand.described).hasSize(1);
      assertThat(stand.described.getFirst().getFirst()).isEqualTo(arn(2));
      assertThat(stand.described.getFirst()).doesNotContain(arn(3));
    }

    @Test
    void serviceOfAClusterThatIsNotFollowed_isADefect() {
      assertThatThrownBy(() -> stand.hear(new ServiceKey(OTHER, "web"), arn(1), 1, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(OTHER);
    }

    @Test
    void changes_areToldWithTheFirstMessageThatAskedForThem() {
      stand.run(running(1, WEB, 4));
      settle();
      long told = stand.time.nanos();
      stand.run(stopped(1, WEB, 5));
      stand.hear(stopped(1, WEB, 5));
      stand.runDue();
      assertThat(stand.told)
          .containsExactly(new Told(new Changes(Set.of(WEBS), Set.of()), "sqs", told));
    }

    @Test
    void whatAHealthCheckShows_bearsItsName() {
      stand.run(checked(task(1, WEB, 4, excluded(Cause.UNHEALTHY, 1))));
      settle();
      stand.run(checked(running(1, WEB, 4)));
      stand.informer.checkHealth(Duration.ZERO);
      stand.runDue();
      assertThat(stand.told)
          .containsExactly(
              new Told(new Changes(Set.of(WEBS), Set.of(at(1))), Informer.HEALTH, null));
    }

    @Test
    void answerThatChangesNothing_isToldToNobody_butServes() {
      stand.run(running(1, WEB, 4));
      settle();
      stand.run(running(1, WEB, 5));
      stand.hear(WEB, arn(1), 5, false);
      int moved = stand.moved;
      stand.runDue();
      assertThat(stand.told)
          .extracting(told -> told.changes().backends())
          .as("met: it was in doubt")
          .containsExactly(Set.of(WEBS));
      assertThat(stand.served).hasSize(1);
      assertThat(stand.moved).isEqualTo(moved + 1);

      clear();
      stand.informer.hear(WEB, "sns");
      stand.advance(SECOND);
      assertThat(stand.told).isEmpty();
    }
  }

  @Nested
  class Served {
    @Test
    void message_isServedAfterItsBackendsAreQueued() {
      stand.run(running(1, WEB, 4));
      List<Integer> queuedBefore = new ArrayList<>();
      stand.informer.hear(
          WEB,
          new Trigger.HeardTask(arn(1), 4, true),
          "sqs",
          () -> queuedBefore.add(stand.told.size()));
      stand.runDue();
      assertThat(queuedBefore).containsExactly(1);
    }

    @Test
    void messageThatComesWhileACallIsUnderWay_isServedByTheNextOne() {
      stand.run(running(1, WEB, 4));
      stand.beside = () -> stand.hear(running(1, WEB, 5));
      stand.hear(running(1, WEB, 4));
      stand.runDue();
      assertThat(stand.described).hasSize(2);
      assertThat(stand.served).containsExactly(arn(1) + " v4", arn(1) + " v5");
    }

    @Test
    void answerOlderThanTheMessage_servesIt_andTheTaskStaysUnknown() {
      stand.run(running(1, WEB, 4));
      settle();
      stand.hear(WEB, arn(1), 6, true);
      stand.advance(SECOND);
      assertThat(stand.served).containsExactly(arn(1) + " v6");
      assertThat(stand.state(running(1, WEB, 4))).isInstanceOf(TaskState.Unknown.class);
    }

    @Test
    void termThatEndsBeforeTheAnswer_servesNobody() {
      stand.run(running(1, WEB, 4));
      stand.beside = stand::standBy;
      stand.hear(running(1, WEB, 4));
      stand.runDue();
      assertThat(stand.described).hasSize(1);
      assertThat(stand.told).as("known all the same").hasSize(1);
      assertThat(stand.served).isEmpty();
    }

    @Test
    void termThatIsLostAndWonAgain_servesNobodyOfTheOneBefore() {
      stand.run(running(1, WEB, 4));
      stand.beside =
          () -> {
            stand.standBy();
            stand.lead();
          };
      stand.hear(running(1, WEB, 4));
      stand.runDue();
      assertThat(stand.served).isEmpty();

      stand.hear(running(2, WEB, 4));
      stand.standBy();
      stand.lead();
      stand.run(running(2, WEB, 4));
      stand.advance(SECOND);
      assertThat(stand.served).isEmpty();
    }

    @Test
    void callThatFails_servesNobody_untilItIsMadeAgain() {
      stand.run(running(1, WEB, 4));
      stand.down = true;
      stand.hear(running(1, WEB, 4));
      stand.runDue();
      assertThat(stand.served).isEmpty();
      assertThat(stand.failures).containsExactly("down true");
      stand.down = false;
      stand.advance(SECOND);
      assertThat(stand.served).containsExactly(arn(1) + " v4");
      assertThat(stand.told).extracting(Told::cause).containsExactly("sqs");
    }

    @Test
    void tooMuchThatIsDue_isFull() {
      for (int i = 0; i < 100_000; i++) {
        assertThat(stand.hear(WEB, arn(i), 1, true)).isEqualTo(Heard.DUE);
      }
      assertThat(stand.hear(WEB, arn(100_000), 1, true)).isEqualTo(Heard.FULL);
    }
  }

  @Nested
  class BadNames {
    @Test
    void arnThatEcsRefuses_isDroppedAndCounted_andHarmsNobodyLater() {
      stand.run(running(1, WEB, 4), running(2, WEB, 4));
      settle();
      stand.foreign.add(arn(9));
      stand.hear(WEB, arn(9), 1, true);
      stand.runDue();
      assertThat(stand.refusals).hasSize(1);
      assertThat(stand.refusals.getFirst()).endsWith("9: Invalid Region in ARN");
      assertThat(stand.served).containsExactly(arn(9) + " v1");

      clear();
      stand.run(stopped(1, WEB, 5));
      stand.hear(stopped(1, WEB, 5));
      stand.runDue();
      assertThat(stand.described).hasSize(1);
      assertThat(stand.described.getFirst()).containsExactly(arn(1), arn(2));
      stand.advance(SECOND);
      assertThat(stand.pass().complete()).isTrue();
      assertThat(stand.described).containsExactly(List.of(arn(2)));
    }

    @Test
    void badNameAmongMany_costsAFewCalls_andTheOthersAreServed() {
      stand.foreign.add(arn(37));
      for (int i = 0; i < 64; i++) {
        if (i != 37) {
          stand.run(running(i, WEB, 1));
        }
        stand.hear(WEB, arn(i), 1, true);
      }
      stand.runDue();
      assertThat(stand.served).hasSize(64);
      assertThat(stand.described).hasSize(13);
      assertThat(stand.informer.size()).isEqualTo(63);
    }
  }

  @Nested
  class Passes {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 101, 250, 1_000})
    void pass_costsAListAndADescriptionOfEachHundred(int count) {
      for (int i = 0; i < count; i++) {
        stand.run(running(i, WEB, 1));
      }
      stand.pass();
      stand.advance(SECOND);
      int pages = Math.max(1, Math.ceilDiv(count, 100));
      assertThat(stand.calls).filteredOn(call -> call.startsWith("list")).hasSize(pages);
      assertThat(stand.described).hasSize(Math.ceilDiv(count, 100));
      assertThat(stand.described.stream().mapToInt(List::size).sum()).isEqualTo(count);

      Pass again = stand.pass();
      stand.advance(SECOND);
      assertThat(stand.calls).hasSize(pages + Math.ceilDiv(count, 100));
      assertThat(stand.calls).doesNotContain("describe 100 LIVE");
      assertThat(again.complete()).isTrue();
      assertThat(again.problems()).isEmpty();
      assertThat(stand.told).isEmpty();
      assertThat(stand.informer.size()).isEqualTo(count);
    }

    @Test
    void taskDescribedSinceTheListBegan_isNotDescribedAgain() {
      stand.run(running(1, WEB, 4), running(2, API, 4));
      stand.hear(running(1, WEB, 4));
      stand.runDue();
      Pass pass = stand.pass();
      assertThat(stand.described).containsExactly(List.of(arn(2)));
      assertThat(pass.complete()).isTrue();
      stand.advance(SECOND);
      stand.pass();
      assertThat(stand.described.getFirst()).containsExactlyInAnyOrder(arn(1), arn(2));
    }

    @Test
    void knownTaskThatTheListLacks_isDescribedByName() {
      stand.run(running(1, WEB, 4), running(2, WEB, 4));
      settle();
      stand.unlisted.add(arn(1));
      stand.run(stopped(2, WEB, 5));
      stand.pass();
      assertThat(stand.described.getFirst()).containsExactlyInAnyOrder(arn(1), arn(2));
      assertThat(stand.state(running(1, WEB, 4))).isEqualTo(serving(1));
      assertThat(stand.informer.size()).isOne();
    }

    @Test
    void voidList_isNoCompletePass_andKnownTasksAreDescribedAllTheSame() {
      stand.run(running(1, WEB, 4), running(2, WEB, 4));
      settle();
      stand.ended.clear();
      stand.voids.add(CLUSTER);
      stand.run(stopped(1, WEB, 5));
      Pass pass = stand.pass();
      assertThat(pass.complete()).isFalse();
      assertThat(pass.voidClusters()).isEqualTo(Map.of(CLUSTER, "list of demo: down"));
      assertThat(pass.problems()).containsExactly("list of demo: down");
      assertThat(pass.undescribed()).isEmpty();
      assertThat(stand.described.getFirst()).containsExactlyInAnyOrder(arn(1), arn(2));
      assertThat(stand.informer.size()).isOne();
      assertThat(stand.failures).containsExactly("list of demo: down true");
      assertThat(stand.ended).containsExactly("begins demo");
      assertThat(stand.informer.snapshot(WEBS, Set.of(), 0).incomplete())
          .containsExactly("list of demo: down");
    }

    @Test
    void clusterThatEcsDoesNotKnow_holdsNothingBack_ifAnotherIsWhole() {
      stand = new InformerStand(CLUSTER, OTHER);
      stand.run(running(1, WEB, 4));
      stand.absent.add(OTHER);
      Pass pass = stand.pass();
      assertThat(pass.complete()).isTrue();
      assertThat(pass.problems()).isEmpty();
      assertThat(stand.calls).containsExactly("list demo", "describe 1 BACKGROUND", "list other");

      stand.absent.add(CLUSTER);
      Pass none = stand.pass();
      assertThat(none.complete()).isFalse();
      assertThat(none.problems())
          .containsExactly("there is no cluster demo", "there is no cluster other");

      stand.absent.remove(OTHER);
      stand.voids.add(OTHER);
      assertThat(stand.pass().complete()).isFalse();
    }

    @Test
    void listedTaskThatIsNotDescribed_leavesThePassIncomplete() {
      stand.run(running(1, WEB, 4), running(2, WEB, 4));
      stand.leftOut.add(arn(1));
      Pass pass = stand.pass();
      assertThat(pass.complete()).isFalse();
      assertThat(pass.undescribed()).isEqualTo(Map.of(CLUSTER, Map.of(arn(1), "not mentioned")));
      assertThat(pass.problems())
          .containsExactly(
              "cluster demo: 1 listed tasks could not be described, as %s: not mentioned"
                  .formatted(arn(1)));
      assertThat(stand.described).as("and once more").hasSize(2);
      assertThat(stand.informer.snapshot(WEBS, Set.of(), 0).incomplete())
          .contains("task " + arn(1) + ": not mentioned");

      stand.leftOut.clear();
      stand.advance(SECOND);
      assertThat(stand.pass().complete()).isTrue();
      assertThat(stand.informer.snapshot(WEBS, Set.of(), 0).incomplete()).isEmpty();
    }

    @Test
    void knownTaskThatIsNeitherListedNorDescribed_isInDoubt_andThePassIsComplete() {
      stand.run(running(1, WEB, 4));
      settle();
      stand.unlisted.add(arn(1));
      stand.leftOut.add(arn(1));
      assertThat(stand.pass().complete()).isTrue();
      assertThat(stand.state(running(1, WEB, 4))).isEqualTo(new TaskState.Unknown("not mentioned"));
    }

    @Test
    void missingTask_isAnswered() {
      stand.run(running(1, WEB, 4));
      stand.missing.add(arn(1));
      assertThat(stand.pass().complete()).isTrue();
    }

    @Test
    void missingOfOnePassAndTheNext_provesTheTaskGone() {
      stand.run(running(1, WEB, 4), running(2, WEB, 4));
      stand.standBy();
      settle();
      stand.unlisted.add(arn(1));
      stand.missing.add(arn(1));
      stand.pass();
      assertThat(stand.informer.size()).isEqualTo(2);
      stand.advance(Duration.ofSeconds(60));
      stand.pass();
      assertThat(stand.informer.size()).isOne();
      assertThat(stand.state(running(1, WEB, 4)).whyNot().orElseThrow()).contains("twice");

      stand.unlisted.clear();
      stand.missing.clear();
      stand.advance(SECOND);
      stand.pass();
      assertThat(stand.state(running(1, WEB, 4))).as("ECS was wrong").isEqualTo(serving(1));
    }

    @Test
    void listBetweenTwoMissing_startsAnew() {
      stand.run(running(1, WEB, 4));
      stand.standBy();
      settle();
      stand.missing.add(arn(1));
      stand.pass();
      stand.advance(Duration.ofSeconds(60));
      stand.pass();
      assertThat(stand.informer.size()).isOne();
    }

    @Test
    void taskOfNoService_isDescribedAndForgotten() {
      stand.run(task(1, new ServiceKey(CLUSTER, "family:x"), null, 1, excluded(Cause.DISABLED)));
      Pass pass = stand.pass();
      assertThat(pass.complete()).isTrue();
      assertThat(stand.informer.size()).isZero();
      assertThat(stand.told).isEmpty();
    }

    @Test
    void port_isToldOfThePass() {
      stand = new InformerStand(CLUSTER, OTHER);
      stand.run(running(1, WEB, 4), running(2, WEB, 4));
      stand.pass();
      stand.unlisted.add(arn(1));
      stand.ended.clear();
      stand.pass();
      assertThat(stand.ended)
          .containsExactly("begins demo", "ends demo with 2", "begins other", "ends other with 0");
    }

    @Test
    void pass_tellsWhenItBegan_andThatItMoves() {
      stand.run(running(1, WEB, 4));
      long begun = stand.time.nanos();
      stand.beside = () -> stand.time.advance(SECOND);
      Pass pass = stand.pass();
      assertThat(pass.begunNanos()).isEqualTo(begun);
      assertThat(stand.moved).isEqualTo(2);
      assertThat(stand.informer.passBegunNanos()).isEqualTo(begun);
    }

    /** Every backend is queued at the end of a pass; none of them ten times before. */
    @Test
    void whatAPassAloneFinds_isToldAtItsEndByWhoAskedForIt() {
      stand.run(running(1, WEB, 4), running(2, API, 4));
      stand.pass();
      assertThat(stand.told).isEmpty();
      assertThat(stand.informer.backends()).containsExactlyInAnyOrder(WEBS, APIS);
      stand.advance(SECOND);
      stand.run(stopped(1, WEB, 5));
      stand.pass();
      assertThat(stand.told).isEmpty();
    }

    @Test
    void whatAMessageTellsOfDuringAPass_isToldAtOnce() {
      stand.run(running(1, WEB, 4), running(2, API, 4), running(3, API, 4));
      settle();
      stand.advance(SECOND);
      stand.run(stopped(1, WEB, 5), stopped(3, API, 5));
      stand.leftOut.add(arn(2));
      stand.hear(WEB, arn(1), 5, true);
      stand.pass();
      assertThat(stand.described.getFirst()).contains(arn(1), arn(3));
      assertThat(stand.told)
          .extracting(told -> told.changes().backends())
          .containsExactly(Set.of(WEBS));
      assertThat(stand.served).containsExactly(arn(1) + " v5");
    }

    @Test
    void definitionThatIsReadAfterThePass_isToldThen() {
      stand.run(running(1, WEB, 4));
      stand.unread.add(arn(1));
      stand.beside = () -> stand.io = job -> stand.after(SECOND, job);
      stand.pass();
      assertThat(stand.told).isEmpty();
      stand.advance(SECOND);
      assertThat(stand.told)
          .extracting(Told::changes)
          .containsExactly(new Changes(Set.of(WEBS), Set.of(at(1))));
    }

    @Test
    void twoAtOneAddress_thatAPassFinds_areBothDescribedAgain() {
      stand.run(task(1, WEB, 4, serving(7)), task(2, API, 4, serving(7)));
      stand.pass();
      stand.runDue();
      assertThat(stand.described).hasSize(2);
      assertThat(stand.described.getLast()).containsExactlyInAnyOrder(arn(1), arn(2));
    }

    @Test
    void taskThatAnotherCallDescribesMeanwhile_isNoProblemOfThePass() {
      stand.run(running(1, WEB, 4));
      stand.leftOut.add(arn(1));
      stand.beside =
          () ->
              stand.beside =
                  () -> {
                    stand.leftOut.clear();
                    stand.hear(running(1, WEB, 4));
                    stand.runDue();
                  };
      Pass pass = stand.pass();
      assertThat(pass.undescribed()).isEmpty();
      assertThat(stand.state(running(1, WEB, 4))).isEqualTo(serving(1));
    }

    @Test
    void whoCloses_endsThePass_whichIsNotComplete() {
      for (int i = 0; i < 150; i++) {
        stand.run(running(i, WEB, 1));
      }
      stand.beside = stand.informer::close;
      Pass pass = stand.pass();
      assertThat(stand.described).hasSize(1);
      assertThat(pass.complete()).isFalse();
      assertThat(pass.undescribed().get(CLUSTER)).hasSize(50).containsValue("stopping");
      assertThat(stand.pass().undescribed().get(CLUSTER)).hasSize(150 - 100);
      assertThat(stand.hear(running(1, WEB, 9))).isEqualTo(Heard.FULL);
    }
  }

  @Nested
  class Lists {
    @Test
    void servicesListedAlone_areDescribedWhole_andCounted() {
      stand.run(
          running(1, WEB, 4),
          starting(2, WEB, 4),
          running(3, API, 4),
          running(4, Tasks.service("third"), 4));
      stand.statuses.put(WEB, new ServiceStatus.Live(1));
      stand.statuses.put(API, new ServiceStatus.Live(1));
      long begun = stand.time.nanos();
      Listing listing = stand.informer.list(List.of(WEB, API), true, Urgency.LIVE);
      assertThat(listing)
          .isEqualTo(
              new Listing(begun, Map.of(WEB, 1L, API, 1L), stand.statuses, Optional.empty()));
      assertThat(stand.calls)
          .containsExactly(
              "list demo/web",
              "describe 2 LIVE",
              "list demo/api",
              "describe 1 LIVE",
              "count [demo/api, demo/web]");
    }

    @Test
    void withoutCounting_nothingIsCounted() {
      stand.run(running(1, WEB, 4));
      Listing listing = stand.informer.list(List.of(WEB), false, Urgency.BACKGROUND);
      assertThat(listing.statuses()).isEmpty();
      assertThat(listing.problem()).isEmpty();
      assertThat(stand.calls).containsExactly("list demo/web", "describe 1 BACKGROUND");
    }

    @Test
    void countThatFails_isTold_andEmpty() {
      stand.run(running(1, WEB, 4));
      stand.statusDown = true;
      Listing listing = stand.informer.list(List.of(WEB), true, Urgency.LIVE);
      assertThat(listing.statuses()).isEmpty();
      assertThat(listing.running()).isEqualTo(Map.of(WEB, 1L));
      assertThat(stand.failures).containsExactly("count: down true");
    }

    @Test
    void listThatFails_isAProblem_andNothingIsCounted() {
      stand.run(running(1, WEB, 4));
      settle();
      stand.advance(SECOND);
      stand.voids.add(CLUSTER);
      Listing listing = stand.informer.list(List.of(WEB), true, Urgency.LIVE);
      assertThat(listing.problem()).contains("list of demo: down");
      assertThat(listing.running()).isEqualTo(Map.of(WEB, 0L));
      assertThat(stand.calls).doesNotContain("count [demo/web]");
      assertThat(stand.failures).containsExactly("list of demo: down true");
    }

    @Test
    void noCluster_isAProblem() {
      stand.absent.add(CLUSTER);
      assertThat(stand.informer.list(List.of(WEB, API), true, Urgency.LIVE).problem())
          .contains("there is no cluster demo");
    }

    @Test
    void taskThatIsNotDescribed_isAProblem() {
      stand.run(running(1, WEB, 4), running(2, API, 4));
      stand.leftOut.add(arn(1));
      Listing listing = stand.informer.list(List.of(WEB, API), true, Urgency.LIVE);
      assertThat(listing.problem()).contains("not mentioned");
      assertThat(listing.running()).isEqualTo(Map.of(WEB, 0L, API, 1L));
    }

    /** ECS counts a task that is about to stop as running, and lists it no more. */
    @Test
    void tasksAboutToStop_areCounted() {
      stand.run(running(1, WEB, 4), running(2, WEB, 4));
      settle();
      stand.run(task(1, WEB, 5, excluded(Cause.STOPPING, 1)));
      stand.hear(WEB, arn(1), 5, false);
      stand.runDue();
      stand.advance(SECOND);
      Listing listing = stand.informer.list(List.of(WEB), false, Urgency.LIVE);
      assertThat(listing.running()).isEqualTo(Map.of(WEB, 2L));
      stand.run(stopped(1, WEB, 6));
      stand.advance(SECOND);
      assertThat(stand.informer.list(List.of(WEB), false, Urgency.LIVE).running())
          .isEqualTo(Map.of(WEB, 1L));
    }
  }

  @Nested
  class Following {
    private int asked() {
      return stand.described.size();
    }

    @Test
    void taskThatIsNotAtRest_isAskedForAgainByItself_everMoreSeldom() {
      stand.run(starting(1, WEB, 1));
      stand.hear(WEB, arn(1), 1, true);
      stand.runDue();
      assertThat(asked()).isOne();
      int expected = 1;
      for (int seconds : new int[] {1, 2, 4, 8, 15, 15}) {
        stand.advance(Duration.ofSeconds(seconds).minusNanos(1));
        assertThat(asked()).isEqualTo(expected);
        stand.advance(Duration.ofNanos(1));
        assertThat(asked()).isEqualTo(++expected);
      }
      assertThat(stand.calls).filteredOn("describe 1 LIVE"::equals).hasSize(1);
      stand.run(running(1, WEB, 2));
      stand.advance(Duration.ofSeconds(15));
      assertThat(stand.state(running(1, WEB, 2))).isEqualTo(serving(1));
      int last = asked();
      stand.advance(Duration.ofMinutes(10));
      assertThat(asked()).isEqualTo(last);
    }

    @Test
    void definitionThatIsReadLater_isAppliedThen() {
      stand.run(running(1, WEB, 1));
      stand.unread.add(arn(1));
      stand.hear(running(1, WEB, 1));
      stand.runDue();
      assertThat(stand.told)
          .extracting(told -> told.changes().taken())
          .containsExactly(Set.of(), Set.of(at(1)));
      assertThat(stand.told).extracting(Told::cause).containsExactly("sqs", "sqs");
      assertThat(stand.told.getLast().sinceNanos()).isEqualTo(stand.told.getFirst().sinceNanos());
      assertThat(stand.state(running(1, WEB, 1))).isEqualTo(serving(1));
      assertThat(stand.served).hasSize(1);
    }

    @Test
    void messageThatNobodyMeets_lapses_andIsCounted() {
      stand.run(running(1, WEB, 4));
      settle();
      stand.hear(WEB, arn(1), 6, true);
      stand.advance(Duration.ofMinutes(2));
      assertThat(stand.state(running(1, WEB, 4))).isEqualTo(serving(1));
      assertThat(stand.lapsed).isOne();
    }

    @Test
    void health_isAskedForByAge_inTheBackground() {
      stand.run(checked(running(1, WEB, 4)), running(2, WEB, 4), checked(running(3, API, 4)));
      settle();
      stand.advance(Duration.ofSeconds(14));
      stand.run(task(1, WEB, 5, excluded(Cause.UNHEALTHY, 1)));
      stand.hear(WEB, arn(1), 5, false);
      stand.runDue();
      clear();
      stand.advance(Duration.ofNanos(1));
      stand.informer.checkHealth(Duration.ofSeconds(15));
      stand.runDue();
      assertThat(stand.described).containsExactly(List.of(arn(3)));
      assertThat(stand.calls).containsExactly("describe 1 BACKGROUND");
      stand.informer.checkHealth(Duration.ofSeconds(15));
      stand.runDue();
      assertThat(stand.calls).hasSize(1);
    }
  }

  @Nested
  class Refreshing {
    @Test
    void refreshedTask_hasItsBackendReconciled_whateverEcsSays() {
      stand.run(running(1, WEB, 4));
      settle();
      stand.advance(SECOND);
      stand.informer.refresh(List.of(arn(1), arn(9)));
      stand.runDue();
      assertThat(stand.calls).containsExactly("describe 1 LIVE");
      assertThat(stand.told)
          .containsExactly(new Told(new Changes(Set.of(WEBS), Set.of()), Informer.DRIFT, null));
    }

    /** The backend would ask again at once: at the rate of tokens, for as long as ECS is silent. */
    @Test
    void refreshedTaskThatEcsDoesNotDescribe_waitsForItsBackoff() {
      stand.run(running(1, WEB, 4));
      settle();
      stand.advance(SECOND);
      stand.leftOut.add(arn(1));
      stand.informer.refresh(List.of(arn(1)));
      stand.runDue();
      assertThat(stand.described).hasSize(1);
      assertThat(stand.told).isEmpty();
      stand.leftOut.clear();
      stand.advance(SECOND);
      assertThat(stand.described).hasSize(2);
      assertThat(stand.told)
          .extracting(told -> told.changes().backends())
          .containsExactly(Set.of(WEBS));
    }

    @Test
    void refreshedTaskThatEcsDescribesAsItWas_waitsForItsBackoffToo() {
      stand.run(running(1, WEB, 5));
      settle();
      stand.advance(SECOND);
      stand.run(running(1, WEB, 4));
      stand.informer.refresh(List.of(arn(1)));
      stand.runDue();
      assertThat(stand.described).hasSize(1);
      assertThat(stand.told).isEmpty();
      stand.run(running(1, WEB, 5));
      stand.advance(SECOND);
      assertThat(stand.described).hasSize(2);
      assertThat(stand.told).hasSize(1);
    }

    @Test
    void twoTasksAtOneAddress_areBothDescribedAgain_inOneCall() {
      stand.run(task(1, WEB, 4, serving(7)));
      settle();
      stand.run(task(2, API, 1, serving(7)));
      stand.hear(task(2, API, 1, serving(7)));
      stand.runDue();
      assertThat(stand.described).hasSize(2);
      assertThat(stand.described.getLast()).containsExactlyInAnyOrder(arn(1), arn(2));
      assertThat(stand.told.getFirst().changes().taken()).containsExactly(at(7));
      assertThat(stand.told.getLast().changes().backends()).containsExactlyInAnyOrder(WEBS, APIS);
      stand.advance(Duration.ofSeconds(60));
      assertThat(stand.described).as("once").hasSize(2);
    }

    @Test
    void deadTaskWhoseAddressIsTaken_isFoundByThat() {
      stand.run(task(1, WEB, 4, serving(7)));
      settle();
      stand.run(stopped(1, WEB, 5), task(2, API, 1, serving(7)));
      stand.hear(task(2, API, 1, serving(7)));
      stand.runDue();
      assertThat(stand.informer.size()).isOne();
    }
  }

  @Nested
  class Terms {
    @Test
    void whoStandsBy_knowsAsMuch_andFollowsNobody() {
      stand.standBy();
      stand.run(starting(1, WEB, 1), running(2, WEB, 1));
      stand.pass();
      stand.advance(Duration.ofMinutes(1));
      assertThat(stand.described).hasSize(1);
      assertThat(stand.state(running(2, WEB, 1))).isEqualTo(serving(2));
    }

    @Test
    void newTerm_beginsWithFreshEyes_untilThePassHasDescribedAll() {
      stand.standBy();
      stand.run(running(1, WEB, 1));
      settle();
      stand.advance(SECOND);
      stand.lead();
      assertThat(stand.state(running(1, WEB, 1))).isInstanceOf(TaskState.Unknown.class);
      assertThat(stand.informer.snapshot(WEBS, Set.of(), 0).incomplete()).isNotEmpty();
      stand.pass();
      assertThat(stand.state(running(1, WEB, 1))).isEqualTo(serving(1));
      assertThat(stand.informer.snapshot(WEBS, Set.of(), 0).incomplete()).isEmpty();
    }
  }

  @Test
  void backends_areThoseOfTasksAndOfServicesEverSeen() {
    stand.run(running(1, WEB, 4));
    settle();
    BackendKey found = new BackendKey("found");
    stand.informer.index().add(found, new ServiceKey(CLUSTER, "found"));
    stand.hear(Tasks.service("heard"), arn(5), 1, true);
    assertThat(stand.informer.backends())
        .containsExactlyInAnyOrder(WEBS, found, new BackendKey("heard"));
  }

  @Test
  void clusters_areDescribedApart() {
    stand = new InformerStand(CLUSTER, OTHER);
    ObservedTask there = running(2, new ServiceKey(OTHER, "web"), 1);
    stand.run(running(1, WEB, 1), there);
    stand.hear(running(1, WEB, 1));
    stand.hear(there);
    stand.runDue();
    assertThat(stand.calls).containsExactly("describe 1 LIVE", "describe 1 LIVE");
    stand.informer.refresh(List.of(there.task().arn()));
    stand.runDue();
    assertThat(stand.described.getLast()).containsExactly(there.task().arn());
  }
}
