package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.JavaCommand;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.rig.ProcessFigures;
import io.github.ecstasktracker.rig.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ./ecs-task-tracker benchmark scale}: what reading everything costs a controller that finds
 * nothing to do, from 100 tasks to 100,000: its calls, as the simulated account counts them, and
 * the CPU time of its process, with the SDK's part of it.
 */
final class Scale {
  private static final int TASKS = 10;
  private static final List<Integer> SERVICES = List.of(10, 100, 1_000, 10_000);
  private static final int REVISIONS_MAX = 1_000;
  private static final int HOST_TASKS = 100;
  private static final int PAGE = 100;
  private static final int EC2_BATCH = 200;
  private static final double CALLS_A_SECOND = 20;
  private static final int PASSES = 2;
  private static final double GROWTH_MAX = 12;
  private static final double SHARE_MAX = 0.5;
  private static final List<String> DYNAMODB_WRITES =
      List.of("dynamodb:UpdateItem", "dynamodb:TransactWriteItems", "dynamodb:PutItem");

  /**
   * Calls are made at the budget's rate; then nothing happens for a while, also where the first
   * read has taken longer than the others and the resyncs are behind.
   */
  private static final double SLACK = 1.5;

  private static final Duration QUIET = Duration.ofSeconds(10);

  private static final Duration READ_WITHIN = Duration.ofMinutes(15);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

  private Scale() {}

  /**
   * What one size cost.
   *
   * @param first calls of ECS and EC2 for the first read
   * @param firstFloor what they ought to be
   * @param warm calls of ECS, EC2 and DynamoDB a pass
   * @param warmFloor what they ought to be
   * @param cpu of the process, a pass
   * @param share of the samples in code of ours, of those in ours and the SDK's
   */
  record Size(
      int tasks,
      long first,
      long firstFloor,
      double warm,
      long warmFloor,
      long writes,
      Duration cpu,
      double share) {}

  static List<Size> sizes(long seed, Path folder) throws IOException, InterruptedException {
    List<Size> sizes = new ArrayList<>();
    for (int services : SERVICES) {
      sizes.add(size(services, seed, folder));
    }
    return sizes;
  }

  static List<Row> rows(List<Size> sizes) {
    List<Row> rows = new ArrayList<>();
    for (Size size : sizes) {
      String tasks = "%,d tasks".formatted(size.tasks());
      rows.add(calls("first pass, " + tasks, size.first(), size.firstFloor()));
      rows.add(calls("warm pass, " + tasks, size.warm(), size.warmFloor()));
      rows.add(
          new Row("writes of it", "" + size.writes(), "0", Double.NaN, "0", size.writes() == 0));
      rows.add(Row.told("CPU time of it", millis(size.cpu())));
    }
    Size many = sizes.getLast();
    Size fewer = sizes.get(sizes.size() - 2);
    double growth = (double) many.cpu().toNanos() / fewer.cpu().toNanos();
    rows.add(
        new Row(
            "CPU time, 100,000 tasks to 10,000",
            millis(many.cpu()),
            millis(fewer.cpu()),
            growth,
            "<= " + GROWTH_MAX,
            growth <= GROWTH_MAX));
    rows.add(
        new Row(
            "our own share of ours and the SDK's",
            String.format(Locale.ROOT, "%.0f %%", many.share() * 100),
            "",
            many.share() / SHARE_MAX,
            "<= 50 %",
            many.share() <= SHARE_MAX));
    return rows;
  }

  private static Row calls(String name, double calls, long floor) {
    return new Row(
        name + ": calls",
        String.format(Locale.ROOT, "%,.0f", calls),
        "%,d".formatted(floor),
        calls / floor,
        "exactly",
        calls == floor);
  }

  private static String millis(Duration time) {
    return "%,d ms".formatted(time.toMillis());
  }

  private static Size size(int services, long seed, Path folder)
      throws IOException, InterruptedException {
    int tasks = services * TASKS;
    int revisions = Math.min(services, REVISIONS_MAX);
    long reads = 2L * Math.ceilDiv(tasks, PAGE);
    long hosts = Math.max(1, tasks / HOST_TASKS);
    Duration interval = QUIET.plusMillis(Math.round(SLACK * 1_000 * reads / CALLS_A_SECOND));
    try (LocalAws aws = Clusters.local(seed)) {
      Clusters.fill(aws, services, TASKS, revisions);
      aws.account().counters().reset();
      JavaCommand command =
          JavaCommand.ofJar().with("-Xmx" + Memory.heapMegabytes(tasks) + "m", Profile.JVM_OPTION);
      List<String> words =
          List.of(
              "--cluster",
              Clusters.NAME,
              "--api-share",
              "1",
              "--leader-elect=false",
              "--health-interval",
              "1h",
              "--resync-interval",
              interval.toSeconds() + "s");
      try (ControllerProcess controller =
          ControllerProcess.start(
              command,
              aws,
              ControllerProcess.freePort(),
              folder.resolve("benchmark-controller.log"),
              words)) {
        Map<String, Long> first = firstRead(aws);
        controller.awaitReady(READ_WITHIN);
        Clusters.awaitTrue(aws, controller, services);
        // What the first pass wrote is looked at once more; then the code is warm, too.
        Clusters.awaitPasses(controller, 2);
        Thread.sleep(QUIET.dividedBy(2));
        long pages = aws.table().pages();
        aws.account().counters().reset();
        ProcessFigures figures = new ProcessFigures(controller.pid());
        double passesBefore = Clusters.passes(controller);
        Duration before = figures.cpu();
        long from = System.currentTimeMillis();
        // It is asked nothing meanwhile: a scrape costs as much as a small pass.
        Thread.sleep(interval.multipliedBy(PASSES));
        Duration cpu = figures.cpu().minus(before).dividedBy(PASSES);
        Map<String, Long> warm = aws.account().counters().byOperation();
        if (Clusters.passes(controller) - passesBefore != PASSES) {
          throw new IllegalStateException("not " + PASSES + " resyncs in as many intervals");
        }
        double share = Profile.of(figures, folder.resolve("benchmark.jfr")).since(from).ownShare();
        return new Size(
            tasks,
            sum(first, "ecs:", "ec2:"),
            reads + Math.ceilDiv(hosts, PAGE) + Math.ceilDiv(hosts, EC2_BATCH) + revisions,
            (double) sum(warm, "ecs:", "ec2:", "dynamodb:") / PASSES,
            reads + pages,
            writes(warm),
            cpu,
            share);
      }
    }
  }

  /**
   * The calls until the first write: what the first read finds missing is written when it is over,
   * and before the next one begins, which may be due at once.
   */
  private static Map<String, Long> firstRead(LocalAws aws) throws InterruptedException {
    long deadline = System.nanoTime() + READ_WITHIN.toNanos();
    Map<String, Long> calls = aws.account().counters().byOperation();
    while (writes(calls) == 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("nothing was written in " + READ_WITHIN);
      }
      Thread.sleep(POLL_INTERVAL);
      calls = aws.account().counters().byOperation();
    }
    return calls;
  }

  private static long sum(Map<String, Long> calls, String... services) {
    return calls.entrySet().stream()
        .filter(call -> List.of(services).stream().anyMatch(call.getKey()::startsWith))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static long writes(Map<String, Long> calls) {
    return DYNAMODB_WRITES.stream().mapToLong(write -> calls.getOrDefault(write, 0L)).sum();
  }
}
