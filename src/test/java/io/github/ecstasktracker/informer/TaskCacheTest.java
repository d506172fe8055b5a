package io.github.ecstasktracker.informer;

import static io.github.ecstasktracker.informer.Tasks.API;
import static io.github.ecstasktracker.informer.Tasks.CLUSTER;
import static io.github.ecstasktracker.informer.Tasks.WEB;
import static io.github.ecstasktracker.informer.Tasks.answer;
import static io.github.ecstasktracker.informer.Tasks.arn;
import static io.github.ecstasktracker.informer.Tasks.at;
import static io.github.ecstasktracker.informer.Tasks.backend;
import static io.github.ecstasktracker.informer.Tasks.checked;
import static io.github.ecstasktracker.informer.Tasks.excluded;
import static io.github.ecstasktracker.informer.Tasks.missing;
import static io.github.ecstasktracker.informer.Tasks.running;
import static io.github.ecstasktracker.informer.Tasks.serving;
import static io.github.ecstasktracker.informer.Tasks.silence;
import static io.github.ecstasktracker.informer.Tasks.stopped;
import static io.github.ecstasktracker.informer.Tasks.task;
import static io.github.ecstasktracker.informer.Tasks.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.informer.TaskCache.Heard;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import io.github.ecstasktracker.testing.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ECS said last of each task, whatever the order in which answers come. */
class TaskCacheTest {
  private static final Duration RESYNC = Duration.ofSeconds(60);
  private static final BackendKey WEBS = backend(WEB);
  private static final BackendKey APIS = backend(API);
  private static final BackendKey LABEL = new BackendKey("shop");

  private final SteppedTime time = new SteppedTime();
  private final AtomicInteger lapsed = new AtomicInteger();
  private final TaskCache cache = new TaskCache(time, RESYNC, lapsed::incrementAndGet);

  private Changes describe(ObservedTask... tasks) {
    return apply(answer(time.nanos(), tasks));
  }

  private Changes apply(Description.Answered answer) {
    return cache.apply(answer, _ -> false, null);
  }

  private Changes applyAlways(Description.Answered answer) {
    return cache.apply(answer, _ -> true, null);
  }

  private Entry entry(int number) {
    return cache.find(arn(number)).orElseThrow();
  }

  private boolean knows(int number) {
    return cache.find(arn(number)).isPresent();
  }

  private long version(int number) {
    return entry(number).version();
  }

  private List<String> living(ServiceKey service) {
    return cache.entriesOf(service).stream()
        .filter(entry -> !entry.ended())
        .map(entry -> entry.arn)
        .toList();
  }

  private Heard hear(int number, long version) {
    return cache.hear(WEB, arn(number), version, true);
  }

  private boolean unmet(int number) {
    cache.entriesOf(WEB);
    return knows(number) && entry(number).unmet();
  }

  /** So long ago. */
  private long ago(long seconds) {
    return time.nanos() - Duration.ofSeconds(seconds).toNanos();
  }

  private void later(long seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  @Nested
  class Order {
    @Test
    void higherVersion_replaces_thoughItsCallBeganEarlier() {
      apply(answer(ago(0), running(1, WEB, 4)));
      apply(answer(ago(3), task(1, WEB, 5, excluded(Cause.UNHEALTHY, 1))));
      assertThat(version(1)).isEqualTo(5);
      assertThat(entry(1).serves()).isFalse();
      assertThat(entry(1).begunNanos).isEqualTo(ago(3));
    }

    @Test
    void lowerVersion_changesNothing_thoughItsCallBeganLater() {
      apply(answer(ago(3), task(1, WEB, 5, excluded(Cause.UNHEALTHY, 1))));
      assertThat(apply(answer(ago(0), running(1, WEB, 4))).isEmpty()).isTrue();
      assertThat(version(1)).isEqualTo(5);
      assertThat(entry(1).serves()).isFalse();
      assertThat(entry(1).begunNanos).isEqualTo(ago(3));
    }

    /** A change of health raises no version. */
    @Test
    void equalVersion_countsByTheBeginOfItsCall() {
      apply(answer(ago(2), task(1, WEB, 5, excluded(Cause.UNHEALTHY, 1))));
      assertThat(apply(answer(ago(3), running(1, WEB, 5))).isEmpty()).isTrue();
      assertThat(entry(1).serves()).isFalse();

      assertThat(apply(answer(ago(1), running(1, WEB, 5))).backends()).containsExactly(WEBS);
      assertThat(entry(1).serves()).isTrue();
      assertThat(entry(1).begunNanos).isEqualTo(ago(1));
    }

    @Test
    void sameCall_maySayMoreOnceADefinitionIsRead() {
      apply(answer(ago(1), task(1, WEB, null, 5, unknown())));
      assertThat(apply(answer(ago(1), running(1, WEB, 5))).backends()).containsExactly(WEBS);
      assertThat(entry(1).serves()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
        value = Cause.class,
        names = {"STOPPED", "STOPPING"})
    void nothingLeavesStopped(Cause cause) {
      describe(running(1, WEB, 4));
      describe(task(1, WEB, 6, excluded(cause)));
      later(5);
      assertThat(describe(running(1, WEB, 7)).isEmpty()).isTrue();
      assertThat(entry(1).ended()).isTrue();
      assertThat(entry(1).serves()).isFalse();
      assertThat(living(WEB)).isEmpty();
    }

    @Test
    void stopped_countsWhateverItsVersion() {
      apply(answer(ago(0), running(1, WEB, 6)));
      assertThat(apply(answer(ago(1), stopped(1, WEB, 5))).backends()).containsExactly(WEBS);
      assertThat(entry(1).ended()).isTrue();
    }

    @Test
    void taskThatWasAboutToStop_hasStopped_andNobodyIsTold() {
      describe(task(1, WEB, 5, excluded(Cause.STOPPING, 1)));
      later(1);
      assertThat(describe(stopped(1, WEB, 6)).isEmpty()).isTrue();
      assertThat(version(1)).isEqualTo(6);
      assertThat(entry(1).task.task().running()).isFalse();
      assertThat(entry(1).begunNanos).isEqualTo(time.nanos());
      assertThat(entry(1).address).isEqualTo(at(1));

      apply(answer(ago(9), task(1, WEB, 6, excluded(Cause.STOPPING, 1))));
      apply(answer(ago(0), task(1, WEB, 5, excluded(Cause.STOPPING, 1))));
      assertThat(entry(1).task.task().running()).isFalse();
    }

    @Test
    void taskThatStoppedFurther_doesNotRememberAnAddressThatIsForgotten() {
      describe(task(1, WEB, 5, excluded(Cause.STOPPING, 7)));
      describe(task(2, WEB, 1, serving(7)));
      assertThat(entry(1).address).isNull();
      describe(task(1, WEB, 6, excluded(Cause.STOPPED, 7)));
      assertThat(entry(1).task.state()).isEqualTo(excluded(Cause.STOPPED));
      assertThat(version(1)).isEqualTo(6);
    }

    @Test
    void taskOfNoService_isNobodys() {
      ObservedTask standalone =
          task(1, Tasks.service("family:x"), null, 1, excluded(Cause.DISABLED));
      assertThat(describe(standalone).isEmpty()).isTrue();
      assertThat(knows(1)).isFalse();
    }

    @Test
    void taskThatALabelSwitchesOff_isItsServices() {
      assertThat(describe(task(1, WEB, 1, excluded(Cause.DISABLED))).backends())
          .containsExactly(WEBS);
    }

    @Test
    void taskWhoseDefinitionIsUnread_keepsWhatIsKnownOfIt() {
      describe(checked(task(1, WEB, LABEL, 1, serving(1))));
      describe(task(1, WEB, null, 1, unknown()));
      assertThat(entry(1).backend()).isEqualTo(LABEL);
      assertThat(entry(1).task.healthChecked()).isTrue();
      assertThat(entry(1).task.state()).isEqualTo(unknown());
      assertThat(entry(1).address).isEqualTo(at(1));
      assertThat(cache.occupants.at(at(1))).containsExactly(entry(1));
    }

    @Test
    void bothFormsOfAnArn_areOneTask() {
      describe(running(1, WEB, 1));
      String brief = arn(1).replace("task/demo/", "task/");
      assertThat(cache.hear(WEB, brief, 1, true)).isEqualTo(Heard.KNOWN);
      assertThat(cache.size()).isOne();
    }
  }

  @Nested
  class Hearing {
    @Test
    void unknownTask_pressesWhereItServes() {
      assertThat(cache.hear(WEB, arn(1), 1, true)).isEqualTo(Heard.PRESSING);
      assertThat(cache.hear(WEB, arn(2), 1, false)).isEqualTo(Heard.LAZY);
    }

    /** A stranger may send messages without end. */
    @Test
    void tasksThatMessagesAloneName_areBounded_andThoseThatEcsDescribedAreHeardStill() {
      describe(running(0, WEB, 1));
      for (int number = 1; number <= 100_000; number++) {
        cache.hear(WEB, arn(number), 1, true);
      }
      assertThat(cache.hear(WEB, arn(100_001), 1, true)).isEqualTo(Heard.FULL);
      assertThat(cache.size()).isEqualTo(100_001);
      assertThat(hear(0, 2)).isEqualTo(Heard.LAZY);
    }

    @Test
    void knownVersion_asksForNothing() {
      describe(running(1, WEB, 5));
      assertThat(hear(1, 5)).isEqualTo(Heard.KNOWN);
      assertThat(hear(1, 4)).isEqualTo(Heard.KNOWN);
      assertThat(unmet(1)).isFalse();
    }

    @Test
    void higherVersion_pressesWhereItDisagreesOnServing() {
      describe(running(1, WEB, 5), task(2, WEB, 5, excluded(Cause.STARTING)));
      assertThat(cache.hear(WEB, arn(1), 6, true)).isEqualTo(Heard.LAZY);
      assertThat(cache.hear(WEB, arn(1), 7, false)).isEqualTo(Heard.PRESSING);
      assertThat(cache.hear(WEB, arn(2), 6, false)).isEqualTo(Heard.LAZY);
      assertThat(cache.hear(WEB, arn(2), 7, true)).isEqualTo(Heard.PRESSING);
    }

    @Test
    void sameVersionAgain_isAskedForAgain_untilItIsRead() {
      describe(running(1, WEB, 5));
      hear(1, 6);
      assertThat(hear(1, 6)).isEqualTo(Heard.LAZY);
      describe(running(1, WEB, 6));
      assertThat(hear(1, 6)).isEqualTo(Heard.KNOWN);
    }

    @Test
    void endedTask_asksForNothing() {
      describe(stopped(1, WEB, 5));
      assertThat(hear(1, 99)).isEqualTo(Heard.KNOWN);
      assertThat(unmet(1)).isFalse();
    }

    @Test
    void heardTask_isUnmet_untilThatVersionIsRead() {
      describe(running(1, WEB, 4));
      hear(1, 6);
      assertThat(unmet(1)).isTrue();
      assertThat(describe(running(1, WEB, 5)).backends()).as("unknown still").contains(WEBS);
      assertThat(unmet(1)).isTrue();
      assertThat(describe(running(1, WEB, 6)).backends()).as("met").containsExactly(WEBS);
      assertThat(unmet(1)).isFalse();
      assertThat(describe(running(1, WEB, 6)).isEmpty()).isTrue();
      assertThat(lapsed).hasValue(0);
    }

    @Test
    void newerThanHeard_meetsItToo() {
      hear(1, 5);
      describe(running(1, WEB, 8));
      assertThat(unmet(1)).isFalse();
      later(120);
      assertThat(unmet(1)).isFalse();
      assertThat(lapsed).hasValue(0);
    }

    @Test
    void olderMessage_neitherLowersNorRenewsIt() {
      describe(running(1, WEB, 4));
      hear(1, 6);
      later(100);
      hear(1, 5);
      assertThat(entry(1).heardVersion).isEqualTo(6);
      later(20);
      assertThat(unmet(1)).isFalse();
    }

    @Test
    void higherMessage_renewsIt() {
      describe(running(1, WEB, 4));
      hear(1, 6);
      later(100);
      hear(1, 7);
      later(119);
      assertThat(unmet(1)).isTrue();
    }

    @Test
    void heardVersion_lapsesAfterTwoMinutes_andIsCounted() {
      describe(running(1, WEB, 4));
      hear(1, 54);
      time.advance(Duration.ofMinutes(2).minusNanos(1));
      assertThat(unmet(1)).isTrue();
      assertThat(lapsed).hasValue(0);
      time.advance(Duration.ofNanos(1));
      assertThat(unmet(1)).isFalse();
      assertThat(version(1)).as("believed as it was").isEqualTo(4);
      assertThat(lapsed).hasValue(1);
      cache.entriesOf(WEB);
      assertThat(lapsed).as("once").hasValue(1);
    }

    @Test
    void versionFarAboveTheOneRead_lapsesAfterFifteenSeconds() {
      describe(running(1, WEB, 4));
      hear(1, 55);
      time.advance(Duration.ofSeconds(15).minusNanos(1));
      assertThat(unmet(1)).isTrue();
      time.advance(Duration.ofNanos(1));
      assertThat(unmet(1)).isFalse();
      assertThat(lapsed).hasValue(1);
      assertThat(hear(1, 5)).as("the next true message").isNotEqualTo(Heard.KNOWN);
      assertThat(entry(1).heardVersion).isEqualTo(5);
    }

    /** Its backend was planned while it was not believed. */
    @Test
    void firstDescriptionAfterTheLapse_marksItsBackend_thoughNothingChanged() {
      describe(running(1, WEB, 4));
      hear(1, 55);
      later(15);
      cache.entriesOf(WEB);
      assertThat(describe(running(1, WEB, 4)).backends()).containsExactly(WEBS);
      assertThat(describe(running(1, WEB, 4)).backends()).as("once").isEmpty();
    }

    @Test
    void farVersionOfATaskThatNobodyDescribed_lapsesAfterTwoMinutes_andTheTaskWithIt() {
      hear(1, Long.MAX_VALUE);
      later(119);
      assertThat(unmet(1)).isTrue();
      assertThat(cache.size()).isOne();
      later(1);
      assertThat(unmet(1)).isFalse();
      assertThat(knows(1)).isFalse();
      assertThat(cache.size()).isZero();
      assertThat(cache.entriesOf(WEB)).isEmpty();
      assertThat(lapsed).hasValue(1);
    }

    @Test
    void stoppedTask_isMetWhateverWasHeard() {
      describe(running(1, WEB, 4));
      hear(1, 9);
      describe(stopped(1, WEB, 8));
      assertThat(unmet(1)).isFalse();
      later(120);
      cache.entriesOf(WEB);
      assertThat(lapsed).hasValue(0);
    }

    /** A message may name any service; ECS has said whose the task is. */
    @Test
    void messageThatNamesAnotherService_movesNothing() {
      describe(running(1, WEB, 4));
      cache.hear(API, arn(1), 5, true);
      assertThat(entry(1).service).isEqualTo(WEB);
      assertThat(living(WEB)).containsExactly(arn(1));
      assertThat(living(API)).isEmpty();
      assertThat(unmet(1)).isTrue();
    }

    @Test
    void taskThatAMessageGaveToAnotherService_isItsOwnOnceDescribed() {
      cache.hear(API, arn(1), 5, true);
      assertThat(living(API)).containsExactly(arn(1));
      describe(running(1, WEB, 5));
      assertThat(living(API)).isEmpty();
      assertThat(living(WEB)).containsExactly(arn(1));
      assertThat(cache.size()).isOne();
    }

    @Test
    void arnThatEcsRefuses_isForgotten_whereAMessageAloneNamedIt() {
      hear(1, 5);
      describe(running(2, WEB, 5));
      hear(2, 6);
      cache.refused(arn(1));
      cache.refused(arn(2));
      cache.refused(arn(3));
      assertThat(knows(1)).isFalse();
      assertThat(cache.fellows(List.of(arn(2)))).containsExactly(arn(2));
      later(120);
      assertThat(unmet(2)).isFalse();
      assertThat(lapsed).as("of the other").hasValue(1);
    }
  }

  @Nested
  class Missing {
    @Test
    void saidOnce_provesNothing() {
      describe(running(1, WEB, 4));
      assertThat(apply(missing(ago(0), arn(1))).backends()).containsExactly(WEBS);
      assertThat(entry(1).missing).isTrue();
      assertThat(entry(1).gone).isFalse();
      later(59);
      apply(missing(ago(0), arn(1)));
      assertThat(entry(1).ended()).isFalse();
      assertThat(living(WEB)).containsExactly(arn(1));
    }

    @Test
    void saidAgainOneResyncLater_provesItGone() {
      describe(running(1, WEB, 4));
      apply(missing(ago(0), arn(1)));
      time.advance(RESYNC);
      assertThat(apply(missing(ago(0), arn(1))).backends()).containsExactly(WEBS);
      assertThat(entry(1).gone).isTrue();
      assertThat(entry(1).ended()).isTrue();
      assertThat(entry(1).serves()).isFalse();
      assertThat(entry(1).address).isEqualTo(at(1));
      assertThat(cache.size()).isZero();
      assertThat(apply(missing(ago(0), arn(1))).isEmpty()).isTrue();
    }

    @Test
    void spacing_isBetweenTheBeginsOfTheCalls() {
      describe(running(1, WEB, 4));
      time.advance(RESYNC);
      apply(missing(ago(1), arn(1)));
      later(60);
      apply(missing(ago(2), arn(1)));
      assertThat(entry(1).gone).isFalse();
      apply(missing(ago(1), arn(1)));
      assertThat(entry(1).gone).isTrue();
    }

    @Test
    void describedBetween_startsAnew() {
      describe(running(1, WEB, 4));
      apply(missing(ago(0), arn(1)));
      later(30);
      assertThat(describe(running(1, WEB, 4)).backends()).containsExactly(WEBS);
      assertThat(entry(1).missing).isFalse();
      later(30);
      apply(missing(ago(0), arn(1)));
      assertThat(entry(1).gone).isFalse();
      later(60);
      apply(missing(ago(0), arn(1)));
      assertThat(entry(1).gone).isTrue();
    }

    @Test
    void listedBetween_startsAnew() {
      describe(running(1, WEB, 4));
      apply(missing(ago(0), arn(1)));
      later(30);
      cache.listed(CLUSTER, List.of(arn(1), arn(2)), ago(0));
      assertThat(knows(2)).as("lists describe nothing").isFalse();
      later(30);
      apply(missing(ago(0), arn(1)));
      assertThat(entry(1).gone).isFalse();
    }

    @Test
    void listThatBeganBefore_saysNothing() {
      describe(running(1, WEB, 4));
      later(5);
      apply(missing(ago(0), arn(1)));
      cache.listed(CLUSTER, List.of(arn(1)), ago(1));
      assertThat(entry(1).missing).isTrue();
      cache.listed("other", List.of(arn(1)), ago(0));
      assertThat(entry(1).missing).isTrue();
      cache.listed(CLUSTER, List.of(arn(1)), ago(0));
      assertThat(entry(1).missing).isFalse();
    }

    @Test
    void answerOfACallThatBeganBeforeTheDescription_isDropped() {
      later(5);
      apply(answer(ago(1), running(1, WEB, 4)));
      assertThat(apply(missing(ago(2), arn(1))).isEmpty()).isTrue();
      assertThat(entry(1).missing).isFalse();
      apply(missing(ago(1), arn(1)));
      assertThat(entry(1).missing).isTrue();
    }

    @Test
    void descriptionOfACallThatBeganBeforeTheMissing_isDropped_butForAHigherVersion() {
      later(5);
      apply(answer(ago(5), running(1, WEB, 4)));
      apply(missing(ago(1), arn(1)));
      apply(answer(ago(2), running(1, WEB, 4)));
      assertThat(entry(1).missing).isTrue();
      apply(answer(ago(2), running(1, WEB, 5)));
      assertThat(entry(1).missing).isFalse();
    }

    /** Fault 8: a stale MISSING and a stale description made a dead task's server come back. */
    @Test
    void missing_endsNoUnmetVersion() {
      describe(running(1, WEB, 4));
      hear(1, 6);
      later(1);
      apply(missing(ago(0), arn(1)));
      assertThat(unmet(1)).isTrue();
      describe(running(1, WEB, 4));
      assertThat(unmet(1)).isTrue();
      assertThat(lapsed).hasValue(0);
    }

    @Test
    void proofThatItIsGone_endsTheUnmetVersion() {
      describe(running(1, WEB, 4));
      apply(missing(ago(0), arn(1)));
      hear(1, 6);
      time.advance(RESYNC);
      apply(missing(ago(0), arn(1)));
      assertThat(unmet(1)).isFalse();
      later(120);
      cache.entriesOf(WEB);
      assertThat(lapsed).hasValue(0);
      assertThat(hear(1, 7)).isEqualTo(Heard.KNOWN);
    }

    @Test
    void taskThatAMessageAloneNamed_isForgottenOnceEcsWouldKnowIt() {
      hear(1, 1);
      apply(missing(ago(0), arn(1)));
      time.advance(Duration.ofSeconds(15).minusNanos(1));
      assertThat(apply(missing(ago(0), arn(1))).backends()).containsExactly(WEBS);
      assertThat(unmet(1)).isTrue();
      time.advance(Duration.ofNanos(1));
      assertThat(apply(missing(ago(0), arn(1))).backends()).containsExactly(WEBS);
      assertThat(knows(1)).isFalse();
      assertThat(cache.size()).isZero();
      assertThat(lapsed).hasValue(1);
      later(120);
      cache.entriesOf(WEB);
      assertThat(lapsed).as("once").hasValue(1);
    }

    @Test
    void unknownTask_missing_isNothing() {
      assertThat(apply(missing(ago(0), arn(1))).isEmpty()).isTrue();
      assertThat(knows(1)).isFalse();
    }

    @Test
    void stoppedTask_isNeverMissing() {
      describe(stopped(1, WEB, 4));
      assertThat(apply(missing(ago(0), arn(1))).isEmpty()).isTrue();
      assertThat(entry(1).missing).isFalse();
    }

    private void gone() {
      describe(running(1, WEB, 4));
      apply(missing(ago(0), arn(1)));
      time.advance(RESYNC);
      apply(missing(ago(0), arn(1)));
    }

    /** ECS was wrong, twice: a list brings the task back within a resync. */
    @Test
    void taskThatIsGone_andListedAndDescribed_isThereAgain() {
      gone();
      later(1);
      assertThat(cache.notDescribedSince(CLUSTER, List.of(arn(1)), null, ago(0)))
          .containsExactly(arn(1));
      Changes changes = describe(running(1, WEB, 4));
      assertThat(changes.backends()).containsExactly(WEBS);
      assertThat(changes.taken()).containsExactly(at(1));
      assertThat(entry(1).serves()).isTrue();
      assertThat(entry(1).missing).isFalse();
      assertThat(cache.size()).isOne();
      later(601);
      assertThat(cache.entriesOf(WEB)).as("not forgotten as dead").hasSize(1);
    }

    @Test
    void taskThatIsGone_staysGoneByAnAnswerFromBefore() {
      gone();
      assertThat(apply(answer(ago(1), running(1, WEB, 4))).isEmpty()).isTrue();
      assertThat(entry(1).gone).isTrue();
      describe(running(1, WEB, 3));
      assertThat(entry(1).gone).isTrue();
    }

    @Test
    void taskThatIsGone_andListedNoMore_isNotAskedFor() {
      gone();
      later(1);
      assertThat(cache.notDescribedSince(CLUSTER, List.of(), null, ago(0))).isEmpty();
      assertThat(living(WEB)).isEmpty();
      assertThat(cache.runningSince(WEB, ago(1))).isZero();
    }

    @Test
    void taskThatIsGone_mayHaveStopped() {
      gone();
      later(1);
      assertThat(describe(stopped(1, WEB, 6)).isEmpty()).isTrue();
      assertThat(entry(1).gone).isTrue();
      assertThat(version(1)).isEqualTo(4);
    }
  }

  @Nested
  class Ended {
    @Test
    void listsDeleteNothing() {
      describe(running(1, WEB, 4), running(2, WEB, 4));
      cache.listed(CLUSTER, List.of(arn(1)), ago(0));
      assertThat(living(WEB)).containsExactly(arn(1), arn(2));
      assertThat(cache.notDescribedSince(CLUSTER, List.of(arn(1)), null, ago(-1)))
          .as("described by name")
          .containsExactly(arn(1), arn(2));
    }

    @Test
    void endedTask_isKnownForTenMinutes() {
      describe(running(1, WEB, 4));
      describe(stopped(1, WEB, 5));
      assertThat(cache.size()).isZero();
      time.advance(Duration.ofMinutes(10));
      assertThat(cache.entriesOf(WEB)).hasSize(1);
      assertThat(cache.occupants.at(at(1))).hasSize(1);
      time.advance(Duration.ofNanos(1));
      assertThat(cache.entriesOf(WEB)).isEmpty();
      assertThat(knows(1)).isFalse();
      assertThat(cache.occupants.at(at(1))).isEmpty();
      assertThat(cache.size()).isZero();
      assertThat(cache.backends()).isEmpty();
      assertThat(cache.index.backends()).as("its item is to be emptied").containsExactly(WEBS);
    }

    @Test
    void endedTasks_areForgottenInTheOrderOfTheirEnd() {
      describe(stopped(1, WEB, 5));
      later(300);
      describe(stopped(2, WEB, 5));
      later(301);
      cache.entriesOf(WEB);
      assertThat(knows(1)).isFalse();
      assertThat(knows(2)).isTrue();
    }

    @Test
    void fiftyThousandEndedTasks_areKept() {
      List<ObservedTask> all = new ArrayList<>();
      for (int i = 0; i <= 50_000; i++) {
        all.add(stopped(i, WEB, 1));
      }
      describe(all.toArray(ObservedTask[]::new));
      assertThat(cache.entriesOf(WEB)).hasSize(50_000);
      assertThat(knows(0)).isFalse();
      assertThat(knows(1)).isTrue();
    }

    @Test
    void addressOfADeadTask_isKept_thoughItIsDescribedWithoutOne() {
      describe(running(1, WEB, 4));
      describe(stopped(1, WEB, 5));
      assertThat(entry(1).address).isEqualTo(at(1));
      assertThat(cache.occupants.at(at(1))).containsExactly(entry(1));
    }

    @Test
    void addressOfADeadTask_isForgotten_onceAnotherOfItsBackendIsThere() {
      describe(task(1, WEB, 4, serving(7)));
      describe(task(1, WEB, 5, excluded(Cause.STOPPED, 7)));
      describe(task(2, WEB, 1, serving(7)));
      assertThat(entry(1).address).isNull();
      assertThat(entry(1).task.state()).isEqualTo(excluded(Cause.STOPPED));
      assertThat(cache.occupants.at(at(7))).containsExactly(entry(2));
    }

    @Test
    void addressOfADyingTask_isForgotten_ifAnotherOfItsBackendIsThereAlready() {
      describe(task(1, WEB, 4, serving(7)), task(2, WEB, 1, serving(7)));
      describe(task(1, WEB, 5, excluded(Cause.STOPPED, 7)));
      assertThat(entry(1).address).isNull();
      assertThat(entry(1).task.state()).isEqualTo(excluded(Cause.STOPPED));
      assertThat(cache.occupants.at(at(7))).containsExactly(entry(2));
    }

    @Test
    void addressOfATaskThatIsGone_isForgottenToo() {
      describe(task(1, WEB, 4, serving(7)), task(2, WEB, 1, serving(7)));
      apply(missing(ago(0), arn(1)));
      time.advance(RESYNC);
      apply(missing(ago(0), arn(1)));
      assertThat(entry(1).address).isNull();
      assertThat(entry(1).serves()).isFalse();
    }

    /** Its server must leave its own backend, whatever else may be told of the heir. */
    @Test
    void addressOfADeadTask_isKept_whereOneOfAnotherBackendIsThere() {
      describe(task(1, WEB, 4, serving(7)));
      describe(stopped(1, WEB, 5));
      describe(task(2, API, 1, serving(7)));
      assertThat(entry(1).address).isEqualTo(at(7));

      describe(task(3, API, 4, serving(8)), task(4, WEB, 1, serving(8)));
      describe(stopped(3, API, 5));
      assertThat(entry(3).address).isEqualTo(at(8));
    }

    /** One that starts cannot have served yet: what stands there is the dead one's. */
    @Test
    void addressOfADeadTask_isKept_whileItsHeirStarts() {
      describe(task(1, WEB, 4, serving(7)));
      describe(stopped(1, WEB, 5));
      describe(task(2, WEB, 1, excluded(Cause.STARTING, 7)));
      assertThat(entry(1).address).isEqualTo(at(7));
      later(1);
      describe(task(2, WEB, 2, serving(7)));
      assertThat(entry(1).address).isNull();
    }

    @Test
    void addressOfADeadTask_isKept_whileAnotherIsNotKnownToBeThere() {
      describe(task(2, WEB, 1, serving(7)));
      describe(task(2, WEB, 1, unknown()));
      describe(task(1, WEB, 4, serving(7)));
      describe(stopped(1, WEB, 5));
      assertThat(entry(1).address).isEqualTo(at(7));
      later(1);
      describe(task(2, WEB, 1, unknown()));
      assertThat(entry(1).address).isEqualTo(at(7));
      later(1);
      describe(task(2, WEB, 1, excluded(Cause.UNHEALTHY, 7)));
      assertThat(entry(1).address).as("ill, and there").isNull();
    }

    @Test
    void twoDeadTasksOfOneAddress_areBothRemembered() {
      describe(task(1, WEB, 4, serving(7)));
      describe(stopped(1, WEB, 5));
      describe(stopped(2, WEB, 5), task(3, WEB, 1, excluded(Cause.STOPPED, 7)));
      assertThat(cache.occupants.ended(at(7), WEBS)).containsExactly(entry(1), entry(3));
    }
  }

  @Nested
  class Marks {
    @Test
    void newTask_marksTheBackendsOfItsServiceAndItsOwn() {
      assertThat(describe(task(1, WEB, LABEL, 1, serving(1))).backends())
          .containsExactlyInAnyOrder(WEBS, LABEL);
      assertThat(describe(task(2, WEB, LABEL, 1, serving(2))).backends())
          .containsExactlyInAnyOrder(WEBS, LABEL);
    }

    @Test
    void taskOfAnUnreadDefinition_marksWhatItsServiceFeeds() {
      describe(task(1, WEB, LABEL, 1, serving(1)));
      assertThat(describe(task(2, WEB, null, 1, unknown())).backends())
          .containsExactlyInAnyOrder(WEBS, LABEL);
    }

    @Test
    void taskAsBefore_marksNothing_untilSomebodyAsksForIt() {
      describe(running(1, WEB, 1), running(2, API, 1));
      later(1);
      assertThat(describe(running(1, WEB, 1)).isEmpty()).isTrue();
      assertThat(describe(running(1, WEB, 2)).isEmpty()).as("its version alone").isTrue();
      assertThat(
              cache
                  .apply(
                      answer(ago(0), running(1, WEB, 2), running(2, API, 1)),
                      id -> arn(1).endsWith(id),
                      null)
                  .backends())
          .containsExactly(WEBS);
    }

    @Test
    void askedFor_andDescribedAsItWasLongAgo_marksNothing() {
      later(9);
      apply(answer(ago(5), running(1, WEB, 4)));
      assertThat(applyAlways(answer(ago(1), running(1, WEB, 3))).isEmpty()).isTrue();
      assertThat(cache.settledSince(arn(1), ago(1))).isFalse();
    }

    @Test
    void askedFor_andDescribedByALaterCallMeanwhile_marks() {
      later(9);
      apply(answer(ago(1), running(1, WEB, 4)));
      assertThat(applyAlways(answer(ago(2), running(1, WEB, 4))).backends()).containsExactly(WEBS);
      assertThat(applyAlways(answer(ago(1), running(1, WEB, 3))).backends()).containsExactly(WEBS);
      assertThat(cache.settledSince(arn(1), ago(2))).isTrue();
    }

    @Test
    void askedFor_andEnded_marks() {
      describe(stopped(1, WEB, 4));
      assertThat(applyAlways(answer(ago(1), stopped(1, WEB, 4))).backends()).containsExactly(WEBS);
      assertThat(applyAlways(answer(ago(1), running(1, WEB, 4))).backends()).containsExactly(WEBS);
    }

    /** Else its backend asks for it again at once, and again. */
    @Test
    void askedFor_andLeftOut_marksNothing() {
      describe(running(1, WEB, 4));
      later(1);
      assertThat(applyAlways(silence(ago(0), arn(1))).isEmpty()).isTrue();
      assertThat(cache.settledSince(arn(1), ago(0))).isFalse();
    }

    @Test
    void settledTasks() {
      describe(running(1, WEB, 4), stopped(2, WEB, 4), running(3, WEB, 4));
      hear(4, 1);
      later(1);
      apply(missing(ago(0), arn(3)));
      assertThat(cache.settledSince(arn(1), ago(1))).isTrue();
      assertThat(cache.settledSince(arn(1), ago(0))).isFalse();
      assertThat(cache.settledSince(arn(2), ago(0))).isTrue();
      assertThat(cache.settledSince(arn(3), ago(0))).isTrue();
      assertThat(cache.settledSince(arn(4), ago(0))).isFalse();
      assertThat(cache.settledSince(arn(5), ago(0))).isTrue();
    }

    @Test
    void healthAlone_marks() {
      describe(running(1, WEB, 1));
      Task seen = running(1, WEB, 1).task();
      Task healthy =
          new Task(
              seen.arn(),
              seen.service(),
              seen.definition(),
              seen.version(),
              seen.lastStatus(),
              seen.desiredStatus(),
              "HEALTHY",
              seen.startedAt());
      assertThat(
              describe(new ObservedTask(healthy, Optional.of(WEBS), serving(1), false, false))
                  .backends())
          .containsExactly(WEBS);
    }

    @Test
    void pause_marks() {
      describe(running(1, WEB, 1));
      ObservedTask seen = running(1, WEB, 2);
      assertThat(
              describe(new ObservedTask(seen.task(), seen.backend(), seen.state(), false, true))
                  .backends())
          .containsExactly(WEBS);
    }

    @Test
    void taskThatChangesItsBackend_marksBoth() {
      describe(running(1, WEB, 1));
      assertThat(describe(task(1, WEB, LABEL, 2, serving(1))).backends())
          .containsExactlyInAnyOrder(WEBS, LABEL);
    }

    @Test
    void taskThatAPassCouldNotDescribe_marksOnceItIs() {
      describe(running(1, WEB, 1));
      cache.failed(arn(1), "down");
      assertThat(entry(1).failure).isEqualTo("down");
      later(1);
      assertThat(describe(running(1, WEB, 1)).backends()).containsExactly(WEBS);
      assertThat(entry(1).failure).isNull();
    }

    @Test
    void endedTask_failsNoMore() {
      describe(stopped(1, WEB, 1));
      cache.failed(arn(1), "down");
      assertThat(entry(1).failure).isNull();
    }

    @Test
    void firstDescriptionOfATerm_marks() {
      describe(running(1, WEB, 1));
      later(10);
      long term = time.nanos();
      assertThat(cache.apply(answer(term - 1, running(1, WEB, 1)), _ -> false, term).backends())
          .as("before it")
          .containsExactly(WEBS);
      assertThat(cache.apply(answer(term, running(1, WEB, 1)), _ -> false, term).backends())
          .containsExactly(WEBS);
      assertThat(cache.apply(answer(term, running(1, WEB, 1)), _ -> false, term).isEmpty())
          .isTrue();
    }

    @Test
    void oneAnswer_isOneStep() {
      Changes changes = describe(running(1, WEB, 1), running(2, API, 1));
      assertThat(changes.backends()).containsExactlyInAnyOrder(WEBS, APIS);
      assertThat(changes.taken()).containsExactlyInAnyOrder(at(1), at(2));
    }
  }

  @Nested
  class Taken {
    private Changes describeIn(@Nullable Long term, ObservedTask task) {
      return cache.apply(answer(time.nanos(), task), _ -> false, term);
    }

    @Test
    void taskThatServes_takesItsAddressOnce() {
      assertThat(describe(task(1, WEB, 1, excluded(Cause.STARTING, 1))).taken()).isEmpty();
      assertThat(describe(running(1, WEB, 2)).taken()).containsExactly(at(1));
      later(1);
      assertThat(describe(running(1, WEB, 3)).taken()).isEmpty();
    }

    @Test
    void taskThatMoves_takesItsNewAddress_andLeavesTheOldOne() {
      describe(running(1, WEB, 1));
      assertThat(describe(task(1, WEB, 2, serving(9))).taken()).containsExactly(at(9));
      assertThat(cache.occupants.at(at(1))).isEmpty();
      assertThat(cache.occupants.at(at(9))).containsExactly(entry(1));
    }

    @Test
    void taskThatServesAgain_takesItsAddressAgain() {
      describe(running(1, WEB, 1));
      describe(task(1, WEB, 2, excluded(Cause.UNHEALTHY, 1)));
      assertThat(describe(running(1, WEB, 3)).taken()).containsExactly(at(1));
      describe(stopped(1, WEB, 4));
      assertThat(describe(running(1, WEB, 5)).taken()).isEmpty();
    }

    /** While something newer was heard of it, whoever holds its address keeps that. */
    @Test
    void taskThatIsUnmet_takesItsAddressOnceItIsMet() {
      hear(1, 4);
      assertThat(describe(running(1, WEB, 3)).taken()).isEmpty();
      assertThat(describe(running(1, WEB, 4)).taken()).containsExactly(at(1));
    }

    @Test
    void taskThatWasMissing_takesItsAddressOnceItIsDescribed() {
      describe(running(1, WEB, 1));
      apply(missing(ago(0), arn(1)));
      later(1);
      assertThat(describe(running(1, WEB, 1)).taken()).containsExactly(at(1));
    }

    @Test
    void taskThatAPassCouldNotDescribe_takesItsAddressOnceItIsDescribed() {
      describe(running(1, WEB, 1));
      cache.failed(arn(1), "down");
      later(1);
      assertThat(describe(running(1, WEB, 1)).taken()).containsExactly(at(1));
    }

    @Test
    void taskThatWasDescribedBeforeTheTerm_takesItsAddressInIt() {
      describeIn(null, running(1, WEB, 1));
      later(1);
      long term = time.nanos();
      later(1);
      assertThat(describeIn(term, running(1, WEB, 1)).taken()).containsExactly(at(1));
      assertThat(describeIn(term, running(1, WEB, 1)).taken()).isEmpty();
      assertThat(describeIn(time.nanos() + 1, running(1, WEB, 1)).taken())
          .as("older than the term")
          .isEmpty();
    }

    @Test
    void twoAtOneAddress_areContested() {
      describe(task(1, WEB, 1, serving(7)), running(3, WEB, 1));
      assertThat(cache.contested(Set.of(at(7), at(3)))).isEmpty();
      describe(task(2, API, 1, serving(7)));
      assertThat(cache.contested(Set.of(at(7), at(3)))).containsExactlyInAnyOrder(arn(1), arn(2));
      describe(stopped(1, WEB, 2));
      assertThat(cache.contested(Set.of(at(7)))).isEmpty();
    }
  }

  @Nested
  class Asking {
    @Test
    void notDescribedSince_areThoseOfTheListAndAllThatLive() {
      describe(running(1, WEB, 1), running(2, API, 1), stopped(3, WEB, 1));
      hear(4, 1);
      later(1);
      describe(running(5, WEB, 1));
      List<String> listed = List.of(arn(1), arn(3), arn(5), arn(6));
      assertThat(cache.notDescribedSince(CLUSTER, listed, null, ago(0)))
          .containsExactlyInAnyOrder(arn(1), arn(6), arn(2), arn(4));
      assertThat(cache.notDescribedSince(CLUSTER, listed, null, ago(1)))
          .containsExactly(arn(6), arn(4));
      assertThat(cache.notDescribedSince(CLUSTER, List.of(), API, ago(0))).containsExactly(arn(2));
      assertThat(cache.notDescribedSince("other", List.of(), null, ago(0))).isEmpty();
    }

    /** ECS counts what is about to stop until it has stopped. */
    @Test
    void tasksAboutToStop_areDescribedWithTheirService_notInAPass() {
      describe(task(1, WEB, 5, excluded(Cause.STOPPING, 1)), stopped(2, WEB, 5));
      later(1);
      assertThat(cache.notDescribedSince(CLUSTER, List.of(), WEB, ago(0))).containsExactly(arn(1));
      assertThat(cache.notDescribedSince(CLUSTER, List.of(), null, ago(0))).isEmpty();
      assertThat(cache.runningSince(WEB, ago(0))).isZero();
      describe(task(1, WEB, 5, excluded(Cause.STOPPING, 1)));
      assertThat(cache.runningSince(WEB, ago(0))).isOne();
      later(1);
      describe(stopped(1, WEB, 6));
      assertThat(cache.runningSince(WEB, ago(1))).isZero();
      assertThat(cache.notDescribedSince(CLUSTER, List.of(), WEB, ago(-1))).isEmpty();
    }

    @Test
    void runningTasks_areCountedByServiceAndBegin() {
      describe(running(1, WEB, 1), task(2, WEB, 1, excluded(Cause.STARTING)), running(3, API, 1));
      later(1);
      describe(task(4, WEB, 1, excluded(Cause.UNHEALTHY, 4)));
      assertThat(cache.runningSince(WEB, ago(1))).isEqualTo(2);
      assertThat(cache.runningSince(WEB, ago(0))).isEqualTo(1);
      assertThat(cache.runningSince(Tasks.service("none"), ago(1))).isZero();
    }

    @Test
    void fellows_areTheLivingTasksOfTheSameServices_longestUnseenFirst() {
      describe(running(1, WEB, 1), running(2, API, 1), stopped(3, WEB, 1));
      later(1);
      describe(running(4, WEB, 1));
      describe(running(5, Tasks.service("third"), 1));
      hear(6, 1);
      later(1);
      describe(running(1, WEB, 1));
      assertThat(cache.fellows(List.of(arn(1), arn(2), arn(9))))
          .containsExactly(arn(6), arn(2), arn(4), arn(1));
      assertThat(cache.fellows(List.of())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void restingTasks_areThoseOfWhichNothingMoreIsExpected(Cause cause) {
      describe(task(1, WEB, 1, excluded(cause)));
      boolean rests = cause != Cause.STARTING && cause != Cause.HEALTH_PENDING;
      assertThat(cache.atRest(arn(1))).isEqualTo(rests);
      assertThat(cache.notAtRest(WEB)).hasSize(rests ? 0 : 1);
    }

    @Test
    void tasksNotAtRest() {
      assertThat(cache.atRest(arn(1))).as("never heard of").isTrue();
      hear(1, 1);
      assertThat(cache.atRest(arn(1))).isFalse();
      describe(task(1, WEB, 1, unknown()));
      assertThat(cache.atRest(arn(1))).isFalse();
      describe(running(1, WEB, 1));
      assertThat(cache.atRest(arn(1))).isTrue();
      hear(1, 2);
      assertThat(cache.atRest(arn(1))).isFalse();
      describe(running(1, WEB, 2));
      apply(missing(ago(0), arn(1)));
      assertThat(cache.atRest(arn(1))).isFalse();
      assertThat(cache.notAtRest(WEB)).containsExactly(arn(1));
      assertThat(cache.notAtRest(API)).isEmpty();
    }

    @Test
    void health_isDueByAge() {
      describe(
          checked(running(1, WEB, 1)),
          running(2, WEB, 1),
          checked(stopped(3, WEB, 1)),
          checked(running(4, new ServiceKey("other", "web"), 1)));
      hear(5, 1);
      assertThat(cache.healthDue(ago(0)))
          .isEqualTo(Map.of(CLUSTER, List.of(arn(1)), "other", List.of(arn("other", 4))));
      assertThat(cache.healthDue(ago(0) - 1)).isEmpty();
    }

    @Test
    void known_areAllThatMayBeDescribedAgain() {
      describe(running(1, WEB, 1), stopped(2, WEB, 1));
      hear(3, 1);
      assertThat(cache.known(CLUSTER)).containsExactlyInAnyOrder(arn(1), arn(3));
      assertThat(cache.known("other")).isEmpty();
      assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void backends_areThoseOfAllTasks_alsoOfEndedOnes() {
      describe(stopped(1, WEB, 1), task(2, API, LABEL, 1, serving(2)));
      cache.hear(Tasks.service("heard"), arn(3), 1, true);
      assertThat(cache.backends()).containsExactlyInAnyOrder(WEBS, LABEL, new BackendKey("heard"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clusters_areApart(boolean first) {
      ServiceKey elsewhere = new ServiceKey("other", "web");
      describe(first ? running(1, WEB, 1) : running(1, elsewhere, 1));
      describe(first ? running(2, elsewhere, 1) : running(2, WEB, 1));
      assertThat(cache.known(CLUSTER)).hasSize(1);
      assertThat(cache.known("other")).hasSize(1);
    }
  }

  @Test
  void state_isAValueOfTheEntry() {
    describe(running(1, WEB, 1));
    assertThat(entry(1).task.state()).isInstanceOf(TaskState.Resolved.class);
    assertThat(entry(1).seenAlive).isTrue();
    assertThat(entry(1).aliveNanos).isEqualTo(time.nanos());
    later(1);
    describe(stopped(1, WEB, 2));
    assertThat(entry(1).aliveNanos).as("not when it was dead").isEqualTo(ago(1));
    describe(stopped(2, WEB, 2));
    assertThat(entry(2).seenAlive).isFalse();
  }
}
