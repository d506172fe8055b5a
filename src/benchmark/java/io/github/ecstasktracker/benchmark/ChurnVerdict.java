package io.github.ecstasktracker.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which of its bounds a run has missed. */
record ChurnVerdict(ChurnCase run, ChurnFigures figures) {
  private static final double WRITES_MAX = 1.2;

  /** A call that was made as the bucket filled may be seen a moment sooner after the one before. */
  private static final double JITTER = 1;

  /** In words, each bound that was not kept; the naive way has none. */
  List<String> broken() {
    List<String> broken = new ArrayList<>();
    if (run.naive()) {
      return broken;
    }
    lags(broken, "additions", figures.additions());
    lags(broken, "removals", figures.removals());
    refuse(broken, figures.safety().addedDead(), "added while dead");
    refuse(broken, figures.safety().removedServing(), "removed while serving");
    refuse(broken, figures.unfollowed(), "not in the table at the end");
    refuse(broken, figures.late(), "lost events not healed by the end of the next pass");
    if (figures.between() > run.passesWithin().toNanos()) {
      broken.add("passes " + ChurnRow.seconds(figures.between()) + " apart");
    }
    if (figures.written() > WRITES_MAX * figures.changes()) {
      broken.add("writes a change");
    }
    if (figures.overdrawn() > JITTER) {
      broken.add(String.format(Locale.ROOT, "%.1f calls over its share", figures.overdrawn()));
    }
    return broken;
  }

  private void lags(List<String> broken, String what, List<Long> lags) {
    if (lags.isEmpty()) {
      broken.add("no " + what);
      return;
    }
    Percentiles times = new Percentiles(lags);
    run.bound()
        .ifPresent(
            bound -> {
              over(broken, what + " p50", times.at(50), bound.median());
              bound.p99().ifPresent(most -> over(broken, what + " p99", times.at(99), most));
            });
  }

  private static void over(List<String> broken, String what, long nanos, Duration most) {
    if (nanos > most.toNanos()) {
      broken.add(what);
    }
  }

  private static void refuse(List<String> broken, int count, String what) {
    if (count > 0) {
      broken.add(count + " " + what);
    }
  }
}
