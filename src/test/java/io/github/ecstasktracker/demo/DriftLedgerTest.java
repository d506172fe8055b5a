package io.github.ecstasktracker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.demo.Drift.Kind;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DriftLedgerTest {
  private static final Set<String> NONE = Set.of();
  private static final Set<String> A = Set.of("a");

  private final DriftLedger ledger =
      new DriftLedger(Duration.ofMillis(500), Duration.ofMillis(10_000));
  private long before;

  @Test
  void difference_isTimedFromTheLastLookWithoutItToTheFirst() {
    look(100, NONE, NONE);
    look(200, A, NONE);
    assertThat(ledger.open()).isEqualTo(1);
    look(300, A, A);
    look(800, A, A);

    assertThat(ledger.healed()).containsExactly(drift(Kind.MISSING, 100, 300));
    assertThat(ledger.healed().getFirst().took()).isEqualTo(Duration.ofMillis(200));
    assertThat(ledger.calm()).isTrue();
  }

  @Test
  void staleServer_isADifferenceToo() {
    look(100, A, A);
    look(200, NONE, A);
    look(300, NONE, NONE);
    look(900, NONE, NONE);

    assertThat(ledger.healed()).containsExactly(drift(Kind.STALE, 100, 300));
  }

  @Test
  void difference_isNotHealedBeforeItHasStayedAway() {
    look(200, A, NONE);
    look(300, A, A);
    look(799, A, A);

    assertThat(ledger.healed()).isEmpty();
    assertThat(ledger.calm()).isFalse();
    assertThat(ledger.open()).isZero();
  }

  @Test
  void differenceThatComesBackAtOnce_isTheSameOne() {
    look(200, A, NONE);
    look(300, A, A);
    look(400, A, NONE);
    look(500, A, A);
    look(1000, A, A);

    assertThat(ledger.healed()).containsExactly(drift(Kind.MISSING, 0, 500));
  }

  @Test
  void truthThatTurnsWhileTheTableFollows_makesTwoDifferences() {
    look(200, A, NONE);
    look(300, A, A);
    look(400, NONE, A);
    look(500, NONE, NONE);
    look(1000, NONE, NONE);

    assertThat(ledger.healed())
        .containsExactly(drift(Kind.MISSING, 0, 300), drift(Kind.STALE, 300, 500));
  }

  @Test
  void truthThatComesBackToTheTable_wasNotHealed() {
    look(200, A, NONE);
    look(300, NONE, NONE);

    assertThat(ledger.healed()).isEmpty();
    assertThat(ledger.vanished()).isEqualTo(1);
    assertThat(ledger.calm()).isTrue();
  }

  @Test
  void differenceThatOutlivesItsBound_isOverdueOnceAndForGood() {
    look(200, A, NONE);
    look(10_000, A, NONE);
    assertThat(ledger.overdue()).isZero();
    look(10_001, A, NONE);
    look(10_002, A, NONE);
    assertThat(ledger.overdue()).isEqualTo(1);
    look(10_100, A, A);
    look(10_600, A, A);

    assertThat(ledger.overdue()).isEqualTo(1);
    assertThat(ledger.healed()).hasSize(1);
  }

  @Test
  void bound_mayChangeOnTheWay() {
    ledger.bound(Duration.ofMillis(50));
    look(100, A, NONE);
    assertThat(ledger.overdue()).isEqualTo(1);
  }

  @Test
  void backends_areApart() {
    ledger.look("web", 0, nanos(100), A, NONE);
    ledger.look("api", 0, nanos(200), NONE, NONE);

    assertThat(ledger.open()).isEqualTo(1);
    ledger.look("web", nanos(200), nanos(300), A, A);
    ledger.look("web", nanos(300), nanos(900), A, A);
    assertThat(ledger.lastHealed("web")).isPresent();
    assertThat(ledger.lastHealed("api")).isEmpty();
  }

  private void look(long millis, Set<String> wanted, Set<String> stored) {
    ledger.look("web", before, nanos(millis), wanted, stored);
    before = nanos(millis);
  }

  private static Drift drift(Kind kind, long since, long healed) {
    return new Drift("web", "a", kind, nanos(since), nanos(healed));
  }

  private static long nanos(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }
}
