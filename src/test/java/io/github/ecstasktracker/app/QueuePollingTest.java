package io.github.ecstasktracker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.client.CallHook;
import io.github.ecstasktracker.simulation.client.InProcessClients;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.trigger.Receivers;
import io.github.ecstasktracker.trigger.SqsPoller;
import io.github.ecstasktracker.trigger.SqsQueue;
import io.github.ecstasktracker.trigger.TriggerMetrics;
import io.github.ecstasktracker.trigger.TriggerReceiver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Terms come and go, and no message is lost or kept from the next leader. */
class QueuePollingTest {
  private static final String QUEUE = "events";
  private static final Duration SOON = Duration.ofSeconds(5);

  private final SimulatedAccount account = SimulatedAccount.inRealTime(1);
  private final List<Runnable> accepted = new CopyOnWriteArrayList<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private QueuePolling polling;

  @BeforeEach
  void open() {
    account.events().toQueue(QUEUE);
    SqsClient sqs = new InProcessClients(account.api(), CallHook.NONE).sqs();
    SqsQueue queue = new SqsQueue(sqs, account.events().queueUrl(QUEUE));
    TriggerMetrics metrics = new TriggerMetrics(new SimpleMeterRegistry());
    TriggerReceiver receiver = Receivers.of(this::accept, metrics);
    polling =
        new QueuePolling(
            () ->
                new SqsPoller(
                    queue,
                    Set.of(),
                    receiver,
                    metrics,
                    new SqsPoller.Timing(MonotonicClock.SYSTEM, Pause.SLEEP, new Random(1))),
            executor);
  }

  @AfterEach
  void close() {
    executor.shutdownNow();
  }

  @Test
  void beforeTheFirstTerm_nothingIsReceived() {
    send();

    assertThat(account.counters().calls(Operation.RECEIVE_MESSAGE)).isZero();
    assertThat(polling.liveness().orElseThrow().ok()).isTrue();
    assertThat(polling.liveness().orElseThrow().detail()).isEqualTo("only the leader polls");
  }

  @Test
  void termThatEnds_givesBackWhatWasNotServed_andTheNextReceivesIt() {
    polling.start();
    send();
    await().atMost(SOON).until(() -> accepted.size() == 1);

    polling.end();
    polling.start();

    await().atMost(SOON).until(() -> accepted.size() == 2);
    accepted.get(1).run();
    await().atMost(SOON).until(() -> account.events().undeleted(QUEUE) == 0);
    assertThat(polling.liveness().orElseThrow().detail()).startsWith("silent for ");
  }

  @Test
  void termThatEnds_receivesNoMore() {
    polling.start();
    await().atMost(SOON).until(() -> account.counters().calls(Operation.RECEIVE_MESSAGE) > 0);
    polling.end();
    send();

    polling.close(SOON);

    assertThat(accepted).isEmpty();
    assertThat(account.events().undeleted(QUEUE)).isEqualTo(1);
  }

  @Test
  void gracefulStop_deletesWhatWasServed_andBeginsNoMore() {
    polling.start();
    send();
    await().atMost(SOON).until(() -> accepted.size() == 1);

    polling.stopReceiving();
    // The lease is given back before the messages are settled.
    polling.end();
    accepted.getFirst().run();
    polling.close(SOON);
    assertThat(account.events().undeleted(QUEUE)).isZero();

    long received = account.counters().calls(Operation.RECEIVE_MESSAGE);
    polling.start();
    assertThat(polling.liveness().orElseThrow().detail()).isEqualTo("only the leader polls");
    assertThat(account.counters().calls(Operation.RECEIVE_MESSAGE)).isEqualTo(received);
  }

  private void send() {
    account.locked(() -> account.wiring().queues().obtain(QUEUE).send("hello"));
  }

  private TriggerSink.Acceptance accept(Trigger trigger, Runnable served) {
    accepted.add(served);
    return TriggerSink.Acceptance.ACCEPTED;
  }
}
