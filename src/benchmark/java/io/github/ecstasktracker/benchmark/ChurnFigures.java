package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.benchmark.ChurnGaps.Gap;
import io.github.ecstasktracker.benchmark.ChurnLog.Loss;
import io.github.ecstasktracker.benchmark.ChurnLog.Pass;
import io.github.ecstasktracker.benchmark.ChurnLog.Turn;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a log says.
 *
 * @param additions from the truth to the table, in nanoseconds
 * @param removals the same
 * @param changes turns of the truth
 * @param unfollowed turns that the table had not followed at the end
 * @param between the longest time between the begins of two passes, in nanoseconds
 * @param written items
 * @param overdrawn calls beyond what a process may make of a bucket, at the worst
 * @param lost turns whose event was lost, and that the table had to follow
 * @param byNextEvent of them, those followed within a second of the service's next event
 * @param late of them, those followed after the end of the next pass
 * @param strays how long each misrouted address stood, in nanoseconds
 */
record ChurnFigures(
    List<Long> additions,
    List<Long> removals,
    int changes,
    int unfollowed,
    ChurnSafety safety,
    long between,
    int written,
    double overdrawn,
    long throttled,
    int lost,
    int byNextEvent,
    int late,
    List<Long> strays) {
  private static final long AN_EVENT_TAKES = Duration.ofSeconds(1).toNanos();

  /**
   * Judges a log.
   *
   * @param share of the account's budget that each process may use
   * @param lag how old ECS's answers may be
   */
  static ChurnFigures of(ChurnLog log, double share, Duration lag) {
    List<Gap> gaps = ChurnGaps.of(log);
    Set<Loss> losses = Set.copyOf(log.losses());
    List<Gap> lost =
        gaps.stream()
            .filter(gap -> losses.contains(new Loss(gap.turn().task(), gap.turn().serves())))
            .filter(gap -> !gap.overtaken())
            .toList();
    return new ChurnFigures(
        lags(gaps, true),
        lags(gaps, false),
        (int) log.turns().stream().filter(turn -> turn.at() >= log.since()).count(),
        (int) gaps.stream().filter(Gap::open).count(),
        ChurnSafety.of(log, lag),
        between(log),
        log.writes().stream()
            .filter(write -> write.landed() >= log.since())
            .mapToInt(ChurnLog.Write::items)
            .sum(),
        ChurnBudget.overdrawn(log, share),
        log.calls().stream().filter(call -> call.at() >= log.since() && call.throttled()).count(),
        lost.size(),
        (int) lost.stream().filter(gap -> closedBy(gap, nextEvent(gap.turn(), log))).count(),
        (int) lost.stream().filter(gap -> !closedBy(gap, endOfNextPass(gap.turn(), log))).count(),
        ChurnStrays.of(log));
  }

  private static List<Long> lags(List<Gap> gaps, boolean additions) {
    return gaps.stream()
        .filter(gap -> gap.closed().isPresent() && gap.turn().serves() == additions)
        .map(Gap::lag)
        .toList();
  }

  private static boolean closedBy(Gap gap, long deadline) {
    return gap.closed().isPresent() && gap.closed().getAsLong() <= deadline + AN_EVENT_TAKES;
  }

  private static long nextEvent(Turn turn, ChurnLog log) {
    return log.deliveries().stream()
        .filter(event -> event.at() > turn.at() && event.service().equals(turn.service()))
        .mapToLong(ChurnLog.Delivery::at)
        .findFirst()
        .orElse(turn.at());
  }

  /** From outside, no later than the begin of the one after it. */
  private static long endOfNextPass(Turn turn, ChurnLog log) {
    return log.passes().stream()
        .filter(pass -> pass.begun() > turn.at())
        .mapToLong(Pass::begun)
        .sorted()
        .skip(1)
        .findFirst()
        .orElse(log.end());
  }

  private static long between(ChurnLog log) {
    long longest = 0;
    Set<String> clusters = log.passes().stream().map(Pass::cluster).collect(Collectors.toSet());
    for (String cluster : clusters.isEmpty() ? Set.of("") : clusters) {
      TreeSet<Long> begins = new TreeSet<>();
      log.passes().stream()
          .filter(pass -> pass.cluster().equals(cluster))
          .forEach(pass -> begins.add(pass.begun()));
      Long before = begins.floor(log.since());
      long last = before == null ? log.since() : before;
      for (long begin : begins.tailSet(log.since(), false)) {
        longest = Math.max(longest, begin - last);
        last = begin;
      }
      longest = Math.max(longest, log.end() - last);
    }
    return longest;
  }
}
