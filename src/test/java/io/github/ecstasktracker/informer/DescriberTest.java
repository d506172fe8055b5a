package io.github.ecstasktracker.informer;

import static io.github.ecstasktracker.informer.DescriberStand.DOWN;
import static io.github.ecstasktracker.informer.DescriberStand.arn;
import static io.github.ecstasktracker.informer.DescriberStand.arns;
import static io.github.ecstasktracker.informer.DescriberStand.resolved;
import static io.github.ecstasktracker.informer.DescriberStand.starting;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Describing what messages told of: soon, together, and until there is an answer. */
class DescriberTest {
  private static final Duration TICK = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final DescriberStand stand = new DescriberStand();
  private final Describer describer = stand.describer();

  private void hear(String id) {
    assertThat(describer.add(stand.heardOf(id), true)).isTrue();
  }

  @Test
  void taskThatPresses_isAskedForAtOnce_andServedAfterItsAnswerIsApplied() {
    stand.running(0, 1);
    hear("t0");
    stand.work();

    assertThat(stand.heard).containsExactly("applied 1", "served t0");
    assertThat(stand.calls).extracting(DescriberStand.Call::urgency).containsExactly(Urgency.LIVE);
  }

  @Test
  void taskHeardOfTwice_isAskedForOnce_andBothAreServed() {
    stand.running(0, 1);
    hear("t0");
    describer.add(stand.heardOf("t0"), false);
    stand.pass(LONG);

    assertThat(stand.sizes()).containsExactly(1);
    assertThat(stand.heard).containsExactly("applied 1", "served t0", "served t0");
  }

  @Test
  void taskThatDoesNotPress_waitsASecondForCompany() {
    stand.running(0, 2);
    describer.add(stand.heardOf("t0"), false);
    stand.pass(DueTasks.PATIENCE.minus(TICK));
    assertThat(stand.calls).isEmpty();
    stand.pass(TICK);
    assertThat(stand.sizes()).containsExactly(1);

    stand.put("t2", "api", resolved(7));
    describer.add(stand.heardOf("t2"), false);
    hear("t1");
    stand.work();
    assertThat(stand.heard).contains("served t1", "served t2");
    assertThat(stand.calls).hasSize(2);
  }

  @Test
  void whatBecomesDueWhileACallWaitsForItsToken_goesWithIt() {
    stand.running(0, 50);
    stand.beforeToken = () -> IntStream.range(1, 50).forEach(i -> hear("t" + i));
    hear("t0");
    stand.work();

    assertThat(stand.sizes()).containsExactly(50);
  }

  /** As a class that cannot be loaded is: it must not end the reads of the cluster. */
  @Test
  void errorBeforeACallHasItsToken_isAFailedCall() {
    stand.running(0, 1);
    stand.beforeToken =
        () -> {
          throw new NoClassDefFoundError("software/amazon/awssdk/Missing");
        };
    hear("t0");
    stand.pass(LONG);

    assertThat(stand.heard)
        .containsExactly(
            "failed java.lang.NoClassDefFoundError: software/amazon/awssdk/Missing",
            "applied 1",
            "served t0");
  }

  @Test
  void threeCallsAreUnderWayAtMost() {
    stand.running(0, 5);
    List<Integer> queued = new ArrayList<>();
    stand.underWay =
        () -> {
          hear("t1");
          queued.add(stand.jobs.size());
          stand.underWay =
              () -> {
                hear("t2");
                queued.add(stand.jobs.size());
                stand.underWay =
                    () -> {
                      hear("t3");
                      hear("t4");
                      queued.add(stand.jobs.size());
                    };
                stand.work();
              };
          stand.work();
        };
    hear("t0");
    stand.work();

    assertThat(queued).containsExactly(1, 1, 0);
    assertThat(stand.sizes()).containsExactly(1, 1, 1, 2);
  }

  @Test
  void belowHalfOfTheBucket_oneCallARefillPeriod_takesAllThatIsDue() {
    stand.running(0, 20);
    stand.spacing = Duration.ofMillis(50);
    for (int i = 0; i < 20; i++) {
      hear("t" + i);
      stand.pass(Duration.ofMillis(10));
    }
    stand.pass(Duration.ofSeconds(1));

    assertThat(stand.sizes()).containsExactly(1, 4, 5, 5, 5);
  }

  @Test
  void freePlaces_areForTheOtherTasksOfTheSameServices() {
    stand.running(0, 30);
    stand.put("x", "api", resolved(7));
    describer.describeAll(all(), false, Urgency.LIVE);
    stand.calls.clear();

    hear("t4");
    stand.work();

    assertThat(stand.calls)
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.asked()).hasSize(30).doesNotContain(arn("x"));
              assertThat(call.asked().getFirst()).isEqualTo(arn("t4"));
            });
  }

  private List<String> all() {
    return stand.tasks.keySet().stream().map(DescriberStand::arn).toList();
  }

  @Test
  void callThatFails_servesNobody_andIsMadeAgain() {
    stand.running(0, 1);
    stand.failing.addAll(Set.of(1, 2));
    hear("t0");
    stand.work();
    assertThat(stand.heard).containsExactly("failed " + DOWN);

    stand.pass(Duration.ofSeconds(2));

    assertThat(stand.sizes()).containsExactly(1, 1, 1);
    assertThat(stand.heard)
        .containsExactly("failed " + DOWN, "failed " + DOWN, "applied 1", "served t0");
  }

  @Test
  void tasksOfACallThatFails_comeBackTogether() {
    stand.running(0, 100);
    stand.failing.addAll(Set.of(1, 2));
    IntStream.range(0, 100).forEach(i -> hear("t" + i));
    stand.pass(Duration.ofSeconds(2));

    assertThat(stand.sizes()).containsExactly(100, 100, 100);
    assertThat(stand.heard).filteredOn(told -> told.startsWith("served")).hasSize(100);
  }

  @Test
  void callWithoutAToken_losesNoTask() {
    stand.running(0, 1);
    stand.shut.add(1);
    hear("t0");
    stand.pass(Duration.ofSeconds(2));

    assertThat(stand.heard).containsExactly("failed resting", "applied 1", "served t0");
  }

  @Test
  void arnThatIsNotOurs_isTold_andItsMessageIsDone() {
    stand.running(0, 2);
    stand.foreign.add("t1");
    hear("t0");
    hear("t1");
    stand.pass(LONG);

    assertThat(stand.heard)
        .containsExactlyInAnyOrder("applied 1", "served t0", "refused t1", "served t1");
  }

  @Test
  void taskThatTheAnswerLeavesOut_isNotServed_andIsAskedForAgain() {
    stand.running(0, 2);
    stand.leftOut.add("t1");
    hear("t0");
    hear("t1");
    stand.work();
    assertThat(stand.heard).containsExactly("applied 2", "served t0");

    stand.leftOut.clear();
    stand.pass(Duration.ofSeconds(2));

    assertThat(stand.heard).contains("served t1");
  }

  @Test
  void termThatIsOver_servesNobody() {
    stand.running(0, 2);
    stand.underWay = describer::forgetWaiting;
    hear("t0");
    stand.pass(LONG);
    assertThat(stand.heard).containsExactly("applied 1");

    hear("t1");
    describer.forgetWaiting();
    stand.pass(LONG);
    assertThat(stand.heard).containsExactly("applied 1", "applied 1");
  }

  @Test
  void taskOfWhichMoreIsExpected_isFollowed_everMoreSlowly_untilItRests() {
    stand.put("t0", "web", starting());
    hear("t0");
    List<Integer> asked = new ArrayList<>();
    for (int second : new int[] {1, 2, 4, 8, 15, 15}) {
      stand.pass(Duration.ofSeconds(second).minus(TICK));
      asked.add(stand.calls.size());
      stand.pass(TICK);
    }
    assertThat(asked).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(stand.calls).extracting(DescriberStand.Call::urgency).containsOnlyOnce(Urgency.LIVE);

    stand.put("t0", "web", resolved(80));
    stand.pass(Duration.ofSeconds(15));
    int then = stand.calls.size();
    stand.pass(LONG);
    assertThat(stand.calls).hasSize(then);
  }

  @Test
  void whoDoesNotLead_followsNobody() {
    stand.leads = false;
    stand.put("t0", "web", starting());
    describer.describeAll(arns(0, 1), true, Urgency.BACKGROUND);
    stand.pass(LONG);

    assertThat(stand.sizes()).containsExactly(1);
  }

  @Test
  void followingGoesOn_whereACallFails() {
    stand.put("t0", "web", starting());
    hear("t0");
    stand.failing.add(2);
    stand.pass(Duration.ofSeconds(10));

    assertThat(stand.calls).hasSizeGreaterThan(3);
  }

  @Test
  void taskThatWaitsForItsDefinition_isFollowedOnceThatIsRead() {
    stand.running(0, 2);
    stand.put("t2", "web", starting());
    stand.waiting.addAll(Set.of("t0", "t2"));
    List<Runnable> io = new ArrayList<>();
    Describer patient = stand.describer(io::add);
    arns(0, 3).forEach(arn -> patient.add(new Due(arn, "sqs", 0, false), true));
    stand.pass(Duration.ofSeconds(30));
    assertThat(stand.sizes()).as("it is not at rest, but nothing is new").containsExactly(3);

    io.removeFirst().run();
    stand.pass(Duration.ofMillis(1_500));

    assertThat(stand.sizes()).containsExactly(3, 1);
    assertThat(stand.timesAsked("t2")).isEqualTo(2);
  }

  @Test
  void definitionThatIsBeingRead_holdsUpNobody() {
    stand.running(0, 2);
    stand.waiting.add("t0");
    List<Runnable> io = new ArrayList<>();
    Describer patient = stand.describer(io::add);
    patient.add(stand.heardOf("t0"), true);
    patient.add(stand.heardOf("t1"), true);
    stand.work();
    assertThat(stand.heard).containsExactly("applied 2", "served t0", "served t1");

    io.removeFirst().run();

    assertThat(stand.heard.getLast()).isEqualTo("applied 1");
    assertThat(stand.cache.atRest(arn("t0"))).isTrue();
  }

  @Test
  void messageThatWaitsForItsBackoff_isNotPutOffByAnotherAnswer() {
    stand.put("t0", "web", starting());
    stand.underWay =
        () -> {
          // A message comes while a call for the same task is under way, and its own call fails.
          hear("t0");
          stand.work();
        };
    stand.failing.add(2);
    hear("t0");
    stand.pass(Duration.ofMillis(600));

    assertThat(stand.heard).filteredOn("served t0"::equals).hasSize(2);
  }

  @Test
  void whoStops_makesNoMoreCalls() {
    stand.running(0, 2);
    hear("t0");
    describer.close();
    stand.pass(LONG);

    assertThat(describer.add(stand.heardOf("t1"), true)).isFalse();
    stand.pass(LONG);
    assertThat(stand.sizes()).containsExactly(1);
  }

  @Test
  void tooMuchIsDue_isSaid() {
    boolean room = true;
    int added = 0;
    while (room && added <= 200_000) {
      room = describer.add(new Due(arn("t" + added++), "sqs", 0, false), true);
    }
    assertThat(added).isEqualTo(100_001);
    stand.work();

    assertThat(stand.sizes()).hasSize(1_000).containsOnly(100);
    assertThat(describer.add(stand.heardOf("t"), true)).isTrue();
  }
}
