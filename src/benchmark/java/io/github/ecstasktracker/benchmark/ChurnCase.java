package io.github.ecstasktracker.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One run of the churn: how many tasks die, and what else goes wrong.
 *
 * @param rate deaths a second
 * @param naive list and describe in the controller's place
 * @param bound of the lags; empty where they are only told
 * @param lost chance of an event to be lost
 * @param trouble what else is wrong
 * @param share {@code --api-share}
 */
record ChurnCase(
    String name,
    int rate,
    Via via,
    boolean naive,
    Duration time,
    Optional<Bound> bound,
    double lost,
    Trouble trouble,
    double share) {
  /** Of additions and removals alike. */
  record Bound(Duration median, Optional<Duration> p99) {
    static Bound ofMillis(long median, long p99) {
      return new Bound(Duration.ofMillis(median), Optional.of(Duration.ofMillis(p99)));
    }
  }

  /** What is wrong beside lost events. */
  enum Trouble {
    NONE,
    /** ECS answers from up to {@link #LAG} ago, back and forth. */
    OLD_ANSWERS,
    /** Events come twice, and out of order. */
    MIXED_EVENTS,
    /** A port that was given back is handed out next. */
    REUSED_PORTS,
    TWO_CLUSTERS,
    KILLED_LEADER
  }

  static final Duration LAG = Duration.ofSeconds(3);
  static final double DEFAULT_SHARE = 0.5;
  static final Duration RESYNC = Duration.ofSeconds(15);

  /** The lease's duration and two of its retry periods at their longest. */
  private static final Duration TAKEOVER = Duration.ofMillis(15_000 + 2 * 2_400);

  private static final Duration TIME = Duration.ofSeconds(120);
  private static final Duration LONG_TIME = Duration.ofSeconds(300);

  /** Every run, the naive one's among them. */
  static List<ChurnCase> all(Optional<Duration> time, List<Via> vias) {
    List<ChurnCase> all = new ArrayList<>();
    for (Via via : vias) {
      all.add(plain(1, via, Bound.ofMillis(30, 70), time));
      all.add(plain(3, via, Bound.ofMillis(30, 70), time));
      all.add(plain(6, via, Bound.ofMillis(40, 100), time));
      all.add(plain(30, via, Bound.ofMillis(110, 200), time));
      all.add(plain(100, via, Bound.ofMillis(130, 300), time));
    }
    Via via = vias.getFirst();
    Bound median = new Bound(Duration.ofMillis(40), Optional.empty());
    ChurnCase six = plain(6, via, median, time);
    all.add(six.named("5 % of events lost").losing(0.05));
    all.add(six.named("20 % of events lost").losing(0.2));
    ChurnCase told = six.toldOnly();
    all.add(told.named("ECS answers 0-3 s old").with(Trouble.OLD_ANSWERS));
    all.add(told.named("events doubled, reordered").with(Trouble.MIXED_EVENTS));
    all.add(told.named("ports reused at once").with(Trouble.REUSED_PORTS));
    all.add(told.named("two clusters").with(Trouble.TWO_CLUSTERS));
    all.add(told.named("--api-share 0.05").sharing(0.05));
    ChurnCase thirty = plain(30, via, median, time).toldOnly();
    all.add(thirty.named("kill -9 of the leader").with(Trouble.KILLED_LEADER));
    for (int rate : List.of(1, 3, 6, 30, 100)) {
      all.add(plain(rate, Via.SQS, median, time).toldOnly().byNaive());
    }
    return all;
  }

  private static ChurnCase plain(int rate, Via via, Bound bound, Optional<Duration> time) {
    String way = via == Via.EVENT ? "POST /event" : via.name();
    Duration usual = rate == 1 || rate == 6 ? LONG_TIME : TIME;
    Optional<Bound> held = Optional.of(bound);
    Duration takes = time.orElse(usual);
    return new ChurnCase(
        rate + "/s, " + way, rate, via, false, takes, held, 0, Trouble.NONE, DEFAULT_SHARE);
  }

  private ChurnCase named(String what) {
    return new ChurnCase(rate + "/s, " + what, rate, via, naive, time, bound, lost, trouble, share);
  }

  private ChurnCase losing(double chance) {
    return new ChurnCase(name, rate, via, naive, time, bound, chance, trouble, share);
  }

  private ChurnCase with(Trouble next) {
    return new ChurnCase(name, rate, via, naive, time, bound, lost, next, share);
  }

  private ChurnCase sharing(double next) {
    return new ChurnCase(name, rate, via, naive, time, bound, lost, trouble, next);
  }

  private ChurnCase toldOnly() {
    return new ChurnCase(name, rate, via, naive, time, Optional.empty(), lost, trouble, share);
  }

  private ChurnCase byNaive() {
    String what = String.format(Locale.ROOT, "%d/s, list and describe", rate);
    return new ChurnCase(what, rate, via, true, time, bound, lost, trouble, 1);
  }

  /** Nothing is wrong but that tasks die, and the share is the default. */
  boolean plain() {
    return !naive && lost == 0 && trouble == Trouble.NONE && share == DEFAULT_SHARE;
  }

  /** How old ECS's answers may be. */
  Duration lag() {
    return trouble == Trouble.OLD_ANSWERS ? LAG : Duration.ZERO;
  }

  /** A pass must have ended by the begin of the next, two intervals after its own. */
  Duration passesWithin() {
    Duration two = RESYNC.multipliedBy(2);
    return trouble == Trouble.KILLED_LEADER ? two.plus(TAKEOVER) : two;
  }
}
