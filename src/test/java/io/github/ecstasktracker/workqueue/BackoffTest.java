package io.github.ecstasktracker.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {
  private static final RandomGenerator RANDOM = new SplittableRandom(7);

  @ParameterizedTest
  @CsvSource({
    "1, 500",
    "2, 1000",
    "3, 2000",
    "4, 4000",
    "7, 32000",
    "8, 60000",
    "9, 60000",
    "31, 60000",
    "34, 60000",
    "35, 60000",
    "36, 60000",
    "63, 60000",
    "64, 60000",
    "65, 60000",
    "128, 60000",
    "2147483647, 60000"
  })
  void ceiling_doublesFromHalfASecondToAMinute_andNeverOverflows(int failures, long millis) {
    assertThat(new Backoff(RANDOM).ceilingNanos(failures))
        .isEqualTo(Duration.ofMillis(millis).toNanos());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 1_000, 999_999_937, 86_400_000_000_000L})
  void ceiling_anyBase_neverShrinksAndNeverPassesTheCap(long base) {
    Duration cap = Duration.ofDays(1);
    Backoff backoff = new Backoff(Duration.ofNanos(base), cap, RANDOM);
    long[] ceilings = IntStream.rangeClosed(1, 200).mapToLong(backoff::ceilingNanos).toArray();
    assertThat(ceilings).isSorted().startsWith(base).endsWith(cap.toNanos());
  }

  @Test
  void delay_isSpreadOverAllOfTheRange() {
    Backoff backoff = new Backoff(Duration.ofNanos(3), Duration.ofNanos(9), RANDOM);
    assertThat(LongStream.generate(() -> backoff.delayNanos(1)).limit(1_000).distinct().sorted())
        .containsExactly(0L, 1L, 2L, 3L);
    assertThat(LongStream.generate(() -> backoff.delayNanos(5)).limit(1_000).distinct().sorted())
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void delay_isUniform_notMerelyInRange() {
    Backoff backoff = new Backoff(new SplittableRandom(1));
    double half = Duration.ofSeconds(30).toNanos();
    long below =
        LongStream.generate(() -> backoff.delayNanos(100))
            .limit(10_000)
            .filter(d -> d < half)
            .count();
    assertThat(below).isBetween(4_800L, 5_200L);
  }

  @Test
  void delay_sameSeed_givesTheSame() {
    Backoff one = new Backoff(new SplittableRandom(42));
    Backoff other = new Backoff(new SplittableRandom(42));
    assertThat(IntStream.rangeClosed(1, 50).mapToLong(one::delayNanos).toArray())
        .isEqualTo(IntStream.rangeClosed(1, 50).mapToLong(other::delayNanos).toArray());
  }

  @Test
  void ceiling_noFailure_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(RANDOM).ceilingNanos(0))
        .withMessageContaining("at least 1");
  }

  @ParameterizedTest
  @CsvSource({"PT0S, PT1S", "PT-1S, PT1S", "PT2S, PT1S", "PT1S, PT24H0.000000001S"})
  void bounds_thatMakeNoSense_areRefused(Duration base, Duration cap) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(base, cap, RANDOM))
        .withMessageContaining(base.toString())
        .withMessageContaining(cap.toString());
  }
}
