package io.github.ecstasktracker.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.controller.TriggerSink.Acceptance;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Trigger.Source;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqsPollerTest {
  private static final String WEB = Fixtures.event("task-service-long-arn");
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final StubSqs sqs = new StubSqs();
  private final RecordingSink sink = new RecordingSink();
  private final Counts counts = new Counts();
  private final FakeClock clock = new FakeClock();
  private final SqsPoller poller = poller(Set.of());

  @Test
  void receive_longPollsForTenWithAnExplicitVisibilityAndTimeout() {
    receiveOnce(poller);
    assertThat(sqs.receives)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.queueUrl()).isEqualTo("https://sqs/queue");
              assertThat(request.waitTimeSeconds()).isEqualTo(20);
              assertThat(request.maxNumberOfMessages()).isEqualTo(10);
              assertThat(request.visibilityTimeout()).isEqualTo(60);
              assertThat(request.overrideConfiguration().orElseThrow().apiCallTimeout())
                  .contains(Duration.ofSeconds(30));
            });
  }

  @Test
  void message_bareEvent_triggersItsService() {
    sqs.send(WEB);
    receiveOnce(poller);
    assertThat(sink.triggers).singleElement().satisfies(SqsPollerTest::isWeb);
    assertThat(counts.triggers("sqs", "accepted")).isEqualTo(1);
  }

  @Test
  void message_inSnsEnvelope_triggersItsService() {
    sqs.send(Fixtures.sns("notification-v1").toString());
    receiveOnce(poller);
    assertThat(sink.triggers).singleElement().satisfies(SqsPollerTest::isWeb);
  }

  @Test
  void message_takenWhileClosing_isGivenBack() {
    sink.answer =
        trigger -> {
          poller.close(DEADLINE);
          return Acceptance.ACCEPTED;
        };
    sqs.send(WEB);

    receiveOnce(poller);

    assertThat(sqs.visibility.get("r0")).containsExactly(0);
  }

  @Test
  void message_isDeletedOnlyAfterItWasServed() {
    sqs.send(WEB);
    receiveOnce(poller);
    keepOnce(poller);
    assertThat(sqs.deleted).isEmpty();

    sink.serveAll();
    keepOnce(poller);
    assertThat(sqs.deleted).containsExactly("r0");

    keepOnce(poller);
    assertThat(sqs.deleteBatches).hasSize(1);
  }

  @Test
  void message_servedWhileBeingOffered_isDeleted() {
    SqsPoller eager =
        new SqsPoller(
            new SqsQueue(sqs, "https://sqs/queue"),
            Set.of(),
            Receivers.of(
                (trigger, served) -> {
                  served.run();
                  return Acceptance.ACCEPTED;
                },
                counts.metrics),
            counts.metrics,
            new SqsPoller.Timing(clock, clock, new Random(1)));
    sqs.send(WEB);
    receiveOnce(eager);
    keepOnce(eager);
    assertThat(sqs.deleted).containsExactly("r0");
  }

  @Test
  void message_withNothingToDo_isDeletedAtOnce() {
    sqs.send(Fixtures.event("task-fargate-standalone"));
    receiveOnce(poller);
    keepOnce(poller);
    assertThat(sqs.deleted).containsExactly("r0");
    assertThat(counts.triggers("sqs", "nothing")).isEqualTo(1);
  }

  @Test
  void message_notOurs_isDeletedAtOnce() {
    sink.answer = trigger -> Acceptance.NOT_OURS;
    sqs.send(WEB);
    receiveOnce(poller);
    keepOnce(poller);
    assertThat(sqs.deleted).containsExactly("r0");
    assertThat(counts.triggers("sqs", "not_ours")).isEqualTo(1);
  }

  @Test
  void message_whileControllerTakesNone_isLeftToComeBackAndReceivingSlowsDown() {
    sink.answer = trigger -> Acceptance.UNAVAILABLE;
    sqs.send(WEB);
    assertThat(receiveOnce(poller)).isPositive();
    clock.advance(Duration.ofMinutes(1));
    keepOnce(poller);
    poller.close(DEADLINE);
    assertThat(sqs.deleted).isEmpty();
    assertThat(sqs.visibility).isEmpty();
    assertThat(counts.triggers("sqs", "unavailable")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"poison", "{}", "[1]"})
  void message_notUnderstood_triggersEverythingAndIsDeletedWhenServed(String body) {
    sqs.send(body);
    receiveOnce(poller);
    keepOnce(poller);
    assertThat(sink.triggers).containsExactly(Trigger.everything(Source.SQS));
    assertThat(sqs.deleted).isEmpty();

    sink.serveAll();
    keepOnce(poller);
    assertThat(sqs.deleted).containsExactly("r0");
    assertThat(counts.triggers("sqs", "not_understood")).isEqualTo(1);
  }

  @Test
  void topics_whereConfigured_dropEnvelopesOfOthers() {
    SqsPoller strict = poller(Set.of(new TopicArn("arn:aws:sns:us-west-2:123456789012:MyTopic")));
    ObjectNode stranger =
        Fixtures.sns("notification-v1").put("TopicArn", "arn:aws:sns:us-west-2:123456789012:Other");
    sqs.send(stranger.toString());
    sqs.send(Fixtures.sns("notification-v2").toString());
    receiveOnce(strict);
    keepOnce(strict);
    assertThat(sink.triggers).hasSize(1);
    assertThat(sqs.deleted).containsExactly("r0");
    assertThat(counts.triggers("sqs", "refused")).isEqualTo(1);
  }

  @Test
  void deletions_goInBatchesOfTen() {
    for (int i = 0; i < 25; i++) {
      sqs.send(WEB);
    }
    for (int i = 0; i < 3; i++) {
      receiveOnce(poller);
    }
    sink.serveAll();
    keepOnce(poller);
    assertThat(sqs.deleteBatches).containsExactly(10, 10, 5);
    assertThat(sqs.deleted).hasSize(25);
  }

  @Test
  void deletion_refusedForOneOfABatch_isTriedAgainForThatOne() {
    sqs.send(WEB);
    sqs.send(WEB);
    sqs.refused.put("r0", false);
    receiveOnce(poller);
    sink.serveAll();
    keepOnce(poller);
    assertThat(sqs.deleted).containsExactly("r1");
    assertThat(counts.sqsErrors("delete")).isEqualTo(1);

    sqs.refused.clear();
    keepOnce(poller);
    assertThat(sqs.deleted).containsExactly("r1", "r0");
    assertThat(sqs.deleteBatches).containsExactly(2, 1);
  }

  @Test
  void deletion_hopeless_isNotTriedAgain() {
    sqs.send(WEB);
    sqs.refused.put("r0", true);
    receiveOnce(poller);
    sink.serveAll();
    keepOnce(poller);
    keepOnce(poller);
    assertThat(sqs.deleteBatches).containsExactly(1);
    assertThat(counts.sqsErrors("delete")).isEqualTo(1);
  }

  @Test
  void deletion_failed_backsOffAndIsTriedAgain() {
    sqs.send(WEB);
    sqs.deleteFailures = 1;
    receiveOnce(poller);
    sink.serveAll();
    assertThat(turn(deleter(poller))).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    assertThat(turn(deleter(poller))).isZero();
    assertThat(sqs.deleted).containsExactly("r0");
    assertThat(counts.sqsErrors("delete")).isEqualTo(1);
  }

  @Test
  void message_notServedYet_staysHidden() {
    sqs.send(WEB);
    receiveOnce(poller);
    clock.advance(Duration.ofSeconds(19));
    keepOnce(poller);
    assertThat(sqs.visibility).isEmpty();

    clock.advance(Duration.ofSeconds(1));
    keepOnce(poller);
    keepOnce(poller);
    assertThat(sqs.visibility.get("r0")).containsExactly(60);

    clock.advance(Duration.ofSeconds(20));
    keepOnce(poller);
    assertThat(sqs.visibility.get("r0")).containsExactly(60, 60);
    assertThat(sqs.deleted).isEmpty();
  }

  @Test
  void extension_failed_isTriedAgain() {
    sqs.send(WEB);
    sqs.visibilityFailures = 1;
    receiveOnce(poller);
    clock.advance(Duration.ofSeconds(20));
    keepOnce(poller);
    assertThat(counts.sqsErrors("extend")).isEqualTo(1);
    keepOnce(poller);
    assertThat(sqs.visibility.get("r0")).containsExactly(60);
  }

  @Test
  void message_neverServed_isLetGoAfterTenMinutes() {
    sqs.send(WEB);
    receiveOnce(poller);
    for (int seconds = 0; seconds < 1_200; seconds += 20) {
      clock.advance(Duration.ofSeconds(20));
      keepOnce(poller);
    }
    assertThat(sqs.visibility.get("r0")).hasSize(29);
    sink.serveAll();
    keepOnce(poller);
    assertThat(sqs.deleted).isEmpty();
  }

  @Test
  void receive_full_waitsForRoom_andIsWokenByIt() {
    for (int i = 0; i < 1_100; i++) {
      sqs.send(WEB);
    }
    for (int i = 0; i < 100; i++) {
      receiveOnce(poller);
    }
    assertThat(sqs.receives).hasSize(100);
    Thread waiting = Thread.startVirtualThread(() -> receiveOnce(poller));
    await().until(() -> waiting.getState() == Thread.State.WAITING);
    assertThat(sqs.receives).hasSize(100);
    assertThat(poller.sinceProgress()).as("no silence").isZero();

    sink.serveAll();
    turn(deleter(poller));
    await().until(() -> !waiting.isAlive());
    assertThat(sqs.receives).hasSize(101);
  }

  @Test
  void receive_failing_backsOffToThirtySecondsAndForgetsOnSuccess() {
    sqs.receiveFailures = 200;
    for (int failure = 0; failure < 200; failure++) {
      Duration ceiling = Duration.ofSeconds(Math.min(30, 1L << Math.min(failure, 5)));
      assertThat(receiveOnce(poller))
          .as("failure %d", failure)
          .isBetween(Duration.ofMillis(100), ceiling);
    }
    assertThat(counts.sqsErrors("receive")).isEqualTo(200);

    sqs.send(WEB);
    assertThat(receiveOnce(poller)).isZero();
    sqs.receiveFailures = 1;
    assertThat(receiveOnce(poller)).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void receive_empty_takesABreath() {
    assertThat(receiveOnce(poller)).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void progress_isSinceTheSlowestLoop() {
    for (int i = 0; i < 20; i++) {
      sqs.send(WEB);
    }
    clock.advance(Duration.ofSeconds(30));
    for (PollerLoop loop : poller.loops().toList()) {
      assertThat(poller.sinceProgress()).isEqualTo(Duration.ofSeconds(30));
      turn(loop);
      sink.serveAll();
    }
    assertThat(poller.sinceProgress()).isZero();
  }

  @Test
  void deletions_fullBatch_goesAtOnce_andALoneOneShortlyAfter() {
    for (int i = 0; i < 11; i++) {
      sqs.send(WEB);
    }
    receiveOnce(poller);
    receiveOnce(poller);
    sink.serveAll();
    long begun = clock.nanos();
    turn(deleter(poller));
    assertThat(clock.nanos() - begun).isZero();
    assertThat(sqs.deleteBatches).containsExactly(10);
    turn(deleter(poller));
    assertThat(clock.nanos() - begun).isEqualTo(SqsPoller.LINGER.toNanos());
    assertThat(sqs.deleteBatches).containsExactly(10, 1);
  }

  @Test
  void deleter_withNothingToDelete_waitsAndIsWokenByAnAcknowledgement() {
    sqs.send(WEB);
    receiveOnce(poller);
    Thread waiting = Thread.startVirtualThread(() -> turn(deleter(poller)));
    await().until(() -> waiting.getState() == Thread.State.WAITING);
    assertThat(sqs.deleteBatches).isEmpty();

    sink.serveAll();
    await().until(() -> !waiting.isAlive());
    assertThat(sqs.deleted).containsExactly("r0");
  }

  @Test
  void close_deletesWhatWasServedAndGivesBackTheRest() {
    sqs.send(WEB);
    sqs.send(Fixtures.event("task-fargate-standalone"));
    receiveOnce(poller);
    sqs.deleteFailures = 2;
    poller.close(DEADLINE);
    assertThat(sqs.deleted).containsExactly("r1");
    assertThat(sqs.visibility.get("r0")).containsExactly(0);
  }

  @Test
  void close_sqsDown_endsAtTheDeadline() {
    sqs.send(WEB);
    receiveOnce(poller);
    sink.serveAll();
    sqs.deleteFailures = Integer.MAX_VALUE;
    long begun = clock.nanos();
    poller.close(DEADLINE);
    assertThat(clock.nanos() - begun).isEqualTo(DEADLINE.toNanos());
    assertThat(sqs.deleted).isEmpty();
  }

  @Test
  void stopping_messagesOfTheLastLongPollAreGivenBackUnseen() {
    sqs.send(WEB);
    poller.stopReceiving();
    assertThat(receiveOnce(poller)).isZero();
    assertThat(sink.triggers).isEmpty();
    assertThat(sqs.visibility.get("r0")).containsExactly(0);
  }

  @Test
  void start_twice_isRefused() {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      poller.start(executor);
      assertThatThrownBy(() -> poller.start(executor)).isInstanceOf(IllegalStateException.class);
      poller.close(DEADLINE);
    }
  }

  @Test
  void loops_onThreads_surviveFailuresAndEndAtClose() {
    sink.answer =
        trigger -> {
          if (sink.triggers.size() == 1) {
            throw new IllegalStateException("a defect of the controller");
          }
          return Acceptance.ACCEPTED;
        };
    sqs.longPolls = true;
    sqs.receiveFailures = 2;
    sqs.send(WEB);
    sqs.send(WEB);
    CountDownLatch never = new CountDownLatch(1);
    Pause pause =
        nanos -> {
          // Only the loop that keeps hidden waits for time, until it is interrupted.
          if (nanos == SqsPoller.EXTEND_EVERY.toNanos()) {
            never.await();
          }
        };
    SqsPoller live =
        new SqsPoller(
            new SqsQueue(sqs, "https://sqs/queue"),
            Set.of(),
            Receivers.of(sink, counts.metrics),
            counts.metrics,
            new SqsPoller.Timing(MonotonicClock.SYSTEM, pause, new Random(1)));
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      live.start(executor);
      await().until(() -> !sink.triggers.isEmpty());
      sqs.send(WEB);
      await().until(() -> sink.triggers.size() == 2);
      await()
          .until(
              () -> {
                sink.serveAll();
                return !sqs.deleted().isEmpty();
              });
      live.close(DEADLINE);
    }
    assertThat(sqs.deleted()).containsExactly("r2");
  }

  private static Duration receiveOnce(SqsPoller poller) {
    return turn(poller.loops().toList().getFirst());
  }

  /** Keeps hidden what is to be, and deletes what is acknowledged, until a try fails. */
  private static void keepOnce(SqsPoller poller) {
    turn(poller.loops().toList().getLast());
    boolean on = true;
    while (on && poller.owesDeletions()) {
      on = turn(deleter(poller)).isZero();
    }
  }

  private static PollerLoop deleter(SqsPoller poller) {
    return poller.loops().toList().get(2);
  }

  private static Duration turn(PollerLoop loop) {
    try {
      return loop.turn();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private SqsPoller poller(Set<TopicArn> topics) {
    return new SqsPoller(
        new SqsQueue(sqs, "https://sqs/queue"),
        topics,
        Receivers.of(sink, counts.metrics),
        counts.metrics,
        new SqsPoller.Timing(clock, clock, new Random(1)));
  }

  private static void isWeb(Trigger trigger) {
    assertThat(trigger.source()).isEqualTo(Source.SQS);
    assertThat(trigger.service()).isEqualTo(Optional.of(new ServiceKey("default", "web")));
    assertThat(trigger.task().map(Trigger.HeardTask::version)).isEqualTo(Optional.of(5L));
  }
}
