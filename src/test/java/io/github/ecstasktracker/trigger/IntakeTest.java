package io.github.ecstasktracker.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.TriggerSink.Acceptance;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Trigger.Source;
import io.github.ecstasktracker.trigger.Intake.Reception;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private static final Trigger A = trigger("a");
  private static final Trigger B = trigger("b");

  private final RecordingSink sink = new RecordingSink();
  private final Counts counts = new Counts();
  private final Intake intake = new Intake(sink, counts.metrics);
  private final AtomicInteger served = new AtomicInteger();

  @Test
  void severalServices_areServedOnceWhenAllAre() {
    assertThat(offer(A, B)).isEqualTo(Reception.ACCEPTED);
    assertThat(served).hasValue(0);
    sink.serveAll();
    assertThat(served).hasValue(1);
  }

  @Test
  void someNotOurs_theRestIsWaitedFor() {
    sink.answer = trigger -> trigger.equals(A) ? Acceptance.NOT_OURS : Acceptance.ACCEPTED;
    assertThat(offer(A, B)).isEqualTo(Reception.ACCEPTED);
    assertThat(served).hasValue(0);
    sink.serveAll();
    assertThat(served).hasValue(1);
  }

  @Test
  void allNotOurs_nothingToDoAndNeverServed() {
    sink.answer = trigger -> Acceptance.NOT_OURS;
    assertThat(offer(A, B)).isEqualTo(Reception.NOTHING_TO_DO);
    assertThat(served).hasValue(0);
  }

  @Test
  void oneUnavailable_theWholeMessageIsAndNeverServed() {
    sink.answer = trigger -> trigger.equals(B) ? Acceptance.UNAVAILABLE : Acceptance.ACCEPTED;
    assertThat(offer(A, B)).isEqualTo(Reception.UNAVAILABLE);
    sink.serveAll();
    assertThat(served).hasValue(0);
    assertThat(counts.triggers("api_destination", "unavailable")).isEqualTo(1);
    assertThat(counts.triggers("api_destination", "accepted")).isZero();
  }

  private Reception offer(Trigger... triggers) {
    return intake.offer(
        new Parsed.Triggers(List.of(triggers)), Source.API_DESTINATION, served::incrementAndGet);
  }

  private static Trigger trigger(String service) {
    return new Trigger(
        Source.API_DESTINATION, Optional.of(new ServiceKey("c", service)), Optional.empty());
  }
}
