package io.github.ecstasktracker.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.TriggerSink.Acceptance;
import io.github.ecstasktracker.model.Home;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Trigger.HeardTask;
import io.github.ecstasktracker.model.Trigger.Source;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TriggerReceiverTest {
  private static final Trigger A = trigger("a");
  private static final Trigger B = trigger("b");

  private final RecordingSink sink = new RecordingSink();
  private final Counts counts = new Counts();
  private final TriggerReceiver receiver = Receivers.of(sink, counts.metrics);
  private final AtomicInteger served = new AtomicInteger();

  @Test
  void severalServices_areServedOnceWhenAllAre() {
    assertThat(offer(A, B)).isEqualTo(new Delivery.Accepted());
    assertThat(served).hasValue(0);
    sink.serveAll();
    assertThat(served).hasValue(1);
  }

  @Test
  void someNotOurs_theRestIsWaitedFor() {
    sink.answer = trigger -> trigger.equals(A) ? Acceptance.NOT_OURS : Acceptance.ACCEPTED;
    assertThat(offer(A, B)).isEqualTo(new Delivery.Accepted());
    assertThat(served).hasValue(0);
    sink.serveAll();
    assertThat(served).hasValue(1);
  }

  @Test
  void allNotOurs_nothingToDoAndNeverServed() {
    sink.answer = trigger -> Acceptance.NOT_OURS;
    assertThat(offer(A, B)).isEqualTo(new Delivery.Done());
    assertThat(served).hasValue(0);
  }

  @Test
  void oneUnavailable_theWholeMessageIsAndNeverServed() {
    sink.answer = trigger -> trigger.equals(B) ? Acceptance.UNAVAILABLE : Acceptance.ACCEPTED;
    assertThat(offer(A, B)).isInstanceOf(Delivery.Unavailable.class);
    sink.serveAll();
    assertThat(served).hasValue(0);
    assertThat(counts.triggers("api_destination", "unavailable")).isEqualTo(1);
    assertThat(counts.triggers("api_destination", "accepted")).isZero();
  }

  /** Events of another Region's cluster of the same name, on one bus; AWS's own sample event. */
  @Test
  void eventsThatAreNotOurs_areDoneWith_askForNothing_andAreCounted() {
    Home home = new Home("aws", "eu-west-1", "123456789012");
    TriggerReceiver strict =
        Receivers.of(
            sink, counts.metrics, new EventParser(new Ours(() -> Optional.of(home), ""), true));
    String id = "a1173316d40a45dea9b6a8b7a5b8e8d5";
    for (String arn :
        List.of(
            "arn:aws:ecs:us-east-1:123456789012:task/prod/" + id,
            "arn:aws:ecs:eu-west-1:999999999999:task/prod/" + id,
            "arn:aws:ecs:eu-west-1:111122223333:task/prod/" + id,
            "arn:aws:ecs:eu-west-1:123456789012:task/prod/test",
            "arn:aws:ecs:eu-west-1:123456789012:task/test/" + id)) {
      assertThat(strict.receive(taskEvent(arn), Source.SQS, served::incrementAndGet))
          .as(arn)
          .isEqualTo(new Delivery.Done());
    }
    assertThat(sink.triggers).isEmpty();
    assertThat(served).hasValue(0);
    assertThat(counts.triggers("sqs", "foreign")).isEqualTo(5);

    String own = "arn:aws:ecs:eu-west-1:123456789012:task/prod/" + id;
    assertThat(strict.receive(taskEvent(own), Source.SQS, served::incrementAndGet))
        .isEqualTo(new Delivery.Accepted());
    assertThat(sink.triggers)
        .containsExactly(
            new Trigger(
                Source.SQS,
                Optional.of(new ServiceKey("prod", "web")),
                Optional.of(new HeardTask(own, 4, true))));
  }

  private static String taskEvent(String arn) {
    String cluster = arn.replaceFirst(":task/.*", ":cluster/prod");
    return """
    {"detail-type":"ECS Task State Change","source":"aws.ecs",
     "detail":{"clusterArn":"%s","taskArn":"%s","version":4,"group":"service:web",
               "lastStatus":"RUNNING","desiredStatus":"RUNNING"}}
    """
        .formatted(cluster, arn);
  }

  @Test
  void eventsThatNameNoService_askForOneBackgroundPassAMinute_andAreDoneWithAtOnce() {
    FakeClock clock = new FakeClock();
    Deque<Runnable> later = new ArrayDeque<>();
    TriggerReceiver receiver =
        new TriggerReceiver(
            Receivers.PARSER, sink, new PassRequests(clock, clock, later::add), counts.metrics);
    Trigger pass = Trigger.pass(Source.SQS);
    for (int i = 0; i < 50; i++) {
      assertThat(receiver.receive(draining(), Source.SQS, served::incrementAndGet))
          .isEqualTo(new Delivery.Done());
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(sink.triggers).containsExactly(pass);
    assertThat(later).as("one is made up for the 49 that came too early").hasSize(1);

    later.remove().run();
    assertThat(sink.triggers).containsExactly(pass, pass);
    clock.advance(Duration.ofSeconds(59));
    receiver.receive(draining(), Source.SQS, served::incrementAndGet);
    assertThat(sink.triggers).hasSize(2);
    later.remove().run();
    assertThat(sink.triggers).hasSize(3);
    assertThat(later).isEmpty();
    assertThat(served).hasValue(0);
    assertThat(counts.triggers("sqs", "accepted")).isEqualTo(51);
  }

  @Test
  void passThatIsNotTaken_isUnavailable_andAskedForAgain() {
    sink.answer = trigger -> Acceptance.UNAVAILABLE;
    assertThat(receiver.receive(draining(), Source.SQS, () -> {}))
        .isInstanceOf(Delivery.Unavailable.class);
    sink.answer = trigger -> Acceptance.ACCEPTED;
    assertThat(receiver.receive(draining(), Source.SQS, () -> {})).isEqualTo(new Delivery.Done());
    assertThat(sink.triggers).hasSize(2);
  }

  private static String draining() {
    return Fixtures.event("container-instance-draining");
  }

  private Delivery offer(Trigger... triggers) {
    return receiver.receive(
        new Parsed.Triggers(List.of(triggers)), Source.API_DESTINATION, served::incrementAndGet);
  }

  private static Trigger trigger(String service) {
    return new Trigger(
        Source.API_DESTINATION, Optional.of(new ServiceKey("c", service)), Optional.empty());
  }
}
