package io.github.ecstasktracker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.simulation.bus.BusCounts;
import io.github.ecstasktracker.simulation.bus.BusFaults;
import io.github.ecstasktracker.simulation.core.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventBusTest {
  private static final int EVENTS = 1000;

  private final SimulatedAccount account = SimulatedAccount.inVirtualTime(21);
  private final List<String> seen = new ArrayList<>();

  @Test
  void withoutFaults_everyEventArrivesOnceAndInOrder() {
    send(BusFaults.NONE);
    assertThat(seen).isEqualTo(IntStream.range(0, EVENTS).mapToObj(i -> "event " + i).toList());
    assertThat(account.events().counts()).isEqualTo(new BusCounts(EVENTS, 0, 0, 0, 0, EVENTS));
  }

  @Test
  void droppedEvents_neverArrive_andAreCounted() {
    send(BusFaults.NONE.withDrop(0.3));
    assertThat(account.events().counts().dropped()).isBetween(200L, 400L);
    assertThat(seen).hasSize(EVENTS - (int) account.events().counts().dropped());
  }

  @Test
  void duplicatedEvents_arriveTwice() {
    send(BusFaults.NONE.withDuplicate(0.3));
    BusCounts counts = account.events().counts();
    assertThat(seen).hasSize(EVENTS + (int) counts.duplicated());
    assertThat(new HashSet<>(seen)).hasSize(EVENTS);
    assertThat(counts.duplicated()).isPositive();
  }

  @Test
  void reorderedEvents_areOvertaken_andNoneIsLost() {
    send(BusFaults.NONE.withReorder(0.3));
    assertThat(seen)
        .hasSize(EVENTS)
        .isNotEqualTo(IntStream.range(0, EVENTS).mapToObj(i -> "event " + i).toList());
    assertThat(account.events().counts().reordered()).isPositive();
  }

  @Test
  void lateEvents_comeLate() {
    account.events().to(seen::add).faults(BusFaults.NONE.withLate(1, Span.ofSeconds(60, 90)));
    account.events().send("late");
    account.time().advance(Duration.ofSeconds(59));
    assertThat(seen).isEmpty();
    account.time().advance(Duration.ofSeconds(32));
    assertThat(seen).containsExactly("late");
  }

  @Test
  void stoppedEvent_mayComeWithoutItsBindings() throws Exception {
    account.events().to(seen::add);
    var web = account.cluster("demo").hosts(2).service("web").tasks(20).bridge(80);
    account.time().settle(Duration.ofMinutes(10));
    web.tasks(0);
    account.time().settle(Duration.ofMinutes(10));
    account.time().advance(Duration.ofSeconds(2));

    int with = 0;
    int without = 0;
    for (String event : seen) {
      JsonNode detail = new ObjectMapper().readTree(event).path("detail");
      if (detail.path("lastStatus").asText().equals("STOPPED")) {
        boolean bare = detail.path("containers").get(0).path("networkBindings").isEmpty();
        with += bare ? 0 : 1;
        without += bare ? 1 : 0;
      }
      assertThat(detail.findValues("healthStatus")).isEmpty();
    }
    assertThat(with + without).isEqualTo(20);
    assertThat(with).isPositive();
    assertThat(without).isPositive();
  }

  private void send(BusFaults faults) {
    account.events().to(seen::add).faults(faults);
    for (int i = 0; i < EVENTS; i++) {
      account.events().send("event " + i);
      account.time().advance(Duration.ofMillis(20));
    }
    account.time().advance(Duration.ofMinutes(5));
  }
}
