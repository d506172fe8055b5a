package io.github.ecstasktracker.demo;

import io.github.ecstasktracker.demo.Summary.Ending;
import io.github.ecstasktracker.demo.Summary.Events;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.bus.BusCounts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Plays the acts one after another, and tells what came of each and of all. */
final class Performance implements AutoCloseable {
  private static final Duration SETTLED = Duration.ofMillis(500);
  private static final Duration LOOK = Duration.ofMillis(25);
  private static final Duration BREATH = Duration.ofMillis(500);

  /** For a world that does not come to rest: a defect of the play, not a drift. */
  private static final Duration REST_WITHIN = Duration.ofSeconds(30);

  private final long beganNanos = System.nanoTime();
  private final Instant began = Instant.now();
  private final Backstage backstage;
  private final Screen screen;
  private final Palette palette;
  private final boolean fast;
  private final List<Act> acts;
  private final DriftLedger ledger = new DriftLedger(SETTLED, Duration.ofHours(1));
  private final SortedMap<String, List<Drift>> byCause = new TreeMap<>();
  private final Watch watch;
  private int told;
  private volatile int current;

  Performance(LocalAws aws, Path log, Screen screen, Palette palette, boolean fast) {
    this.backstage = new Backstage(aws, log);
    this.screen = screen;
    this.palette = palette;
    this.fast = fast;
    this.acts = Play.acts(fast);
    this.watch = new Watch(aws.account(), aws.table(), ledger, this::frame);
  }

  Backstage backstage() {
    return backstage;
  }

  /** Every act; then the controller is told to end, unless it is to stay. */
  Summary play(boolean keepRunning) throws InterruptedException {
    backstage.awaitReady();
    for (Act act : acts) {
      current++;
      play(act);
    }
    watch.close();
    screen.show(List.of());
    return summary(keepRunning ? new Ending.StillRunning() : backstage.stopController());
  }

  private void play(Act act) throws InterruptedException {
    screen.say(palette.title("act %d  %s".formatted(current, act.title())));
    ledger.bound(act.within());
    act.doing().play(backstage);
    settle(act);
    List<Drift> healed = ledger.healed();
    tell(healed.subList(told, healed.size()));
    told = healed.size();
    if (!fast) {
      backstage.pause(BREATH);
    }
  }

  /** Until the world rests and the table is true, or is not in time. */
  private void settle(Act act) throws InterruptedException {
    long restBy = System.nanoTime() + REST_WITHIN.toNanos();
    while (!backstage.account().steady()) {
      if (System.nanoTime() > restBy) {
        throw new IllegalStateException("the simulated world did not come to rest");
      }
      Thread.sleep(LOOK);
    }
    awaitLooks();
    long trueBy = System.nanoTime() + act.within().plus(SETTLED).toNanos();
    while (!ledger.calm() && System.nanoTime() < trueBy) {
      watch.looks();
      Thread.sleep(LOOK);
    }
  }

  /** Two looks, of which the second began after now. */
  private void awaitLooks() throws InterruptedException {
    long from = watch.looks();
    while (watch.looks() < from + 2) {
      Thread.sleep(LOOK);
    }
  }

  private void tell(List<Drift> healed) throws InterruptedException {
    Causes changes = backstage.causes();
    SortedMap<String, Long> by = new TreeMap<>();
    for (Drift drift : healed) {
      String cause =
          changes
              .of(drift, at(drift.sinceNanos()), at(drift.healedNanos()))
              .orElse("a controller that is gone");
      by.merge(cause, 1L, Long::sum);
      byCause.computeIfAbsent(cause, c -> new ArrayList<>()).add(drift);
    }
    String words =
        by.entrySet().stream()
            .map(cause -> cause.getValue() + " by " + cause.getKey())
            .collect(Collectors.joining(", "));
    int open = ledger.open();
    screen.say(
        open == 0
            ? "       "
                + palette.good("healed")
                + String.format(
                    Locale.ROOT,
                    " %d wrong servers: %s (%s)",
                    healed.size(),
                    Times.of(healed),
                    words)
            : "       " + palette.bad("NOT HEALED: " + open + " servers are still wrong"));
  }

  private Instant at(long nanos) {
    return began.plusNanos(nanos - beganNanos);
  }

  private void frame(List<Board.Row> rows) {
    if (current > 0) {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - beganNanos);
      String title = acts.get(current - 1).title();
      screen.show(new Board(current, acts.size(), title, elapsed, rows).lines(palette));
    }
  }

  private Summary summary(Ending ending) {
    SortedMap<String, Times> times = new TreeMap<>();
    byCause.forEach((cause, drifts) -> times.put(cause, Times.of(drifts)));
    BusCounts bus = backstage.account().events().counts();
    return new Summary(
        Times.of(ledger.healed()),
        ledger.open(),
        ledger.overdue(),
        ledger.vanished(),
        times,
        new TreeMap<>(backstage.account().counters().byOperation()),
        new Events(bus.offered(), bus.dropped(), bus.duplicated(), bus.reordered(), bus.late()),
        backstage.foreignItems(),
        backstage.foreignUntouched(),
        backstage.weightKept(),
        ending);
  }

  @Override
  public void close() {
    watch.close();
    backstage.close();
  }
}
