package io.github.ecstasktracker.informer;

import static io.github.ecstasktracker.informer.DescriberStand.DOWN;
import static io.github.ecstasktracker.informer.DescriberStand.LEFT_OUT;
import static io.github.ecstasktracker.informer.DescriberStand.arn;
import static io.github.ecstasktracker.informer.DescriberStand.arns;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.ecs.Arns;
import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Describing many tasks to the last: all are answered for, and no call is made in vain. */
class DescriberRoundTest {
  private final DescriberStand stand = new DescriberStand();
  private final Describer describer = stand.describer();

  private Map<String, String> describeAll(List<String> arns) {
    return describer.describeAll(arns, true, Urgency.BACKGROUND);
  }

  private Set<String> known() {
    return new HashSet<>(stand.cache.known(DescriberStand.CLUSTER));
  }

  @Test
  void moreThanAHundredTasks_areDescribedInHundreds() {
    stand.running(0, 250);

    assertThat(describeAll(arns(0, 250))).isEmpty();

    assertThat(stand.sizes()).containsExactly(100, 100, 50);
    assertThat(known()).hasSize(250);
    assertThat(stand.calls).allMatch(call -> call.urgency() == Urgency.BACKGROUND);
  }

  @Test
  void noTasks_areNoCall() {
    assertThat(describeAll(List.of())).isEmpty();
    assertThat(stand.calls).isEmpty();
  }

  @Test
  void callThatFailsOnce_isMadeAgainWhenAllOthersAreThrough() {
    stand.running(0, 250);
    stand.failing.add(1);

    assertThat(describeAll(arns(0, 250))).isEmpty();

    assertThat(known()).hasSize(250);
    assertThat(stand.sizes()).containsExactly(100, 100, 50, 100);
    assertThat(stand.calls.getLast()).isEqualTo(stand.calls.getFirst());
    assertThat(stand.heard).contains("failed " + DOWN);
  }

  @Test
  void callThatFailsTwice_tellsWhyOfItsTasks_theOthersAreDescribed() {
    stand.running(0, 250);
    stand.failing.addAll(Set.of(2, 4));

    Map<String, String> failures = describeAll(arns(0, 250));

    assertThat(failures).hasSize(100).containsEntry(arn("t100"), DOWN);
    assertThat(new HashSet<>(failures.values())).containsExactly(DOWN);
    assertThat(known()).hasSize(150).doesNotContainAnyElementsOf(failures.keySet());
    assertThat(stand.sizes()).hasSize(4);
  }

  @Test
  void callWithoutAToken_isAFailedCall() {
    stand.running(0, 50);
    stand.shut.add(1);

    assertThat(describeAll(arns(0, 50))).isEmpty();
    stand.shut.addAll(Set.of(3, 4));
    assertThat(describeAll(arns(0, 50))).hasSize(50).containsValue("resting");
  }

  @Test
  void defectOfTheReader_isAFailedCall() {
    stand.running(0, 3);
    stand.throwing = true;

    assertThat(describeAll(arns(0, 3)))
        .hasSize(3)
        .containsValue("java.lang.IllegalStateException: a defect");
  }

  @Test
  void taskNamedTwice_inEitherFormOfItsArn_isAskedForOnce() {
    stand.running(0, 2);

    describeAll(
        List.of(arn("t0"), arn("t1"), arn("t0"), "arn:aws:ecs:eu-west-1:111122223333:task/t1"));

    assertThat(stand.sizes()).containsExactly(2);
  }

  @Test
  void taskThatTheAnswerLeavesOut_isAskedForAgain_andToldOf() {
    stand.running(0, 3);
    stand.leftOut.add("t1");

    assertThat(describeAll(arns(0, 3))).isEqualTo(Map.of(arn("t1"), LEFT_OUT));

    assertThat(stand.sizes()).containsExactly(3, 1);
    assertThat(known()).containsExactlyInAnyOrder(arn("t0"), arn("t2"));
  }

  @Test
  void missingTask_isAnswered() {
    stand.running(0, 1);

    assertThat(describeAll(arns(0, 2))).isEmpty();
    assertThat(stand.sizes()).containsExactly(2);
  }

  @Test
  void oneArnThatIsNotOurs_spoilsNothingForTheOthers() {
    stand.running(0, 8);
    stand.foreign.add("t5");

    assertThat(describeAll(arns(0, 8))).isEmpty();

    assertThat(stand.sizes()).containsExactly(8, 4, 4, 2, 1, 1, 2);
    assertThat(stand.heard).filteredOn(told -> told.startsWith("refused")).hasSize(1);
    assertThat(stand.heard).contains("refused t5");
    assertThat(known()).hasSize(7).doesNotContain(arn("t5"));
  }

  @Test
  void manyArnsThatAreNotOurs_areEachFound() {
    stand.running(0, 100);
    stand.foreign.addAll(Set.of("t0", "t1", "t64", "t99"));

    assertThat(describeAll(arns(0, 100))).isEmpty();

    assertThat(stand.heard).contains("refused t0", "refused t1", "refused t64", "refused t99");
    assertThat(known()).hasSize(96);
  }

  @Test
  void taskThatALiveCallHasTaken_isNotAskedForTwice() {
    stand.running(0, 5);
    describer.add(stand.heardOf("t3"), true);
    stand.work();
    assertThat(stand.sizes()).containsExactly(1);

    describer.add(stand.heardOf("t4"), true);
    describeAll(arns(0, 5));

    assertThat(stand.timesAsked("t4")).isOne();
    assertThat(stand.heard).contains("served t4");
  }

  @Test
  void whatAPassAloneAsksFor_isToldFromWhatAMessageAsksForToo() {
    stand.running(0, 3);
    stand.beforeToken = () -> describer.add(stand.heardOf("t1"), false);
    describeAll(arns(0, 3));
    assertThat(stand.ofPass).containsExactlyInAnyOrder("t0", "t2");

    stand.ofPass.clear();
    describer.describeAll(arns(0, 3), false, Urgency.LIVE);
    assertThat(stand.ofPass).isEmpty();
  }

  @Test
  void roundsWaitForNoDefinition() {
    stand.running(0, 3);
    stand.waiting.add("t1");
    List<Runnable> io = new ArrayList<>();
    // The lane runs at once, what is read first does not.
    Describer patient = stand.describer(job -> runOrKeep(job, io));

    assertThat(patient.describeAll(arns(0, 3), true, Urgency.LIVE)).isEmpty();
    assertThat(stand.cache.atRest(arn("t0"))).isTrue();
    assertThat(stand.cache.atRest(arn("t1"))).isFalse();

    io.forEach(Runnable::run);
    patient.awaitResolved();
    assertThat(stand.cache.atRest(arn("t1"))).isTrue();
    assertThat(stand.sizes()).containsExactly(3);
  }

  /** The first job is the lane. */
  private void runOrKeep(Runnable job, List<Runnable> kept) {
    if (stand.calls.isEmpty()) {
      job.run();
    } else {
      kept.add(job);
    }
  }

  @Test
  void callBegunBeforeTheRound_doesNotAnswerIt() throws Exception {
    stand.running(0, 1);
    stand.failing.addAll(Set.of(2, 3));
    CountDownLatch roundBegan = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Describer busy =
          stand.describer(
              lane -> {
                roundBegan.countDown();
                threads.execute(
                    () -> {
                      await(answered);
                      lane.run();
                    });
              });
      List<Future<Map<String, String>>> round = new ArrayList<>();
      stand.underWay =
          () -> {
            stand.time.advance(Duration.ofSeconds(1));
            round.add(threads.submit(() -> busy.describeAll(arns(0, 1), true, Urgency.LIVE)));
            await(roundBegan);
          };
      busy.add(stand.heardOf("t0"), true);
      stand.work();
      answered.countDown();
      assertThat(round.getFirst().get(10, TimeUnit.SECONDS)).isEqualTo(Map.of(arn("t0"), DOWN));
    }
  }

  @Test
  void lanes_runSideBySide_andAskForNothingTwice() throws Exception {
    stand.running(0, 1_000);
    AtomicInteger inFlight = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch four = new CountDownLatch(4);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Describer wide =
          stand.describer(
              job ->
                  threads.execute(
                      () -> {
                        most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                        four.countDown();
                        await(four);
                        job.run();
                        inFlight.decrementAndGet();
                      }));
      Future<Map<String, String>> all =
          threads.submit(() -> wide.describeAll(arns(0, 1_000), true, Urgency.LIVE));
      assertThat(all.get(10, TimeUnit.SECONDS)).isEmpty();
    }

    assertThat(most).hasValue(4);
    assertThat(stand.sizes()).hasSize(10).containsOnly(100);
    assertThat(stand.calls.stream().flatMap(call -> call.asked().stream()).map(Arns::last))
        .hasSize(1_000)
        .doesNotHaveDuplicates();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoStops_endsTheRound_withWhatItHas() {
    stand.running(0, 250);
    stand.underWay = describer::close;

    Map<String, String> failures = describeAll(arns(0, 250));

    assertThat(stand.sizes()).containsExactly(100);
    assertThat(failures).hasSize(150).containsValue("stopping");
    assertThat(describeAll(arns(0, 1))).containsValue("stopping");
    assertThat(stand.sizes()).hasSize(1);
  }

  @Test
  void healthChecks_goOneCallAfterAnother_andWithARoundWhereThereIsOne() {
    stand.running(0, 150);
    describer.addBackground(arns(0, 150));
    assertThat(stand.jobs).hasSize(1);
    stand.work();
    assertThat(stand.sizes()).containsExactly(100, 50);

    stand.underWay = () -> describer.addBackground(arns(100, 150));
    describeAll(arns(0, 50));
    stand.pass(Duration.ofSeconds(1));
    assertThat(stand.sizes()).containsExactly(100, 50, 50, 50);
  }
}
