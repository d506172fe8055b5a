package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.command.ExitCode;
import io.github.ecstasktracker.rig.AotTraining;
import io.github.ecstasktracker.rig.CommandProcess;
import io.github.ecstasktracker.rig.CommandProcess.Ended;
import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.JavaCommand;
import io.github.ecstasktracker.rig.LocalAws;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code ./ecs-task-tracker benchmark start}: how long the jar takes from the start of its process
 * to the end of {@code diff}, and to {@code run} being ready; with its AOT cache and without.
 *
 * <p>The two take turns, so that what else the machine does meets both alike, and the medians are
 * compared.
 */
final class Start {
  private static final int SERVICES = 100;
  private static final int TASKS = 3;
  private static final int REVISIONS = 20;
  private static final double BOUND = 0.6;

  private final LocalAws aws;
  private final Path folder;
  private final JavaCommand plain = JavaCommand.ofJar();
  private final JavaCommand cached;

  private Start(LocalAws aws, Path folder, Path cache) {
    this.aws = aws;
    this.folder = folder;
    this.cached = plain.with("-XX:AOTCache=" + cache);
  }

  static List<Row> measure(int runs, long seed, Path folder)
      throws IOException, InterruptedException {
    Path cache = AotTraining.ensure();
    try (LocalAws aws = Clusters.local(seed)) {
      Clusters.fill(aws, SERVICES, TASKS, REVISIONS);
      Start start = new Start(aws, folder, cache);
      return List.of(
          start.row("diff of 100 services", runs, start::diff),
          start.row("run to ready", runs, start::run));
    }
  }

  /** The time of one start, in nanoseconds. */
  private interface Timed {
    long nanos(JavaCommand java) throws InterruptedException;
  }

  private Row row(String name, int runs, Timed timed) throws InterruptedException {
    List<Long> without = new ArrayList<>();
    List<Long> with = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      without.add(timed.nanos(plain));
      with.add(timed.nanos(cached));
    }
    return row(name, new Percentiles(with), new Percentiles(without));
  }

  /** Of times in nanoseconds, with the cache and without. */
  static Row row(String name, Percentiles with, Percentiles without) {
    double ratio = (double) with.at(50) / without.at(50);
    return new Row(
        name + ", AOT cache",
        millis(with),
        "without: " + millis(without),
        ratio,
        "<= " + BOUND,
        ratio <= BOUND);
  }

  private static String millis(Percentiles times) {
    return String.format(Locale.ROOT, "%,d ms", times.at(50) / 1_000_000);
  }

  private long diff(JavaCommand java) throws InterruptedException {
    long begun = System.nanoTime();
    Ended ended = CommandProcess.run(java, aws, folder, "diff", "--cluster", Clusters.NAME);
    long took = System.nanoTime() - begun;
    if (ended.exitCode() != ExitCode.FINDINGS) {
      throw new IllegalStateException("diff ended with " + ended.exitCode() + ": " + ended.err());
    }
    return took;
  }

  /** A dry run: one that writes would find less to do each time. */
  private long run(JavaCommand java) throws InterruptedException {
    long begun = System.nanoTime();
    List<String> words = List.of("--cluster", Clusters.NAME, "--dry-run");
    try (ControllerProcess started =
        ControllerProcess.start(
            java,
            aws,
            ControllerProcess.freePort(),
            folder.resolve("benchmark-controller.log"),
            words)) {
      started.awaitReady();
      return System.nanoTime() - begun;
    }
  }
}
