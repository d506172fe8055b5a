package io.github.ecstasktracker.workqueue;

import static io.github.ecstasktracker.workqueue.WorkQueue.Priority.LIVE;
import static io.github.ecstasktracker.workqueue.WorkQueue.Priority.RESYNC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import io.github.ecstasktracker.testing.SteppedTime;
import io.github.ecstasktracker.workqueue.WorkQueue.Item;
import io.github.ecstasktracker.workqueue.WorkQueue.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The promises of client-go's work queue, and ours beyond them, one by one in virtual time. */
class WorkQueueTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SteppedTime time = new SteppedTime();
  private final AtomicInteger wakes = new AtomicInteger();
  private final WorkQueue<String> queue = queue(10);

  private WorkQueue<String> queue(int capacity) {
    WorkQueue<String> made =
        new WorkQueue<>(capacity, time, new Backoff(new SplittableRandom(1)), QueueListener.NONE);
    made.onReady(wakes::incrementAndGet);
    return made;
  }

  private List<String> takeAll() {
    return queue.take(100).stream().map(Item::key).toList();
  }

  private static long at(Duration sinceStart) {
    return SteppedTime.START + sinceStart.toNanos();
  }

  // What client-go promises.

  @Test
  void take_severalAdded_comeInTheOrderOfTheirFirstAdd() {
    queue.add("c", LIVE);
    queue.add("a", LIVE);
    queue.add("b", LIVE);
    queue.add("c", LIVE);
    assertThat(takeAll()).containsExactly("c", "a", "b");
  }

  @Test
  void add_keyAlreadyWaiting_isHandedOutOnce() {
    for (int i = 0; i < 5; i++) {
      assertThat(queue.add("a", LIVE)).isTrue();
    }
    assertThat(queue.depth()).isEqualTo(1);
    assertThat(takeAll()).containsExactly("a");
    queue.done("a");
    assertThat(takeAll()).isEmpty();
  }

  @Test
  void add_whileInWork_isNotHandedOutBesideIt_butAfterDone() {
    queue.add("a", LIVE);
    assertThat(takeAll()).containsExactly("a");
    queue.add("a", LIVE);
    queue.add("a", LIVE);
    assertThat(takeAll()).isEmpty();
    assertThat(queue.isProcessing("a")).isTrue();
    queue.done("a");
    assertThat(queue.isProcessing("a")).isFalse();
    assertThat(takeAll()).containsExactly("a");
    queue.done("a");
    assertThat(takeAll()).isEmpty();
  }

  @Test
  void done_keyAddedMeanwhile_joinsAtTheEnd_soThatAHotKeyStarvesNobody() {
    queue.add("hot", LIVE);
    queue.add("x", LIVE);
    queue.add("y", LIVE);
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String key = queue.take(1).getFirst().key();
      order.add(key);
      queue.add("hot", LIVE);
      queue.done(key);
    }
    assertThat(order).containsExactly("hot", "x", "y");
  }

  @Test
  void addAfter_isHandedOutOnceItsTimeHasCome_andNotBefore() {
    queue.addAfter("a", SECOND, LIVE);
    assertThat(takeAll()).isEmpty();
    time.advance(SECOND.minusNanos(1));
    assertThat(takeAll()).isEmpty();
    assertThat(queue.depth()).isZero();
    time.advance(Duration.ofNanos(1));
    assertThat(queue.depth()).isEqualTo(1);
    assertThat(takeAll()).containsExactly("a");
    queue.done("a");
    time.advance(Duration.ofDays(2));
    assertThat(takeAll()).isEmpty();
  }

  @Test
  void addAfter_twice_onlyEverMovesTheTimeEarlier() {
    queue.addAfter("a", SECOND, LIVE);
    queue.addAfter("a", SECOND.multipliedBy(2), LIVE);
    assertThat(queue.nextDueNanos()).hasValue(at(SECOND));
    queue.addAfter("a", Duration.ofMillis(300), LIVE);
    assertThat(queue.nextDueNanos()).hasValue(at(Duration.ofMillis(300)));
    time.advance(Duration.ofMillis(300));
    assertThat(takeAll()).containsExactly("a");
    queue.done("a");
    time.advance(SECOND.multipliedBy(3));
    assertThat(takeAll()).isEmpty();
  }

  @Test
  void addAfter_several_comeInTheOrderOfTheirTimes() {
    queue.addAfter("late", SECOND, LIVE);
    queue.addAfter("middle", Duration.ofMillis(500), LIVE);
    queue.addAfter("early", Duration.ofMillis(250), LIVE);
    time.advance(SECOND);
    queue.add("now", LIVE);
    assertThat(takeAll()).containsExactly("early", "middle", "late", "now");
  }

  @Test
  void addAfter_sameTime_comeInTheirNaturalOrder() {
    queue.addAfter("b", SECOND, LIVE);
    queue.addAfter("a", SECOND, LIVE);
    time.advance(SECOND);
    assertThat(takeAll()).containsExactly("a", "b");
  }

  @Test
  void add_keyDelayed_supersedesTheDelay() {
    queue.addAfter("a", SECOND, LIVE);
    queue.add("a", LIVE);
    assertThat(takeAll()).containsExactly("a");
    queue.done("a");
    time.advance(SECOND);
    assertThat(takeAll()).isEmpty();
  }

  @Test
  void addAfter_keyReady_leavesItReady() {
    queue.add("a", LIVE);
    queue.add("b", LIVE);
    queue.addAfter("a", SECOND, LIVE);
    assertThat(takeAll()).containsExactly("a", "b");
  }

  @Test
  void addAfter_whileInWork_waitsForItsTimeAfterDone() {
    queue.add("a", LIVE);
    takeAll();
    queue.addAfter("a", SECOND, LIVE);
    queue.done("a");
    assertThat(takeAll()).isEmpty();
    assertThat(queue.nextDueNanos()).hasValue(at(SECOND));
    time.advance(SECOND);
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  void addAfter_timeComesWhileInWork_isReadyAtDone() {
    queue.add("a", LIVE);
    takeAll();
    queue.addAfter("a", SECOND, LIVE);
    time.advance(SECOND);
    assertThat(queue.nextDueNanos()).isEmpty();
    assertThat(takeAll()).isEmpty();
    queue.done("a");
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  void addAfter_zeroNegativeOrEndless_isReadyAtOnceOrCutToADay() {
    queue.addAfter("zero", Duration.ZERO, LIVE);
    queue.addAfter("negative", Duration.ofSeconds(-5), LIVE);
    queue.addAfter("endless", Duration.ofSeconds(Long.MAX_VALUE), LIVE);
    assertThat(takeAll()).containsExactly("zero", "negative");
    assertThat(queue.nextDueNanos()).hasValue(at(Duration.ofDays(1)));
  }

  @Test
  void retry_waitsForTheBackoffOfItsFailures_andForgetResetsIt() {
    for (int failures = 1; failures <= 12; failures++) {
      assertThat(queue.retry("a", LIVE)).isTrue();
      assertThat(queue.failures("a")).isEqualTo(failures);
      time.advance(Backoff.DEFAULT_CAP);
      assertThat(takeAll()).containsExactly("a");
      queue.done("a");
    }
    queue.forget("a");
    assertThat(queue.failures("a")).isZero();
    queue.retry("a", LIVE);
    time.advance(Backoff.DEFAULT_BASE);
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  void retry_beforeDone_comesAgainAfterItsBackoff() {
    queue.add("a", LIVE);
    takeAll();
    queue.retry("a", LIVE);
    queue.done("a");
    assertThat(takeAll()).isEmpty();
    time.advance(Backoff.DEFAULT_BASE);
    assertThat(takeAll()).containsExactly("a");
  }

  @Test
  void retry_keyAddedSinceTheFailure_isTriedAtOnce() {
    queue.add("a", LIVE);
    takeAll();
    queue.add("a", LIVE);
    queue.retry("a", LIVE);
    queue.done("a");
    assertThat(takeAll()).containsExactly("a");
    assertThat(queue.failures("a")).isEqualTo(1);
  }

  @Test
  void shutDown_refusesAdds_drainsWhatIsReady_dropsWhatIsDelayed() {
    queue.add("working", LIVE);
    takeAll();
    queue.add("ready", LIVE);
    queue.addAfter("due", SECOND, LIVE);
    queue.addAfter("delayed", SECOND.multipliedBy(2), LIVE);
    time.advance(SECOND);
    queue.shutDown();
    assertThat(queue.add("new", LIVE)).isFalse();
    assertThat(queue.add("working", LIVE)).isFalse();
    assertThat(queue.addAfter("ready", SECOND, LIVE)).isFalse();
    assertThat(queue.retry("working", LIVE)).isFalse();
    assertThat(queue.failures("working")).isZero();
    assertThat(queue.nextDueNanos()).isEmpty();
    assertThat(takeAll()).containsExactly("ready", "due");
    assertThat(queue.drained()).isFalse();
    List.of("ready", "due", "working").forEach(queue::done);
    assertThat(queue.drained()).isTrue();
    time.advance(SECOND.multipliedBy(9));
    assertThat(takeAll()).isEmpty();
    assertThat(queue.counts()).isEqualTo(new QueueCounts(4, 0, 3, 1));
  }

  @Test
  void shutDown_keyInWorkAndDirty_isDrainedOnceMore() {
    queue.add("a", LIVE);
    takeAll();
    queue.add("a", LIVE);
    queue.shutDown();
    queue.shutDown();
    queue.done("a");
    assertThat(queue.drained()).isFalse();
    assertThat(takeAll()).containsExactly("a");
    queue.done("a");
    assertThat(queue.drained()).isTrue();
  }

  @Test
  void shutDown_keyInWorkAndDelayed_dropsTheDelay() {
    queue.add("a", LIVE);
    takeAll();
    queue.addAfter("a", SECOND, LIVE);
    queue.shutDown();
    assertThat(queue.isProcessing("a")).isTrue();
    queue.done("a");
    assertThat(queue.drained()).isTrue();
    assertThat(queue.counts()).isEqualTo(new QueueCounts(2, 0, 1, 1));
  }

  @Test
  void drained_emptyButOpen_isFalse() {
    assertThat(queue.drained()).isFalse();
  }

  @Test
  void done_keyNotInWork_isAnErrorOfTheCaller() {
    assertThatIllegalStateException().isThrownBy(() -> queue.done("a"));
    queue.add("a", LIVE);
    assertThatIllegalStateException().isThrownBy(() -> queue.done("a"));
    assertThat(queue.isProcessing("a")).isFalse();
    assertThat(takeAll()).containsExactly("a");
  }

  // What is ours.

  @Test
  void take_liveBeforeResync_firstComeFirstServedInsideEach() {
    queue.add("r1", RESYNC);
    queue.add("r2", RESYNC);
    queue.add("l1", LIVE);
    queue.add("l2", LIVE);
    assertThat(takeAll()).containsExactly("l1", "l2", "r1", "r2");
  }

  @Test
  void take_max_isTheMostHandedOut() {
    queue.add("a", LIVE);
    queue.add("b", LIVE);
    queue.add("c", LIVE);
    assertThat(queue.take(0)).isEmpty();
    assertThat(queue.take(-1)).isEmpty();
    assertThat(queue.take(2)).extracting(Item::key).containsExactly("a", "b");
    assertThat(queue.take(2)).extracting(Item::key).containsExactly("c");
  }

  @Test
  void add_higherPriority_raises_andLowerNeverLowers() {
    queue.add("first", LIVE);
    queue.add("raised", RESYNC);
    queue.add("r", RESYNC);
    queue.add("raised", LIVE);
    queue.add("raised", RESYNC);
    List<Item<String>> items = queue.take(9);
    assertThat(items).extracting(Item::key).containsExactly("first", "raised", "r");
    assertThat(items).extracting(Item::priority).containsExactly(LIVE, LIVE, RESYNC);
  }

  @Test
  void priority_raisedWhileDelayedOrInWork_isKept() {
    queue.add("worked", RESYNC);
    takeAll();
    queue.add("worked", RESYNC);
    queue.addAfter("worked", SECOND, LIVE);
    queue.addAfter("delayed", SECOND, RESYNC);
    queue.addAfter("delayed", SECOND.multipliedBy(2), LIVE);
    queue.add("r", RESYNC);
    queue.done("worked");
    time.advance(SECOND);
    assertThat(queue.take(9))
        .extracting(Item::key, Item::priority)
        .containsExactly(tuple("worked", LIVE), tuple("delayed", LIVE), tuple("r", RESYNC));
  }

  @Test
  void take_endlessLiveKeys_stillLetsResyncMove() {
    WorkQueue<String> wide = queue(100);
    wide.add("r1", RESYNC);
    wide.add("r2", RESYNC);
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 2 * (ReadyLines.LIVE_RUN + 1); i++) {
      wide.add("l" + i, LIVE);
      String key = wide.take(1).getFirst().key();
      order.add(key);
      wide.done(key);
    }
    assertThat(order.get(ReadyLines.LIVE_RUN)).isEqualTo("r1");
    assertThat(order.get(2 * ReadyLines.LIVE_RUN + 1)).isEqualTo("r2");
    assertThat(order).filteredOn(key -> key.startsWith("l")).hasSize(2 * ReadyLines.LIVE_RUN);
  }

  @Test
  void take_liveRun_countsOnlyLiveKeysThatPassedAWaitingResyncKey() {
    WorkQueue<String> wide = queue(100);
    for (int i = 0; i < 3 * ReadyLines.LIVE_RUN; i++) {
      wide.add("l" + i, LIVE);
    }
    wide.take(2 * ReadyLines.LIVE_RUN);
    wide.add("r", RESYNC);
    assertThat(wide.take(ReadyLines.LIVE_RUN))
        .extracting(Item::priority)
        .containsOnly(Priority.LIVE);
    wide.add("l", LIVE);
    assertThat(wide.take(1)).extracting(Item::key).containsExactly("r");
  }

  @Test
  void take_resyncKeyAmongLiveOnes_isStillListedBehindThem() {
    WorkQueue<String> wide = queue(100);
    for (int i = 0; i < 2 * ReadyLines.LIVE_RUN; i++) {
      wide.add("l" + i, LIVE);
    }
    wide.add("r", RESYNC);
    assertThat(wide.take(ReadyLines.LIVE_RUN + 3))
        .extracting(Item::key)
        .hasSize(ReadyLines.LIVE_RUN + 3)
        .endsWith("l" + (ReadyLines.LIVE_RUN + 1), "r");
  }

  @Test
  void capacity_boundsReadyDelayedAndWorkingTogether() {
    WorkQueue<String> small = queue(3);
    assertThat(small.add("working", LIVE)).isTrue();
    small.take(1);
    assertThat(small.add("ready", LIVE)).isTrue();
    assertThat(small.addAfter("delayed", SECOND, LIVE)).isTrue();
    assertThat(small.add("more", LIVE)).isFalse();
    assertThat(small.addAfter("more", SECOND, LIVE)).isFalse();
    assertThat(small.retry("more", LIVE)).isFalse();
    assertThat(small.failures("more")).isZero();
    assertThat(small.add("working", LIVE)).isTrue();
    assertThat(small.add("delayed", LIVE)).isTrue();
    small.done("working");
    assertThat(small.add("more", LIVE)).isFalse();
    small.take(1);
    small.done("ready");
    assertThat(small.add("more", LIVE)).isTrue();
  }

  @Test
  void capacity_belowOne_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> queue(0)).withMessageContaining("0");
    assertThat(queue(1).add("a", LIVE)).isTrue();
  }

  @Test
  void failures_ofKeysNeverForgotten_areBoundedByTheCapacity() {
    WorkQueue<String> small = queue(2);
    for (String key : List.of("a", "b", "a", "c")) {
      small.retry(key, LIVE);
      time.advance(Backoff.DEFAULT_CAP);
      small.take(1);
      small.done(key);
    }
    assertThat(small.failures("a")).isEqualTo(2);
    assertThat(small.failures("b")).isZero();
    assertThat(small.failures("c")).isEqualTo(1);
  }

  @Test
  void nextDue_isTheEarliestDelayed_onlyWhereNothingIsReady() {
    assertThat(queue.nextDueNanos()).isEmpty();
    queue.addAfter("b", SECOND.multipliedBy(2), LIVE);
    queue.addAfter("a", SECOND, LIVE);
    assertThat(queue.nextDueNanos()).hasValue(at(SECOND));
    queue.add("now", LIVE);
    assertThat(queue.nextDueNanos()).isEmpty();
    takeAll();
    assertThat(queue.nextDueNanos()).hasValue(at(SECOND));
    time.advance(SECOND.multipliedBy(2));
    assertThat(queue.nextDueNanos()).hasValue(at(SECOND));
  }

  @Test
  void onReady_runsForEveryKeyThatBecomesReady_andOnlyThen() {
    queue.add("a", LIVE);
    assertThat(wakes).hasValue(1);
    queue.add("a", LIVE);
    assertThat(wakes).as("merged").hasValue(1);
    takeAll();
    queue.add("a", LIVE);
    queue.add("a", RESYNC);
    assertThat(wakes).as("in work").hasValue(1);
    queue.done("a");
    assertThat(wakes).as("dirty and done").hasValue(2);
    takeAll();
    queue.done("a");
    assertThat(wakes).as("clean and done").hasValue(2);
  }

  @Test
  void onReady_runsWhereTheNextDueTimeComesNearer_andNotWhereItDoesNot() {
    queue.addAfter("b", SECOND.multipliedBy(2), LIVE);
    assertThat(wakes).hasValue(1);
    queue.addAfter("c", SECOND.multipliedBy(3), LIVE);
    assertThat(wakes).hasValue(1);
    queue.addAfter("a", SECOND, LIVE);
    assertThat(wakes).hasValue(2);
    queue.addAfter("c", Duration.ofMillis(10), LIVE);
    assertThat(wakes).hasValue(3);
  }

  @Test
  void onReady_keysComeDueUnseen_wakesWhereTheNextDueTimeNoLongerTells() {
    queue.add("working", LIVE);
    takeAll();
    Runnable[] operations = {
      () -> queue.addAfter("x", SECOND.multipliedBy(9), LIVE),
      () -> queue.done("working"),
      queue::shutDown
    };
    for (Runnable operation : operations) {
      queue.addAfter("due", SECOND, LIVE);
      time.advance(SECOND);
      int before = wakes.get();
      operation.run();
      assertThat(wakes.get()).isGreaterThan(before);
      assertThat(takeAll()).contains("due");
      queue.done("due");
    }
  }

  @Test
  void onReady_takeLeavesKeysThatHaveJustComeDue_wakesAnotherTaker() {
    queue.addAfter("a", SECOND, LIVE);
    queue.addAfter("b", SECOND, LIVE);
    time.advance(SECOND);
    int before = wakes.get();
    queue.take(1);
    assertThat(wakes).hasValue(before + 1);
    queue.take(1);
    assertThat(wakes).hasValue(before + 1);
  }

  @Test
  void onReady_runsOutsideTheLock_soThatItMayUseTheQueue() {
    List<String> seen = new ArrayList<>();
    queue.onReady(() -> queue.take(1).forEach(item -> seen.add(item.key())));
    queue.add("a", LIVE);
    assertThat(seen).containsExactly("a");
    Thread other = Thread.ofVirtual().unstarted(() -> queue.isProcessing("a"));
    queue.onReady(
        () -> {
          other.start();
          assertThat(joined(other)).isTrue();
        });
    queue.add("b", LIVE);
    assertThat(other.getState()).isEqualTo(Thread.State.TERMINATED);
  }

  private static boolean joined(Thread thread) {
    try {
      return thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException stop) {
      throw new AssertionError(stop);
    }
  }
}
