package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.testing.SteppedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FreshnessFloorsTest {
  private static final ServiceKey WEB = FakeEcs.service("web");
  private static final String ARN = "arn:1";

  private final SteppedTime time = new SteppedTime();
  private final AtomicInteger lapsed = new AtomicInteger();
  private final FreshnessFloors floors = new FreshnessFloors(time, lapsed::incrementAndGet);

  private static Task task(long version) {
    return new Task(ARN, WEB, "def:1", version, "RUNNING", "RUNNING", "UNKNOWN", Instant.EPOCH);
  }

  @Test
  void olderThanHeard_isNotBelieved() {
    floors.hear(WEB, ARN, 5);
    assertThat(floors.tooOld(task(4)).orElseThrow()).contains("version 4").contains("version 5");
    assertThat(floors.unmet(WEB)).containsExactly(ARN);
    assertThat(floors.unmet("demo")).containsExactly(ARN);
    assertThat(floors.unmet("other")).isEmpty();
  }

  @Test
  void asNewAsHeard_meetsTheFloor() {
    floors.hear(WEB, ARN, 5);
    assertThat(floors.tooOld(task(5))).isEmpty();
    assertThat(floors.unmet(WEB)).isEmpty();
  }

  @Test
  void newerThanHeard_raisesTheFloor() {
    floors.hear(WEB, ARN, 5);
    assertThat(floors.tooOld(task(6))).isEmpty();
    assertThat(floors.unmet(WEB)).isEmpty();
    assertThat(floors.tooOld(task(5))).isPresent();
  }

  @Test
  void olderMessage_changesNothing() {
    assertThat(floors.tooOld(task(7))).isEmpty();
    floors.hear(WEB, ARN, 7);
    floors.hear(WEB, ARN, 3);
    assertThat(floors.unmet(WEB)).isEmpty();
  }

  @Test
  void floor_lapsesAfterTwoMinutesAndIsCounted() {
    floors.hear(WEB, ARN, 5);
    time.advance(FreshnessFloors.LAPSE.minusNanos(1));
    assertThat(floors.tooOld(task(4))).isPresent();
    time.advance(Duration.ofNanos(1));
    assertThat(floors.tooOld(task(4))).isEmpty();
    assertThat(floors.unmet(WEB)).isEmpty();
    assertThat(lapsed).hasValue(1);
  }

  @Test
  void floorThatWasMet_lapsesUncounted() {
    floors.hear(WEB, ARN, 5);
    assertThat(floors.tooOld(task(5))).isEmpty();
    time.advance(FreshnessFloors.LAPSE);
    assertThat(floors.unmet(WEB)).isEmpty();
    assertThat(lapsed).hasValue(0);
  }

  @Test
  void missing_endsTheFloor_andTellsWhetherAnythingButAMessageKnewOfIt() {
    floors.hear(WEB, ARN, 5);
    assertThat(floors.missing(ARN)).isTrue();
    assertThat(lapsed).hasValue(1);
    assertThat(floors.missing(ARN)).isFalse();
    assertThat(floors.tooOld(task(1))).isEmpty();
    assertThat(floors.missing(ARN)).isFalse();
  }
}
