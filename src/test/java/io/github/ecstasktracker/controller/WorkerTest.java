package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.Requests.Request;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Timers;
import io.github.ecstasktracker.workqueue.Backoff;
import io.github.ecstasktracker.workqueue.QueueListener;
import io.github.ecstasktracker.workqueue.WorkQueue;
import io.github.ecstasktracker.workqueue.WorkQueue.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WorkerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final BackendKey WEB = new BackendKey("web");
  private static final BackendKey API = new BackendKey("api");
  private static final BackendKey ZOO = new BackendKey("zoo");

  private final VirtualTime time = new VirtualTime();
  private final Backoff backoff = new Backoff(new SplittableRandom(1));
  private final WorkQueue<BackendKey> queue =
      new WorkQueue<>(100, time, backoff, QueueListener.NONE);
  private final Requests requests = new Requests();
  private final List<Job> jobs = new ArrayList<>();

  /** What is done with the next keys; else they wait for the test to end them. */
  private Optional<Supplier<CompletableFuture<ReconcileResult>>> next = Optional.empty();

  private record Job(
      BackendKey key,
      Request request,
      Priority priority,
      CompletableFuture<ReconcileResult> result) {
    void end(ReconcileResult with) {
      result.complete(with);
    }
  }

  private CompletableFuture<ReconcileResult> reconcile(
      BackendKey key, Request request, Priority priority) {
    CompletableFuture<ReconcileResult> result =
        next.map(Supplier::get).orElseGet(CompletableFuture::new);
    jobs.add(new Job(key, request, priority, result));
    return result;
  }

  private Worker worker(int workers) {
    Worker worker = new Worker(queue, requests, this::reconcile, time.platform(1), workers);
    worker.open();
    return worker;
  }

  private void add(BackendKey... keys) {
    for (BackendKey key : keys) {
      queue.add(key, Priority.LIVE);
    }
    time.runDue();
  }

  private List<BackendKey> reconciled() {
    return jobs.stream().map(Job::key).toList();
  }

  private static Request operator() {
    return Request.operator("operator", 7, true);
  }

  @Test
  void closedUntilOpened() {
    Worker worker = new Worker(queue, requests, this::reconcile, time.platform(1), 1);
    add(WEB);
    assertThat(jobs).isEmpty();
    worker.open();
    time.runDue();
    assertThat(reconciled()).containsExactly(WEB);
  }

  @Test
  void keyThatWaitsForItsWrite_holdsNoWorker() {
    worker(1);
    add(WEB, API, ZOO);
    assertThat(reconciled()).containsExactly(WEB, API, ZOO);
  }

  @Test
  void keyThatWaitsForItsWrite_isNotReconciledTwice() {
    Worker worker = worker(4);
    add(WEB);
    add(WEB);
    time.advance(Duration.ofHours(1));
    assertThat(reconciled()).containsExactly(WEB);
    assertThat(worker.idle()).isFalse();
    jobs.getFirst().end(new ReconcileResult.Done());
    time.runDue();
    assertThat(reconciled()).as("told of meanwhile").containsExactly(WEB, WEB);
  }

  @Test
  void asManyArePlannedAtOnceAsThereAreWorkers_andNoMore() {
    List<Integer> depths = new ArrayList<>();
    Worker worker = new Worker(queue, requests, this::reconcile, time.platform(1), 2);
    for (int i = 0; i < 10; i++) {
      queue.add(new BackendKey("s" + i), Priority.LIVE);
    }
    next =
        Optional.of(
            () -> {
              depths.add(queue.load().processing() - jobs.size());
              return new CompletableFuture<>();
            });
    worker.open();
    time.runDue();
    assertThat(jobs).hasSize(10);
    // In work and not planned yet: those that workers hold.
    assertThat(depths).hasSize(10).contains(2).allMatch(planning -> planning <= 2);
  }

  @Test
  void keysThatComeDueTogether_areTakenByAsManyWorkersAsThereAre() {
    worker(1);
    for (int i = 0; i < 5; i++) {
      queue.addAfter(new BackendKey("s" + i), SECOND, Priority.RESYNC);
    }
    List<Integer> planning = new ArrayList<>();
    next =
        Optional.of(
            () -> {
              planning.add(queue.load().processing() - jobs.size());
              return new CompletableFuture<>();
            });
    time.advance(SECOND);
    assertThat(jobs).hasSize(5);
    assertThat(planning).containsOnly(1);
  }

  @Test
  void done_isForgottenWithItsFailures() {
    Worker worker = worker(1);
    queue.retry(WEB, Priority.LIVE);
    time.advance(SECOND);
    jobs.getFirst().end(new ReconcileResult.Done());
    time.advance(Duration.ofHours(1));
    assertThat(jobs).hasSize(1);
    assertThat(queue.failures(WEB)).isZero();
    assertThat(worker.idle()).isTrue();
  }

  @Test
  void requeuedAfterATime_comesThenAndBehindLiveKeys() {
    worker(1);
    add(WEB);
    jobs.getFirst().end(new ReconcileResult.RequeueAfter(SECOND));
    time.advance(SECOND.minusNanos(1));
    assertThat(jobs).hasSize(1);
    time.advance(Duration.ofNanos(1));
    assertThat(reconciled()).containsExactly(WEB, WEB);
    assertThat(jobs.getLast().priority()).isEqualTo(Priority.RESYNC);
    assertThat(queue.failures(WEB)).isZero();
  }

  @Test
  void retry_comesAfterItsBackoff_isANewRequest_andKeepsItsPriority() {
    worker(1);
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    time.advance(SECOND);
    requests.add(
        WEB,
        Request.of("sqs", OptionalLong.of(5))
            .and(Request.ofPass("drift", 6, false))
            .awaited(waiting));
    add(WEB);
    jobs.getFirst().end(new ReconcileResult.Retry());
    assertThat(waiting).as("a reconcile begun after it has ended").isCompleted();
    assertThat(queue.failures(WEB)).isEqualTo(1);
    time.advance(Backoff.DEFAULT_BASE);
    assertThat(reconciled()).containsExactly(WEB, WEB);
    Job retry = jobs.getLast();
    assertThat(retry.priority()).isEqualTo(Priority.LIVE);
    assertThat(retry.request())
        .isEqualTo(Request.of("sqs", OptionalLong.of(5)).retried(SECOND.toNanos()));
  }

  @Test
  void requeued_comesAtOnceWithAllThatWasAskedFor_andWhoeverWaitsGoesOnWaiting() {
    worker(1);
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    requests.add(WEB, operator().awaited(waiting));
    add(WEB);
    jobs.getFirst().end(new ReconcileResult.Requeue());
    time.runDue();
    assertThat(waiting).isNotDone();
    assertThat(jobs.getLast().request()).isEqualTo(operator().awaited(waiting));
    assertThat(jobs.getLast().priority()).isEqualTo(Priority.LIVE);
    assertThat(queue.failures(WEB)).isZero();
    jobs.getLast().end(new ReconcileResult.Done());
    assertThat(waiting).isCompleted();
  }

  @Test
  void whatIsPutBackAfterItsTerm_isNoOperatorsWishAnyMore() {
    worker(1);
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    for (ReconcileResult again :
        List.of(new ReconcileResult.Requeue(), new ReconcileResult.Retry())) {
      jobs.clear();
      requests.add(WEB, operator().awaited(waiting));
      add(WEB);
      requests.clear("the lease was lost");
      jobs.getFirst().end(again);
      time.advance(SECOND);
      assertThat(jobs.getLast().request().force()).isFalse();
      assertThat(jobs.getLast().request().operator()).isFalse();
      jobs.getLast().end(new ReconcileResult.Done());
    }
    assertThat(waiting).isCompletedExceptionally();
  }

  @Test
  void whoeverWaits_isToldWhenTheKeyIsFreeAgain() {
    worker(1);
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    var free = waiting.thenApply(_ -> !queue.isProcessing(WEB));
    requests.add(WEB, operator().awaited(waiting));
    add(WEB);
    jobs.getFirst().end(new ReconcileResult.Done());
    assertThat(free).isCompletedWithValue(true);
  }

  @Test
  void whatIsAskedForWhileTheKeyIsInWork_isForTheNextReconcile() {
    worker(1);
    add(WEB);
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    requests.add(WEB, operator().awaited(waiting));
    add(WEB);
    jobs.getFirst().end(new ReconcileResult.Done());
    assertThat(waiting).isNotDone();
    time.runDue();
    assertThat(jobs.getLast().request().waiting()).containsExactly(waiting);
  }

  @Test
  void errorInAReconcile_costsNoWorkerAndIsTriedAgain() {
    Worker worker = worker(1);
    for (Throwable thrown :
        List.of(new IllegalStateException("a bug"), new StackOverflowError("too deep"))) {
      next = Optional.of(() -> thrown(thrown));
      add(WEB);
    }
    next = Optional.of(() -> CompletableFuture.failedFuture(new IllegalStateException("late")));
    add(API);
    next = Optional.of(() -> CompletableFuture.completedFuture(new ReconcileResult.Done()));
    time.advance(Duration.ofMinutes(1));
    assertThat(reconciled()).filteredOn(WEB::equals).as("two errors, and the end").hasSize(3);
    assertThat(reconciled()).filteredOn(API::equals).hasSize(2);
    assertThat(worker.idle()).isTrue();
  }

  private CompletableFuture<ReconcileResult> thrown(Throwable thrown) {
    jobs.add(new Job(WEB, Request.drift(), Priority.LIVE, new CompletableFuture<>()));
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  @Test
  void machineThatTakesNoMoreJobs_leavesNothingInWork() {
    Worker worker = worker(2);
    time.refuseJobs();
    add(WEB, API, ZOO);
    assertThat(jobs).isEmpty();
    assertThat(worker.idle()).isTrue();
    assertThat(queue.isProcessing(WEB)).isFalse();
  }

  @Test
  void closed_takesNoMoreKeysAndIsIdleWhenItsLastHasEnded() {
    Worker worker = worker(2);
    add(WEB);
    worker.close();
    add(API);
    assertThat(reconciled()).containsExactly(WEB);
    assertThat(worker.idle()).isFalse();
    jobs.getFirst().end(new ReconcileResult.Done());
    time.runDue();
    assertThat(reconciled()).containsExactly(WEB);
    assertThat(worker.idle()).isTrue();
  }

  @Test
  void delayedKeys_comeWhenTheyAreDue_thoughANearerOneCameLater() {
    worker(1);
    queue.addAfter(WEB, SECOND.multipliedBy(3), Priority.RESYNC);
    queue.addAfter(API, SECOND, Priority.RESYNC);
    queue.addAfter(ZOO, SECOND.multipliedBy(2), Priority.RESYNC);
    for (BackendKey key : List.of(API, ZOO, WEB)) {
      time.advance(SECOND.minusNanos(1));
      assertThat(reconciled()).doesNotContain(key);
      time.advance(Duration.ofNanos(1));
      assertThat(reconciled()).endsWith(key);
    }
  }

  @Test
  void delayedKey_thatComesDueWhileAllWorkersAreBusy_isTakenAfterwards() {
    worker(1);
    queue.addAfter(API, SECOND, Priority.RESYNC);
    next =
        Optional.of(
            () -> {
              time.spend(SECOND.multipliedBy(2));
              return new CompletableFuture<>();
            });
    add(WEB);
    next = Optional.empty();
    time.runDue();
    assertThat(reconciled()).containsExactly(WEB, API);
  }

  /** Else virtual time would stand still: each alarm would set another for now. */
  @Test
  void alarmForDelayedKeys_ringsOnceAKeyAndNeverForNow() {
    Alarms alarms = new Alarms();
    Worker worker = new Worker(queue, requests, this::reconcile, platform(alarms), 1);
    worker.open();
    for (int i = 0; i < 100; i++) {
      queue.addAfter(WEB, Duration.ofHours(1).minusSeconds(i), Priority.RESYNC);
      queue.addAfter(API, Duration.ofHours(2), Priority.RESYNC);
    }
    assertThat(alarms.set).hasSize(100);
    time.advance(Duration.ofHours(3));
    assertThat(reconciled()).containsExactly(WEB, API);
    assertThat(alarms.set).hasSize(101).allMatch(Duration::isPositive);
  }

  private Platform platform(Timers timers) {
    return new Platform(
        time, time, timers, time.platform(1).jobs(), Runnable::run, new SplittableRandom(1));
  }

  /** Counts. */
  private final class Alarms implements Timers {
    final List<Duration> set = new ArrayList<>();

    @Override
    public void after(Duration delay, Runnable task) {
      set.add(delay);
      time.after(delay, task);
    }
  }

  @Test
  void alarmThatRingsEarly_isSetAgain() {
    Worker worker =
        new Worker(
            queue,
            requests,
            this::reconcile,
            platform((delay, task) -> time.after(delay.dividedBy(2).plusNanos(1), task)),
            1);
    worker.open();
    queue.addAfter(WEB, SECOND, Priority.RESYNC);
    time.advance(SECOND.multipliedBy(2));
    assertThat(reconciled()).containsExactly(WEB);
  }
}
