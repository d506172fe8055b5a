package io.github.ecstasktracker.benchmark;

import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.benchmark.ChurnCase.Trouble;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.bus.BusFaults;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.core.SystemClock;
import io.github.ecstasktracker.simulation.scenario.ServiceScript;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The ground of one run: {@value #SERVICES} services of {@value #TASKS} tasks, AWS's request
 * buckets, and 5 to 10 ms before anything of a call is done. The bus takes no time.
 */
final class ChurnCourse implements AutoCloseable {
  private static final int SERVICES = 50;
  private static final int TASKS = 10;
  private static final int HOSTS = 20;
  private static final Span WAY = Span.ofMillis(5, 10);
  private static final int WARM_UP_DEATHS = 20;

  /** A shorter run only shows that everything works, and is not warmed up for. */
  private static final Duration MEASURED_FROM = Duration.ofSeconds(10);

  /** The buckets fill again. */
  private static final Duration REST = Duration.ofSeconds(8);

  private static final Duration TRUE_WITHIN = Duration.ofSeconds(90);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
  private static final BusFaults MIXED = BusFaults.NONE.withDuplicate(0.1).withReorder(0.1);

  private final ChurnCase run;
  private final LocalAws aws;
  private final ChurnWatch watch;
  private final ChurnTrackers trackers;
  private final Dice dice;
  private final List<ServiceScript> services = new ArrayList<>();

  /**
   * Starts it.
   *
   * @param folder for the log and the token
   */
  ChurnCourse(ChurnCase run, long seed, Path folder) {
    this.run = run;
    this.dice = Dice.of(seed);
    double reuse = run.trouble() == Trouble.REUSED_PORTS ? 1 : 0;
    WorldSettings world = WorldSettings.quick().withAddressReuse(reuse);
    this.aws = new LocalAws(new SimulatedAccount(seed, new SystemClock(), world));
    try {
      this.watch = new ChurnWatch(aws.account());
      aws.listen(watch);
      fill();
      aws.account().events().latency(Span.exactly(Duration.ZERO));
      this.trackers = new ChurnTrackers(run, aws, watch, dice.split(), folder);
    } catch (RuntimeException e) {
      aws.close();
      throw e;
    }
  }

  private void fill() {
    List<String> clusters = ChurnTrackers.clusters(run);
    clusters.forEach(cluster -> aws.account().cluster(cluster).hosts(HOSTS));
    for (int i = 0; i < SERVICES; i++) {
      String cluster = clusters.get(i % clusters.size());
      ServiceScript service = aws.account().cluster(cluster).service("service-%02d".formatted(i));
      services.add(service.tasks(TASKS).bridge(80));
    }
  }

  /** Runs it, and waits until the table is true again, or will never be. */
  ChurnLog run() throws InterruptedException {
    trackers.awaitReady();
    settle();
    aws.way(WAY);
    if (run.time().compareTo(MEASURED_FROM) >= 0) {
      let(WARM_UP_DEATHS, Duration.ofMillis(250));
      settle();
      Thread.sleep(REST);
    }
    spoil();
    long since = System.nanoTime();
    Duration every = Duration.ofSeconds(1).dividedBy(run.rate());
    int deaths = Math.toIntExact(run.time().toSeconds() * run.rate());
    let(deaths / 2, every);
    if (run.trouble() == Trouble.KILLED_LEADER) {
      trackers.killLeader();
    }
    let(deaths - deaths / 2, every);
    trackers.lose(0);
    settle();
    ChurnLog log = watch.log(since);
    verify();
    return log;
  }

  private void spoil() {
    trackers.lose(run.lost());
    if (run.trouble() == Trouble.OLD_ANSWERS) {
      aws.account().consistency().lag(1, new Span(Duration.ZERO, ChurnCase.LAG));
    }
    if (run.trouble() == Trouble.MIXED_EVENTS) {
      aws.account().events().faults(MIXED);
    }
  }

  private void let(int deaths, Duration every) throws InterruptedException {
    Metronome metronome = new Metronome(every);
    for (int i = 0; i < deaths; i++) {
      services.get(dice.below(SERVICES)).crash(1);
      aws.account().tick(); // its event leaves now, and not at the driver's next beat
      metronome.beat();
    }
  }

  /** Where it does not become true, the log tells. */
  private void settle() {
    try {
      await("a true table")
          .pollInterval(POLL_INTERVAL)
          .atMost(TRUE_WITHIN)
          .until(() -> aws.account().steady() && watch.agrees());
    } catch (ConditionTimeoutException e) {
      System.err.println("churn " + run.name() + ": the table does not become true");
    }
  }

  /** What was understood of the writes is what is in the table. */
  private void verify() {
    await("a table as its writes were understood")
        .atMost(TRUE_WITHIN)
        .until(() -> watch.table().equals(aws.table().servers()));
  }

  @Override
  public void close() {
    trackers.close();
    aws.close();
  }
}
