package io.github.ecstasktracker.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightMessagesTest {
  private final InFlightMessages messages = new InFlightMessages();

  @Test
  void severalReceivers_neverReserveMoreThanFits() throws Exception {
    for (int i = 0; i < InFlightMessages.CAPACITY / SqsQueue.BATCH; i++) {
      messages.awaitRoom();
    }
    Thread one = waiting(messages::awaitRoom);
    Thread two = waiting(messages::awaitRoom);
    messages.endReceive();
    await().until(() -> one.isAlive() != two.isAlive());

    messages.endReceive();
    await().until(() -> !one.isAlive() && !two.isAlive());
  }

  @Test
  void acknowledgement_beforeOrAfterTheMessageIsAdded_makesOneDeletion() {
    InFlightMessage early = message("early");
    messages.acknowledge(early);
    assertThat(messages.owesDeletions()).isFalse();
    messages.add(early);
    InFlightMessage late = message("late");
    messages.add(late);
    messages.acknowledge(late);
    messages.acknowledge(late);

    assertThat(messages.takeDeletions()).containsExactly(early, late);
    assertThat(messages.takeDeletions()).isEmpty();
    assertThat(messages.owesDeletions()).as("they are being deleted").isTrue();
    messages.endDelete(2, List.of(late));
    assertThat(messages.takeDeletions()).containsExactly(late);
    messages.endDelete(1, List.of());
    assertThat(messages.owesDeletions()).isFalse();
  }

  @Test
  void whileOneDeleterWaitsForABatchToFill_theOtherTakesFullOnesOnly() throws Exception {
    acknowledged(1);
    assertThat(messages.awaitDeletions()).isTrue();
    List<Boolean> lingers = new ArrayList<>();
    Thread other = waiting(() -> lingers.add(messages.awaitDeletions()));
    acknowledged(9);
    await().until(() -> !other.isAlive());
    assertThat(lingers).containsExactly(false);
    assertThat(messages.takeDeletions()).hasSize(10);

    messages.endLinger();
    acknowledged(1);
    assertThat(messages.awaitDeletions()).isTrue();
  }

  @Test
  void whatIsLeftOfAFullBatch_wakesAnotherDeleter() throws Exception {
    Thread other = waiting(() -> messages.awaitDeletions());
    acknowledged(11);
    await().until(() -> !other.isAlive());
    messages.endLinger();
    Thread third = waitingOrDone(() -> messages.awaitDeletions());
    messages.takeDeletions();
    await().until(() -> !third.isAlive());
  }

  @Test
  void messagesGivenBack_areNotDeletedWhenTheyAreAcknowledgedLater() {
    InFlightMessage message = message("a");
    messages.add(message);
    assertThat(messages.removeUnacknowledged()).containsExactly(message);
    messages.acknowledge(message);
    assertThat(messages.owesDeletions()).isFalse();
  }

  private void acknowledged(int count) {
    for (int i = 0; i < count; i++) {
      InFlightMessage message = message("m" + i);
      messages.add(message);
      messages.acknowledge(message);
    }
  }

  private static InFlightMessage message(String receipt) {
    return new InFlightMessage(receipt, 0);
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  private static Thread waiting(Step step) {
    Thread thread = waitingOrDone(step);
    await().until(() -> thread.getState() == Thread.State.WAITING);
    return thread;
  }

  private static Thread waitingOrDone(Step step) {
    return Thread.startVirtualThread(
        () -> {
          try {
            step.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
