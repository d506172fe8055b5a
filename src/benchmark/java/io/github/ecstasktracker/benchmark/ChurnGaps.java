package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.benchmark.ChurnLog.Entry;
import io.github.ecstasktracker.benchmark.ChurnLog.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the table follows the truth. Of each address in each service there are two truths: whether a
 * task serves there, and whether it stands in the item. A turn opens a gap between them, and the
 * write that closes it tells its lag.
 */
final class ChurnGaps {
  /**
   * A turn that the table had to follow.
   *
   * @param closed when it did; empty where it never did
   * @param overtaken the truth turned back before the table followed
   */
  record Gap(Turn turn, OptionalLong closed, boolean overtaken) {
    long lag() {
      return closed.orElseThrow() - turn.at();
    }

    boolean open() {
      return closed.isEmpty() && !overtaken;
    }
  }

  private record Step(long at, @Nullable Turn turn, @Nullable Entry entry) {}

  private ChurnGaps() {}

  /** Of every turn since the log's beginning that counts, in the order of services. */
  static List<Gap> of(ChurnLog log) {
    SortedMap<String, List<Step>> steps = new TreeMap<>();
    for (Turn turn : log.turns()) {
      place(steps, turn.service(), turn.address()).add(new Step(turn.at(), turn, null));
    }
    for (Entry entry : log.entries()) {
      place(steps, entry.service(), entry.address()).add(new Step(entry.landed(), null, entry));
    }
    List<Gap> gaps = new ArrayList<>();
    for (List<Step> each : steps.values()) {
      each.sort(Comparator.comparingLong(Step::at));
      follow(each, log.since(), gaps);
    }
    return gaps;
  }

  private static List<Step> place(
      SortedMap<String, List<Step>> steps, String service, String address) {
    return steps.computeIfAbsent(service + " " + address, key -> new ArrayList<>());
  }

  private static void follow(List<Step> steps, long since, List<Gap> gaps) {
    boolean serves = false;
    boolean present = false;
    @Nullable Turn open = null;
    for (Step step : steps) {
      if (step.turn() != null) {
        serves = step.turn().serves();
      } else if (step.entry() != null) {
        present = step.entry().present();
      }
      if (open != null && serves == present) {
        boolean overtaken = step.turn() != null;
        OptionalLong closed = overtaken ? OptionalLong.empty() : OptionalLong.of(step.at());
        note(new Gap(open, closed, overtaken), since, gaps);
        open = null;
      } else if (step.turn() != null && serves != present) {
        open = step.turn();
      }
    }
    if (open != null) {
      note(new Gap(open, OptionalLong.empty(), false), since, gaps);
    }
  }

  private static void note(Gap gap, long since, List<Gap> gaps) {
    if (gap.turn().at() >= since) {
      gaps.add(gap);
    }
  }
}
