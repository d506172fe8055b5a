package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.JavaCommand;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.rig.ProcessFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code ./ecs-task-tracker benchmark readers}: what ten readers cost that ask for the state of
 * 1,000 services with 10,000 tasks once a second each, as a load balancer polls its provider.
 *
 * <p>The controller's CPU time while they read, less that of the same time without them; and the
 * AWS calls that come of it. Last, while a task dies each second: then no answer is as the one
 * before.
 */
final class Readers {
  private static final int SERVICES = 1_000;
  private static final int TASKS = 10;
  private static final int REVISIONS = 20;
  private static final int READERS = 10;
  private static final double BOUND = 0.05;
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final String TOKEN = "a token of the benchmark";

  /** What is read, each by ten readers. */
  private static final List<Reader> KINDS =
      List.of(
          new Reader("/diff, JSON", "/diff", "application/json", "identity"),
          new Reader("/diff, JSON, gzip", "/diff", "application/json", "gzip"),
          new Reader("/diff, text", "/diff", "text/plain", "identity"),
          new Reader("/changes, JSON", "/changes", "application/json", "identity"),
          new Reader("/metrics", "/metrics", "text/plain", "identity"));

  private record Reader(String name, String path, String accept, String encoding) {
    byte[] request() {
      return KeepAlive.get(path, Map.of("Accept", accept, "Accept-Encoding", encoding));
    }
  }

  /**
   * What readers of one kind cost.
   *
   * @param core share of one core
   */
  record Cost(double core, long calls, long bytes) {}

  private Readers() {}

  static List<Row> measure(Duration time, long seed, Path folder)
      throws IOException, InterruptedException {
    try (LocalAws aws = Clusters.local(seed)) {
      Clusters.fill(aws, SERVICES, TASKS, REVISIONS);
      Path token = Files.writeString(folder.resolve("benchmark.token"), TOKEN);
      List<String> words =
          List.of(
              "--cluster",
              Clusters.NAME,
              "--event-token-file",
              token.toString(),
              "--resync-interval",
              "1h",
              "--health-interval",
              "1h",
              "--leader-elect=false",
              "--api-share",
              "1");
      try (ControllerProcess controller =
          ControllerProcess.start(
              JavaCommand.ofJar().with("-Xmx" + Memory.heapMegabytes(SERVICES * TASKS) + "m"),
              aws,
              ControllerProcess.freePort(),
              folder.resolve("benchmark-controller.log"),
              words)) {
        Clusters.awaitTrue(aws, controller, SERVICES);
        Runnable nothing = () -> {};
        double idle = idle(controller, time, nothing);
        List<Row> rows = new ArrayList<>();
        for (Reader kind : KINDS) {
          rows.add(row(kind.name(), cost(aws, controller, kind, time, idle, nothing)));
        }
        aws.account().events().toUrl(controller.url().resolve("/event"), TOKEN);
        Iterator<String> next =
            Stream.iterate(0, i -> (i + 1) % SERVICES).map(Clusters::service).iterator();
        Runnable death = () -> aws.account().cluster(Clusters.NAME).service(next.next()).crash(1);
        double changing = idle(controller, time, death);
        Reader diff = KINDS.getFirst();
        rows.add(changing(diff, cost(aws, controller, diff, time, changing, death)));
        return rows;
      }
    }
  }

  static Row row(String kind, Cost cost) {
    return new Row(
        "ten readers of %s, %,d KB".formatted(kind, cost.bytes() / 1024),
        String.format(Locale.ROOT, "%.1f %% of a core, %d calls", cost.core() * 100, cost.calls()),
        "",
        cost.core() / BOUND,
        "< 5 %, 0 calls",
        cost.core() < BOUND && cost.calls() == 0);
  }

  private static Row changing(Reader kind, Cost cost) {
    return new Row(
        "the same of %s, a death a second".formatted(kind.name()),
        String.format(Locale.ROOT, "%.1f %% of a core", cost.core() * 100),
        "",
        cost.core() / BOUND,
        "< 5 %",
        cost.core() < BOUND);
  }

  /** Its share of a core without readers. */
  private static double idle(ControllerProcess controller, Duration time, Runnable eachSecond)
      throws InterruptedException {
    ProcessFigures figures = new ProcessFigures(controller.pid());
    // What follows the first writes is over by then.
    Thread.sleep(WARM_UP);
    Duration before = figures.cpu();
    long begun = System.nanoTime();
    Metronome seconds = new Metronome(Duration.ofSeconds(1));
    for (long second = 0; second < time.toSeconds(); second++) {
      eachSecond.run();
      seconds.beat();
    }
    return (double) figures.cpu().minus(before).toNanos() / (System.nanoTime() - begun);
  }

  private static Cost cost(
      LocalAws aws,
      ControllerProcess controller,
      Reader kind,
      Duration time,
      double idle,
      Runnable eachSecond)
      throws IOException, InterruptedException {
    ProcessFigures figures = new ProcessFigures(controller.pid());
    List<KeepAlive> connections = new ArrayList<>();
    try {
      for (int i = 0; i < READERS; i++) {
        connections.add(new KeepAlive(controller.url()));
      }
      long bytes = read(connections, kind, WARM_UP, eachSecond);
      aws.account().counters().reset();
      Duration before = figures.cpu();
      long begun = System.nanoTime();
      read(connections, kind, time, eachSecond);
      double busy = (double) figures.cpu().minus(before).toNanos() / (System.nanoTime() - begun);
      return new Cost(Math.max(0, busy - idle), aws.account().counters().calls(), bytes);
    } finally {
      for (KeepAlive connection : connections) {
        connection.close();
      }
    }
  }

  /** Each once a second, evenly spread; returns the length of an answer. */
  private static long read(
      List<KeepAlive> connections, Reader kind, Duration time, Runnable eachSecond)
      throws IOException, InterruptedException {
    byte[] request = kind.request();
    long begun = System.nanoTime();
    Metronome metronome = new Metronome(Duration.ofSeconds(1).dividedBy(connections.size()));
    long bytes = 0;
    for (int i = 0; System.nanoTime() - begun < time.toNanos(); i++) {
      if (i % READERS == 0) {
        eachSecond.run();
      }
      KeepAlive.Answer answer = connections.get(i % connections.size()).send(request);
      if (answer.status() != 200) {
        throw new IllegalStateException(kind.path() + " answers " + answer.status());
      }
      bytes = answer.bytes();
      metronome.beat();
    }
    return bytes;
  }
}
