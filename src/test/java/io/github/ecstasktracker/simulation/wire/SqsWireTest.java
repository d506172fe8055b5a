package io.github.ecstasktracker.simulation.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.core.SystemClock;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** SQS as the real SDK client sees it, which checks the digests of the bodies by itself. */
class SqsWireTest {
  private final SimulatedAccount account = SimulatedAccount.inVirtualTime(9);
  private final SimulatedAwsServer server = new SimulatedAwsServer(account);
  private final RealClients clients = new RealClients(server.url());
  private final SqsClient sqs = clients.sqs();
  private final String queue = account.events().queueUrl("events");

  @AfterEach
  void close() {
    clients.close();
    server.close();
  }

  @Test
  void receivedMessage_isHiddenUntilItsTimeoutEnds() {
    account.events().visibilityTimeout("events", Duration.ofSeconds(30));
    send("one");
    assertThat(receive()).extracting(Message::body).containsExactly("one");
    assertThat(receive()).isEmpty();
    account.time().advance(Duration.ofSeconds(31));
    Message again = receive().getFirst();
    assertThat(again.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
        .isEqualTo("2");
  }

  @Test
  void deletedMessage_isGone_butOnlyByItsLastHandle() {
    send("one");
    Message first = receive().getFirst();
    account.time().advance(Duration.ofSeconds(31));
    Message second = receive().getFirst();

    sqs.deleteMessage(r -> r.queueUrl(queue).receiptHandle(first.receiptHandle()));
    assertThat(account.events().undeleted("events")).isEqualTo(1);
    sqs.deleteMessage(r -> r.queueUrl(queue).receiptHandle(second.receiptHandle()));
    assertThat(account.events().undeleted("events")).isZero();
  }

  @Test
  void batchOfTen_isDeletedAtOnce() {
    for (int i = 0; i < 12; i++) {
      send("message " + i);
    }
    List<Message> ten = receive();
    assertThat(ten).hasSize(10);
    var deleted =
        sqs.deleteMessageBatch(
            r ->
                r.queueUrl(queue)
                    .entries(
                        ten.stream()
                            .map(
                                m ->
                                    DeleteMessageBatchRequestEntry.builder()
                                        .id(m.messageId())
                                        .receiptHandle(m.receiptHandle())
                                        .build())
                            .toList()));
    assertThat(deleted.successful()).hasSize(10);
    assertThat(account.events().undeleted("events")).isEqualTo(2);
  }

  @Test
  void visibilityChanged_toZero_showsTheMessageAgain() {
    send("one");
    String handle = receive().getFirst().receiptHandle();
    sqs.changeMessageVisibility(r -> r.queueUrl(queue).receiptHandle(handle).visibilityTimeout(0));
    assertThat(receive()).hasSize(1);
  }

  @Test
  void visibilityChangedInABatch_hasAnAnswerForEachEntry() {
    send("one");
    String handle = receive().getFirst().receiptHandle();
    var changed =
        sqs.changeMessageVisibilityBatch(
            r -> r.queueUrl(queue).entries(List.of(shown("a", handle), shown("b", "nobody's"))));
    assertThat(changed.successful()).singleElement().matches(done -> done.id().equals("a"));
    assertThat(changed.failed()).singleElement().matches(failed -> failed.id().equals("b"));
    assertThat(receive()).hasSize(1);
  }

  @Test
  void messageReceivedTooOften_goesToTheDeadLetters() {
    account.events().deadLetters("events", "dead", 2);
    send("poison");
    for (int i = 0; i < 3; i++) {
      receive();
      account.time().advance(Duration.ofMinutes(1));
    }
    assertThat(account.events().undeleted("events")).isZero();
    assertThat(account.events().undeleted("dead")).isEqualTo(1);
  }

  @Test
  void attributesAndUrl_areTold() {
    send("one");
    send("two");
    sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(1));
    var attributes =
        sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(QueueAttributeName.ALL))
            .attributes();
    assertThat(attributes)
        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "1")
        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "1");
    assertThat(sqs.getQueueUrl(r -> r.queueName("events")).queueUrl()).isEqualTo(queue);
    assertThatThrownBy(() -> sqs.getQueueUrl(r -> r.queueName("none")))
        .isInstanceOf(QueueDoesNotExistException.class);
  }

  @Test
  void lostAnswerToADelete_mayHaveBeenApplied() {
    send("one");
    String handle = receive().getFirst().receiptHandle();
    account.faults().plant(Operation.DELETE_MESSAGE, FaultKind.TIMEOUT_APPLIED, 1);
    assertThatThrownBy(() -> sqs.deleteMessage(r -> r.queueUrl(queue).receiptHandle(handle)))
        .isInstanceOf(SdkClientException.class);
    assertThat(account.events().undeleted("events")).isZero();
  }

  @Test
  void longPoll_endsWithTheFirstMessage() throws Exception {
    SimulatedAccount real = new SimulatedAccount(1, new SystemClock(), WorldSettings.quick());
    String url = real.events().queueUrl("events");
    try (SimulatedAwsServer realServer = new SimulatedAwsServer(real);
        RealClients realClients = new RealClients(realServer.url())) {
      SqsClient poller = realClients.sqs();
      CompletableFuture<List<Message>> polled =
          CompletableFuture.supplyAsync(
              () -> poller.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(20)).messages());
      await().until(() -> real.counters().calls(Operation.RECEIVE_MESSAGE) == 1);
      assertThat(polled).isNotDone();
      long sent = System.nanoTime();
      poller.sendMessage(r -> r.queueUrl(url).messageBody("now"));
      assertThat(polled.get(10, TimeUnit.SECONDS)).extracting(Message::body).containsExactly("now");
      assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(5));
      assertThat(real.counters().calls(Operation.RECEIVE_MESSAGE)).isEqualTo(1);
    }
  }

  @Test
  void longPoll_withoutMessages_endsWhenItsTimeIsOver() {
    long began = System.nanoTime();
    assertThat(sqs.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(1)).messages()).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(10));
  }

  private static ChangeMessageVisibilityBatchRequestEntry shown(String id, String handle) {
    return ChangeMessageVisibilityBatchRequestEntry.builder()
        .id(id)
        .receiptHandle(handle)
        .visibilityTimeout(0)
        .build();
  }

  private void send(String body) {
    sqs.sendMessage(r -> r.queueUrl(queue).messageBody(body));
  }

  private List<Message> receive() {
    return sqs.receiveMessage(
            r ->
                r.queueUrl(queue)
                    .maxNumberOfMessages(10)
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
        .messages();
  }
}
