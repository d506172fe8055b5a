package io.github.ecstasktracker.informer;

import static io.github.ecstasktracker.informer.Tasks.arn;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is due when, and what a call takes. */
class DueTasksTest {
  private static final Function<List<String>, List<String>> ALONE = _ -> List.of();

  private final SteppedTime time = new SteppedTime();
  private final DueTasks tasks = new DueTasks(time.nanos());
  private final List<String> served = new ArrayList<>();

  /** Nobody told of it. */
  private Due drift(int number) {
    return new Due(arn(number), Informer.DRIFT, time.nanos(), false);
  }

  /** A message told of it. */
  private Due told(int number) {
    return told(number, "sqs", "message");
  }

  private Due told(int number, String cause, String message) {
    Due due = new Due(arn(number), cause, time.nanos(), false);
    due.onServed(() -> served.add(message + " " + number));
    return due;
  }

  private Due owed(int number) {
    return new Due(arn(number), Informer.DRIFT, time.nanos(), true);
  }

  private long in(long seconds) {
    return time.nanos() + Duration.ofSeconds(seconds).toNanos();
  }

  private void pause(long seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  private static List<Integer> numbers(List<Due> taken) {
    return taken.stream().map(DueTasksTest::number).toList();
  }

  private static int number(Due due) {
    return Integer.parseInt(due.arn.substring(due.arn.length() - 6), 16);
  }

  private List<Integer> takeLive() {
    return numbers(tasks.takeLive(ALONE));
  }

  private List<Integer> takeBackground() {
    return numbers(tasks.takeBackground());
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  @Nested
  class WhenACallIsDue {
    @Test
    void nothing_isNeverDue() {
      assertThat(tasks.liveDueNanos(time.nanos())).isEmpty();
      assertThat(tasks.laterNanos()).isEmpty();
      assertThat(tasks.backgroundSize()).isZero();
      assertThat(takeLive()).isEmpty();
      assertThat(takeBackground()).isEmpty();
    }

    @Test
    void liveTask_isDueNow() {
      tasks.live(told(1));
      pause(9);
      assertThat(tasks.liveDueNanos(time.nanos())).hasValue(time.nanos());
    }

    @Test
    void lazyTask_isDueASecondAfterTheOldestWasTold() {
      tasks.lazy(told(1));
      long first = time.nanos();
      time.advance(Duration.ofMillis(500));
      tasks.lazy(told(2));
      long due = first + DueTasks.PATIENCE.toNanos();
      assertThat(tasks.liveDueNanos(time.nanos())).hasValue(due);
      pause(3);
      assertThat(tasks.liveDueNanos(time.nanos())).hasValue(due);
      tasks.live(told(3));
      assertThat(tasks.liveDueNanos(time.nanos())).hasValue(time.nanos());
    }

    @Test
    void background_makesNoLiveCallDue() {
      tasks.background(drift(1));
      assertThat(tasks.liveDueNanos(time.nanos())).isEmpty();
      assertThat(tasks.backgroundSize()).isOne();
    }

    /** What a health check or an agent asks for does not wait for the end of a pass. */
    @Test
    void taskOfAPass_thatAnotherAsksForToo_isNotOfThePassAlone() {
      Due first = drift(1);
      first.ofPass = true;
      tasks.background(first);
      tasks.background(drift(1));
      assertThat(tasks.backgroundSize()).isOne();
      assertThat(first.ofPass).isFalse();
    }

    @Test
    void later_isDueAtItsTime() {
      tasks.later(drift(1), in(5));
      tasks.later(drift(2), in(3));
      assertThat(tasks.laterNanos()).hasValue(in(3));
      assertThat(tasks.liveDueNanos(time.nanos())).isEmpty();
      assertThat(tasks.backgroundSize()).isZero();
      assertThat(takeLive()).as("not yet").isEmpty();
    }
  }

  @Nested
  class Promotion {
    @Test
    void whatNobodyWaitsFor_goesToTheBackground_atItsTime() {
      tasks.later(drift(1), in(3));
      tasks.promote(in(3) - 1);
      assertThat(tasks.backgroundSize()).isZero();
      tasks.promote(in(3));
      assertThat(tasks.backgroundSize()).isOne();
      assertThat(tasks.laterNanos()).isEmpty();
      assertThat(takeBackground()).containsExactly(1);
    }

    @Test
    void whatSomebodyWaitsFor_isLive_behindWhatWasNotTriedYet() {
      tasks.later(told(1), in(1));
      tasks.later(owed(2), in(1));
      tasks.live(told(3));
      tasks.promote(in(1));
      assertThat(tasks.backgroundSize()).isZero();
      assertThat(takeLive()).containsExactly(3, 1, 2);
    }

    @Test
    void allThatIsDue_isPromoted_inTheOrderOfItsTimes() {
      tasks.later(drift(1), in(3));
      tasks.later(drift(2), in(1));
      tasks.later(drift(3), in(2));
      tasks.later(drift(4), in(2));
      tasks.later(drift(5), in(9));
      tasks.promote(in(3));
      assertThat(takeBackground()).containsExactly(2, 3, 4, 1);
      assertThat(tasks.laterNanos()).hasValue(in(9));
    }

    @Test
    void earlierOfTwoTimes_counts() {
      tasks.later(drift(1), in(9));
      tasks.later(drift(1), in(3));
      tasks.promote(in(3));
      assertThat(takeBackground()).containsExactly(1);
      tasks.promote(in(9));
      assertThat(takeBackground()).as("once").isEmpty();

      tasks.later(told(2), in(3));
      tasks.later(drift(2), in(9));
      tasks.promote(in(3));
      assertThat(takeLive()).as("whoever waits is not put off").containsExactly(2);
    }

    @Test
    void whatWasTakenMeanwhile_isNotPromoted() {
      tasks.later(drift(1), in(3));
      tasks.live(told(1));
      assertThat(takeLive()).containsExactly(1);
      tasks.promote(in(3));
      assertThat(takeBackground()).isEmpty();
      assertThat(takeLive()).isEmpty();
    }

    @Test
    void sameTaskMuchLaterAgain_waitsForItsNewTime() {
      tasks.later(drift(1), in(3));
      tasks.background(drift(1));
      assertThat(takeBackground()).containsExactly(1);
      tasks.later(drift(1), in(5));
      tasks.promote(in(3));
      assertThat(takeBackground()).isEmpty();
      tasks.promote(in(5));
      assertThat(takeBackground()).containsExactly(1);
    }
  }

  @Nested
  class OneLineForEach {
    @Test
    void mostUrgent_counts() {
      tasks.background(drift(1));
      tasks.lazy(told(1));
      assertThat(tasks.backgroundSize()).isZero();
      assertThat(tasks.liveDueNanos(time.nanos())).isNotEqualTo(OptionalLong.empty());
      tasks.live(told(1));
      assertThat(tasks.liveDueNanos(time.nanos())).hasValue(time.nanos());
      assertThat(takeLive()).containsExactly(1);
      assertThat(takeLive()).isEmpty();
      assertThat(takeBackground()).isEmpty();
    }

    @Test
    void lessUrgent_changesNothing() {
      tasks.live(told(1));
      tasks.lazy(told(1));
      tasks.background(drift(1));
      tasks.later(drift(1), in(9));
      assertThat(tasks.backgroundSize()).isZero();
      assertThat(tasks.laterNanos()).isEmpty();
      assertThat(takeLive()).containsExactly(1);
      assertThat(tasks.liveDueNanos(time.nanos())).isEmpty();

      tasks.lazy(told(2));
      tasks.background(drift(2));
      tasks.later(drift(2), in(9));
      assertThat(tasks.backgroundSize()).isZero();
      assertThat(tasks.laterNanos()).isEmpty();
      assertThat(takeLive()).containsExactly(2);

      tasks.background(drift(3));
      tasks.later(drift(3), in(9));
      assertThat(tasks.laterNanos()).isEmpty();
      assertThat(takeBackground()).containsExactly(3);
    }

    @Test
    void bothFormsOfAnArn_areOne() {
      tasks.live(told(1));
      tasks.live(new Due(arn(1).replace("task/demo/", "task/"), "sqs", 0, false));
      assertThat(takeLive()).containsExactly(1);
    }

    private Due takeOnly() {
      List<Due> taken = tasks.takeLive(ALONE);
      assertThat(taken).hasSize(1);
      taken.getFirst().served().forEach(Runnable::run);
      return taken.getFirst();
    }

    @Test
    void allWhoWait_areServed_whereverTheyWaited() {
      tasks.later(told(1, "sqs", "a"), in(9));
      tasks.later(told(1, "sqs", "b"), in(9));
      tasks.lazy(told(1, "sqs", "c"));
      tasks.lazy(told(1, "sqs", "d"));
      tasks.live(told(1, "sqs", "e"));
      tasks.live(told(1, "sqs", "f"));
      tasks.lazy(told(1, "sqs", "g"));
      tasks.later(told(1, "sqs", "h"), in(9));
      takeOnly();
      assertThat(served)
          .containsExactlyInAnyOrder("a 1", "b 1", "c 1", "d 1", "e 1", "f 1", "g 1", "h 1");
    }

    @Test
    void whoWaitsWhileItsBackgroundCallIsDue_isServedByThat() {
      tasks.background(drift(1));
      tasks.later(told(1), in(9));
      tasks.takeBackground().getFirst().served().forEach(Runnable::run);
      assertThat(served).containsExactly("message 1");
    }

    @Test
    void whatIsOwed_staysOwed() {
      tasks.later(owed(1), in(9));
      tasks.background(drift(1));
      tasks.lazy(told(1));
      assertThat(takeOnly().always).isTrue();

      tasks.live(drift(2));
      tasks.live(owed(2));
      assertThat(takeOnly().always).isTrue();

      tasks.live(drift(3));
      assertThat(takeOnly().always).isFalse();
    }

    @Test
    void firstMessage_isTheCause_alsoWhereNobodyToldFirst() {
      tasks.background(drift(1));
      pause(1);
      tasks.lazy(told(1, "sqs", "first"));
      long told = time.nanos();
      pause(1);
      tasks.live(told(1, "sns", "second"));
      tasks.live(owed(1));
      Due due = takeOnly();
      assertThat(due.cause).isEqualTo("sqs");
      assertThat(due.sinceNanos).isEqualTo(told);
    }

    @Test
    void message_isTheCause_whereAHealthCheckWasDueBefore() {
      tasks.background(told(1, Informer.HEALTH, "check"));
      pause(1);
      tasks.live(told(1, "sqs", "message"));
      long told = time.nanos();
      Due due = takeOnly();
      assertThat(due.cause).isEqualTo("sqs");
      assertThat(due.sinceNanos).isEqualTo(told);
    }

    @Test
    void whatNobodyTold_isDrift() {
      tasks.background(drift(1));
      tasks.live(owed(1));
      assertThat(takeOnly().cause).isEqualTo(Informer.DRIFT);
    }

    @Test
    void failures_areNotForgotten() {
      Due tried = told(1);
      tried.failures = 3;
      tasks.later(tried, in(9));
      tasks.later(drift(1), in(9));
      tasks.live(told(1));
      assertThat(takeOnly().failures).isEqualTo(3);
    }

    @Test
    void termThatIsOver_isWaitedForByNobody() {
      tasks.live(told(1));
      tasks.lazy(told(2));
      tasks.later(told(3), in(1));
      tasks.background(drift(4));
      tasks.later(told(4), in(1));
      tasks.forgetWaiting();
      tasks.promote(in(1));
      List<Due> all = new ArrayList<>(tasks.takeLive(ALONE));
      assertThat(numbers(all)).as("described all the same").containsExactly(1, 2, 4, 3);
      all.forEach(due -> assertThat(due.served()).isEmpty());
    }
  }

  @Nested
  class WhatACallTakes {
    @Test
    void liveCall_takesLiveThenLazyThenFellowsThenBackground() {
      tasks.background(drift(1));
      tasks.lazy(told(2));
      tasks.live(told(3));
      tasks.live(told(4));
      List<List<String>> asked = new ArrayList<>();
      List<Due> taken =
          tasks.takeLive(
              arns -> {
                asked.add(arns);
                return List.of(arn(3), arn(5), arn(6), arn(5));
              });
      assertThat(numbers(taken)).containsExactly(3, 4, 2, 5, 6, 1);
      assertThat(asked).containsExactly(List.of(arn(3), arn(4), arn(2)));
      assertThat(taken.get(3).cause).isEqualTo(Informer.DRIFT);
      assertThat(taken.get(3).sinceNanos).isEqualTo(time.nanos());
      assertThat(taken.get(3).always).isFalse();
      assertThat(taken.get(3).served()).isEmpty();
      assertThat(takeBackground()).isEmpty();
    }

    @Test
    void fellowThatIsDueItself_isTakenOutOfItsLine() {
      tasks.background(drift(5));
      tasks.later(told(6), in(9));
      tasks.live(told(1));
      List<Due> taken = tasks.takeLive(_ -> List.of(arn(5), arn(6)));
      assertThat(numbers(taken)).containsExactly(1, 5, 6);
      taken.get(2).served().forEach(Runnable::run);
      assertThat(served).containsExactly("message 6");
      assertThat(tasks.backgroundSize()).isZero();
      tasks.promote(in(9));
      assertThat(takeLive()).isEmpty();
    }

    @Test
    void backgroundCall_takesBackgroundThenLiveThenLazy_andNoFellows() {
      tasks.lazy(told(1));
      tasks.live(told(2));
      tasks.background(drift(3));
      assertThat(takeBackground()).containsExactly(3, 2, 1);
      assertThat(takeBackground()).isEmpty();
    }

    @Test
    void hundredAtMost_oldestFirst() {
      for (int i = 0; i < 130; i++) {
        tasks.live(told(i));
      }
      for (int i = 130; i < 230; i++) {
        tasks.lazy(told(i));
      }
      for (int i = 230; i < 300; i++) {
        tasks.background(drift(i));
      }
      assertThat(takeLive()).isEqualTo(range(0, 100));
      assertThat(takeLive()).isEqualTo(range(100, 200));
      assertThat(takeLive()).isEqualTo(range(200, 300));
      assertThat(takeLive()).isEmpty();
    }

    @Test
    void fullCall_asksForNoFellows() {
      for (int i = 0; i < 100; i++) {
        tasks.live(told(i));
      }
      assertThat(
              tasks.takeLive(
                  _ -> {
                    throw new AssertionError("no place is free");
                  }))
          .hasSize(100);
    }

    @Test
    void fellows_fillTheFreePlacesAndNoMore() {
      for (int i = 0; i < 98; i++) {
        tasks.live(told(i));
      }
      tasks.background(drift(500));
      List<Due> taken = tasks.takeLive(_ -> List.of(arn(1), arn(200), arn(201), arn(202)));
      assertThat(numbers(taken).subList(98, 100)).containsExactly(200, 201);
      assertThat(taken).hasSize(100);
      assertThat(tasks.backgroundSize()).isOne();
    }

    @Test
    void backgroundCall_takesAHundredAtMost() {
      for (int i = 0; i < 150; i++) {
        tasks.background(drift(i));
      }
      assertThat(tasks.backgroundSize()).isEqualTo(150);
      assertThat(takeBackground()).isEqualTo(range(0, 100));
      assertThat(tasks.backgroundSize()).isEqualTo(50);
      assertThat(takeBackground()).isEqualTo(range(100, 150));
    }
  }

  @Test
  void hundredThousand_areTheMost() {
    for (int i = 0; i < 50_000; i++) {
      tasks.live(told(i));
    }
    for (int i = 50_000; i < 99_998; i++) {
      tasks.lazy(told(i));
    }
    tasks.later(told(99_998), in(1));
    tasks.background(drift(200_000));
    assertThat(tasks.isFull()).isFalse();
    tasks.later(told(99_999), in(1));
    assertThat(tasks.isFull()).isTrue();
    tasks.takeLive(ALONE);
    assertThat(tasks.isFull()).isFalse();
  }
}
