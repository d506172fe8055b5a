package io.github.ecstasktracker.simulation.api;

import static io.github.ecstasktracker.simulation.faults.Operation.RECEIVE_MESSAGE;

import io.github.ecstasktracker.simulation.bus.Queues;
import io.github.ecstasktracker.simulation.bus.SimulatedQueue;
import io.github.ecstasktracker.simulation.bus.SimulatedQueue.Received;
import io.github.ecstasktracker.simulation.core.Monitor;
import io.github.ecstasktracker.simulation.core.Timeline;
import io.github.ecstasktracker.simulation.faults.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/**
 * SQS ReceiveMessage, waiting or not.
 *
 * <ul>
 *   <li>A long poll ends with the first message, or when its time is over by the account's clock.
 *   <li>It counts as one call and is throttled or fails at its beginning.
 * </ul>
 */
public final class SqsReceiveApi {
  private static final int MOST_MESSAGES = 10;
  private static final int MOST_SECONDS = 20;
  // A virtual clock may stand still while somebody waits: look again now and then.
  private static final long LONGEST_NAP_NANOS = Duration.ofMillis(100).toNanos();

  private final Gate gate;
  private final Monitor monitor;
  private final Timeline timeline;
  private final Queues queues;

  SqsReceiveApi(Gate gate, Monitor monitor, Timeline timeline, Queues queues) {
    this.gate = gate;
    this.monitor = monitor;
    this.timeline = timeline;
    this.queues = queues;
  }

  /** Answers at once with what there is, for callers that must not block. */
  public ReceiveMessageResponse receiveNow(ReceiveMessageRequest request) {
    return gate.call(RECEIVE_MESSAGE, faults -> take(request));
  }

  /** Blocks the calling thread as a long poll does. */
  public ReceiveMessageResponse receive(ReceiveMessageRequest request) throws InterruptedException {
    ReceiveMessageResponse first = receiveNow(request);
    int wait = request.waitTimeSeconds() == null ? 0 : request.waitTimeSeconds();
    if (first.hasMessages() || wait == 0) {
      return first;
    }
    return await(request, Duration.ofSeconds(wait));
  }

  private ReceiveMessageResponse await(ReceiveMessageRequest request, Duration wait)
      throws InterruptedException {
    // The same patience in real time bounds the wait where the account's clock stands still.
    long giveUp = System.nanoTime() + wait.toNanos();
    long deadline = monitor.locked(() -> timeline.nanos() + wait.toNanos());
    while (true) {
      ReceiveMessageResponse found = monitor.locked(() -> catchUpAndTake(request));
      long now = monitor.locked(timeline::nanos);
      if (found.hasMessages() || now >= deadline || System.nanoTime() >= giveUp) {
        return found;
      }
      nap(request, Math.min(LONGEST_NAP_NANOS, deadline - now));
    }
  }

  private void nap(ReceiveMessageRequest request, long nanos) throws InterruptedException {
    boolean[] interrupted = {false};
    monitor.run(
        () -> {
          if (queue(request).visible() > 0) {
            return; // it came between the look and the lock
          }
          try {
            monitor.await(nanos);
          } catch (InterruptedException e) {
            interrupted[0] = true;
          }
        });
    if (interrupted[0]) {
      throw new InterruptedException();
    }
  }

  private ReceiveMessageResponse catchUpAndTake(ReceiveMessageRequest request) {
    timeline.catchUp();
    return take(request);
  }

  private ReceiveMessageResponse take(ReceiveMessageRequest request) {
    int most = request.maxNumberOfMessages() == null ? 1 : request.maxNumberOfMessages();
    if (most < 1 || most > MOST_MESSAGES) {
      throw SqsApi.bad(
          RECEIVE_MESSAGE, "InvalidParameterValue", "MaxNumberOfMessages must be 1 to 10");
    }
    if (request.waitTimeSeconds() != null && request.waitTimeSeconds() > MOST_SECONDS) {
      throw SqsApi.bad(RECEIVE_MESSAGE, "InvalidParameterValue", "WaitTimeSeconds must be 0 to 20");
    }
    SimulatedQueue queue = queue(request);
    Duration hidden =
        request.visibilityTimeout() == null
            ? queue.visibilityTimeout()
            : Duration.ofSeconds(request.visibilityTimeout());
    List<Message> messages =
        queue.receive(most, hidden).stream().map(SqsReceiveApi::message).toList();
    ReceiveMessageResponse.Builder response = ReceiveMessageResponse.builder();
    return messages.isEmpty() ? response.build() : response.messages(messages).build();
  }

  private SimulatedQueue queue(ReceiveMessageRequest request) {
    return SqsApi.queue(queues, RECEIVE_MESSAGE, request.queueUrl());
  }

  private static Message message(Received received) {
    return Message.builder()
        .messageId(received.messageId())
        .receiptHandle(received.receiptHandle())
        .body(received.body())
        .md5OfBody(Md5.of(received.body()))
        .attributes(
            Map.of(
                MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                Integer.toString(received.receipts()),
                MessageSystemAttributeName.SENT_TIMESTAMP,
                Long.toString(received.sentAtMillis())))
        .build();
  }
}
