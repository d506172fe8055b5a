package io.github.ecstasktracker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.benchmark.Plot.Chart;
import io.github.ecstasktracker.benchmark.Plot.Point;
import io.github.ecstasktracker.benchmark.Plot.Series;
import io.github.ecstasktracker.system.Rush;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is held to a bound, and when it is broken. */
class MacroRowsTest {
  private static final Rush.Size SIZE = new Rush.Size(1_000, 10, false);

  private static Rush.Outcome outcome(double seconds, long writes, long refused, int inFlight) {
    return new Rush.Outcome(
        Duration.ofMillis((long) (seconds * 1_000)),
        Duration.ofSeconds(20),
        80_000,
        writes,
        1_000,
        refused,
        inFlight,
        1_100,
        10,
        200);
  }

  private static List<Row> storm(long writes, double... seconds) {
    List<Rush.Outcome> outcomes =
        java.util.stream.DoubleStream.of(seconds)
            .mapToObj(each -> outcome(each, writes, 0, 1))
            .toList();
    return Storms.rows(SIZE, outcomes, outcome(40, 1_000, 0, 1), Duration.ofHours(2));
  }

  @Test
  void storm_isHeldToItsMedianItsWorstAndItsWrites() {
    assertThat(storm(2_000, 4, 4, 6)).allMatch(Row::kept);
    assertThat(storm(2_000, 4, 4.1, 5)).filteredOn(row -> !row.kept()).hasSize(1);
    assertThat(storm(2_000, 1, 2, 6.1)).filteredOn(row -> !row.kept()).hasSize(1);
    assertThat(storm(2_001, 1, 2, 3)).filteredOn(row -> !row.kept()).hasSize(1);
  }

  @Test
  void storm_floorIsTwoCallsAHundredTasksAtTwentyASecond() {
    assertThat(Storms.floor(10_000)).isEqualTo(Duration.ofSeconds(10));
    assertThat(Storms.floor(101)).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void hotService_isHeldToOneWriteInFlight_noneRefused_noneTooMany() {
    assertThat(hot(outcome(1, 1_000, 0, 1))).allMatch(Row::kept);
    assertThat(hot(outcome(1, 1_000, 0, 2))).filteredOn(row -> !row.kept()).hasSize(1);
    assertThat(hot(outcome(1, 1_000, 1, 1))).filteredOn(row -> !row.kept()).hasSize(1);
    assertThat(hot(outcome(1, 1_001, 0, 1))).filteredOn(row -> !row.kept()).hasSize(1);
  }

  private static List<Row> hot(Rush.Outcome outcome) {
    return Hot.rows(List.of(outcome), 1_000, List.of(outcome(1, 500, 0, 1)), 500);
  }

  @Test
  void scale_isHeldToItsCalls_noWrite_itsGrowthAndItsShare() {
    assertThat(scale(2_021, 0, 12_000, 0.5)).allMatch(Row::kept);
    assertThat(scale(2_022, 0, 12_000, 0.5)).filteredOn(row -> !row.kept()).hasSize(1);
    assertThat(scale(2_021, 1, 12_000, 0.5)).filteredOn(row -> !row.kept()).hasSize(1);
    assertThat(scale(2_021, 0, 12_001, 0.5)).filteredOn(row -> !row.kept()).hasSize(1);
    assertThat(scale(2_021, 0, 12_000, 0.51)).filteredOn(row -> !row.kept()).hasSize(1);
  }

  private static List<Row> scale(long calls, long writes, long millis, double share) {
    return Scale.rows(
        List.of(
            new Scale.Size(10_000, 1_202, 1_202, 202, 202, 0, Duration.ofSeconds(1), 0.4),
            new Scale.Size(
                100_000, 3_015, 3_015, calls, 2_021, writes, Duration.ofMillis(millis), share)));
  }

  @Test
  void latency_isHeldToThreeRoundTripsAndALittle_andToASecondInAResync() {
    assertThat(Latency.rows(samples(35, 55), samples(999, 1_000))).allMatch(Row::kept);
    assertThat(Latency.rows(samples(36, 55), samples(1))).filteredOn(row -> !row.kept()).hasSize(1);
    assertThat(Latency.rows(samples(35, 56), samples(1))).filteredOn(row -> !row.kept()).hasSize(1);
    assertThat(Latency.rows(samples(1), samples(1_001))).filteredOn(row -> !row.kept()).hasSize(1);
  }

  private static List<Sample> samples(long... millis) {
    return LongStream.of(millis)
        .mapToObj(m -> new Sample(Sample.Kind.REMOVAL, m * 1_000_000, new TreeMap<>()))
        .toList();
  }

  @Test
  void plot_placesPowersOfTenEvenly() {
    String svg =
        Plot.svg(
            List.of(
                new Chart(
                    "title",
                    "x",
                    "y",
                    List.of(
                        new Series(
                            "one",
                            List.of(
                                new Point(10, 1), new Point(100, 10), new Point(1_000, 100)))))));
    assertThat(svg)
        .startsWith("<svg xmlns='http://www.w3.org/2000/svg'")
        .contains("points='60.0,260.0 250.0,150.0 440.0,40.0'")
        .contains(">1,000<")
        .endsWith("</svg>\n");
  }
}
