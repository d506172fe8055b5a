package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.JavaCommand;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.core.SystemClock;
import io.github.ecstasktracker.simulation.world.Timings;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * {@code ./ecs-task-tracker benchmark latency}: from a trigger to the write that it leads to, with
 * real processes over the wire, where every answer of AWS takes ten milliseconds: at rest, and
 * while 5,000 services are being read at half of the account's budget.
 */
final class Latency {
  private static final Duration ROUND_TRIP = Duration.ofMillis(10);

  /** The known tasks and the one that was heard of are described beside the list and the item. */
  private static final int ROUND_TRIPS_LEAST = 2;

  /** List, describe, write: what is allowed, one after another. */
  private static final int ROUND_TRIPS_MOST = 3;

  private static final Duration MEDIAN_OVER = Duration.ofMillis(5);
  private static final Duration P99_OVER = Duration.ofMillis(25);
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  private static final Span STEP = Span.ofMillis(150, 200);

  /** So far apart that what follows one step is over before the next: at rest means that, too. */
  private static final Timings STEPS =
      new Timings(STEP, STEP, STEP, STEP, STEP, STEP, STEP, STEP, STEP, STEP, Duration.ofHours(1));

  private static final int SERVICES = 5_000;
  private static final int TASKS = 10;
  private static final int REVISIONS = 100;
  private static final Duration RESYNC_P99 = Duration.ofSeconds(1);
  private static final Span BUS = Span.exactly(Duration.ofMillis(10));
  private static final String TOKEN = "a token of the benchmark";

  private Latency() {}

  static List<Row> measure(Duration time, long seed, Path folder)
      throws IOException, InterruptedException {
    return rows(idle(time, seed, folder), duringResync(time, seed, folder));
  }

  static List<Row> rows(List<Sample> idle, List<Sample> resync) {
    Percentiles rest = percentiles(idle);
    Percentiles busy = percentiles(resync);
    Duration floor = ROUND_TRIP.multipliedBy(ROUND_TRIPS_LEAST);
    Duration most = ROUND_TRIP.multipliedBy(ROUND_TRIPS_MOST);
    return List.of(
        row("trigger to write at rest, p50", rest.at(50), floor, most.plus(MEDIAN_OVER)),
        row("trigger to write at rest, p99", rest.at(99), floor, most.plus(P99_OVER)),
        Row.told("trigger to write in a resync of 5,000 services, p50", millis(busy.at(50))),
        row("trigger to write in a resync of 5,000 services, p99", busy.at(99), floor, RESYNC_P99));
  }

  private static Percentiles percentiles(List<Sample> samples) {
    return new Percentiles(samples.stream().map(Sample::nanos).toList());
  }

  private static Row row(String name, long nanos, Duration floor, Duration most) {
    return new Row(
        name,
        millis(nanos),
        millis(floor.toNanos()),
        (double) nanos / floor.toNanos(),
        "<= " + millis(most.toNanos()),
        nanos <= most.toNanos());
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%,.1f ms", nanos / 1e6);
  }

  private static List<Sample> idle(Duration time, long seed, Path folder)
      throws InterruptedException {
    try (Course course = new Course(seed, Via.EVENT, STEPS, folder)) {
      course.awaitTrue();
      course.aws().roundTrip(ROUND_TRIP);
      Deaths deaths = new Deaths(course.ground(), Dice.of(seed));
      deaths.during(WARM_UP);
      return deaths.during(time);
    }
  }

  /** One full pass follows another: each takes longer than the interval. */
  private static List<Sample> duringResync(Duration time, long seed, Path folder)
      throws IOException, InterruptedException {
    SimulatedAccount account =
        new SimulatedAccount(seed, new SystemClock(), WorldSettings.quick().withAddressReuse(0));
    Departures departures = new Departures(account.counters());
    try (LocalAws aws = new LocalAws(account)) {
      Clusters.fill(aws, SERVICES, TASKS, REVISIONS);
      List<String> words = new ArrayList<>(List.of("--cluster", Clusters.NAME));
      words.addAll(List.of("--resync-interval", "10s", "--health-interval", "1h"));
      Path token = Files.writeString(folder.resolve("benchmark.token"), TOKEN);
      words.addAll(List.of("--event-token-file", token.toString()));
      try (ControllerProcess controller =
          ControllerProcess.start(
              JavaCommand.ofJar().with("-Xmx" + Memory.heapMegabytes(SERVICES * TASKS) + "m"),
              aws,
              ControllerProcess.freePort(),
              folder.resolve("benchmark-controller.log"),
              words)) {
        account
            .events()
            .latency(BUS)
            .to(departures)
            .toUrl(controller.url().resolve("/event"), TOKEN);
        // The first pass fills an empty table, which is no resync.
        Clusters.awaitTrue(aws, controller, SERVICES);
        aws.roundTrip(ROUND_TRIP);
        Deaths deaths =
            new Deaths(
                new Deaths.Ground(
                    aws,
                    departures,
                    Clusters.NAME,
                    IntStream.range(0, SERVICES).mapToObj(Clusters::service).toList()),
                Dice.of(seed));
        deaths.during(WARM_UP);
        return deaths.during(time);
      }
    }
  }
}
