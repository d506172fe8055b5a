package io.github.ecstasktracker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of the figures, and which bounds they keep. */
class TableTest {
  @Test
  void start_isComparedByMedians() {
    Percentiles without = new Percentiles(List.of(1_000_000_000L, 2_000_000_000L, 9_000_000_000L));

    assertThat(
            Start.row(
                "diff", new Percentiles(List.of(1L, 1_200_000_000L, 9_000_000_000L)), without))
        .isEqualTo(
            new Row("diff, AOT cache", "1,200 ms", "without: 2,000 ms", 0.6, "<= 0.6", true));
    assertThat(Start.row("diff", new Percentiles(List.of(1_210_000_000L)), without).kept())
        .isFalse();
  }

  @Test
  void memory_isBoundedAtItsHighest_andATaskByTheDifference() {
    long megabyte = 1 << 20;

    List<Row> rows =
        Memory.rows(
            new Memory.Size(300 * megabyte, 20_000_000),
            new Memory.Size(641 * megabyte, 20_000_000 + 90_000 * 1_536));

    assertThat(rows)
        .filteredOn(row -> !row.bound().isEmpty())
        .extracting(Row::kept)
        .containsExactly(true, false, true);
    assertThat(rows.get(2).measured()).isEqualTo("1,536 bytes");
  }

  @Test
  void heap_isByTheRuleOfTheOperationsPage() {
    assertThat(Memory.heapMegabytes(10_000)).isEqualTo(99);
    assertThat(Memory.heapMegabytes(100_000)).isEqualTo(406);
  }

  @Test
  void load_mustBeAcceptedAndWorked() {
    assertThat(Load.rows(counts(30_000, 0, 0))).allMatch(Row::kept);
    assertThat(Load.rows(counts(29_999, 0, 0))).filteredOn(row -> !row.kept()).hasSize(1);
    assertThat(Load.rows(counts(30_000, 1, 1))).filteredOn(row -> !row.kept()).hasSize(2);
  }

  private static Load.Counts counts(long accepted, long other, int unworked) {
    return new Load.Counts(
        accepted, 5, other, Duration.ofSeconds(10), Duration.ofSeconds(3), 1, unworked);
  }

  @Test
  void readers_mayCostATwentiethOfACore_andNoCall() {
    assertThat(Readers.row("/diff", new Readers.Cost(0.049, 0, 2_048)))
        .isEqualTo(
            new Row(
                "ten readers of /diff, 2 KB",
                "4.9 % of a core, 0 calls",
                "",
                0.049 / 0.05,
                "< 5 %, 0 calls",
                true));
    assertThat(Readers.row("/diff", new Readers.Cost(0.05, 0, 1)).kept()).isFalse();
    assertThat(Readers.row("/diff", new Readers.Cost(0.01, 1, 1)).kept()).isFalse();
  }

  @Test
  void query_isHeldToFiveMillisecondsAtItsP99() {
    assertThat(Queries.row("id", new Percentiles(List.of(4_999_999L))).kept()).isTrue();
    assertThat(Queries.row("id", new Percentiles(List.of(1L, 5_000_000L))).kept()).isFalse();
  }
}
