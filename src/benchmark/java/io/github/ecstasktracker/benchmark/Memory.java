package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.JavaCommand;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.rig.ProcessFigures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code ./ecs-task-tracker benchmark memory}: what the controller's process holds of the machine's
 * memory, with the {@code -Xmx} that docs/operations.md gives for so many tasks, and what a task
 * costs of its heap.
 *
 * <p>The controller fills the empty table itself, and then resyncs until it has read everything a
 * few times over; its highest figure counts.
 */
final class Memory {
  private static final int TASKS = 10;
  private static final int FEW = 1_000;
  private static final int MANY = 10_000;
  private static final long MEGABYTE = 1 << 20;
  private static final long FEW_MAX = 300 * MEGABYTE;
  private static final long MANY_MAX = 640 * MEGABYTE;
  private static final int TASK_MAX = 1_536;
  private static final int PASSES = 2;

  /** More would only make the first read longer: DescribeTaskDefinition has a bucket of its own. */
  private static final int REVISIONS = 1_000;

  /**
   * What one size costs.
   *
   * @param heap live, after a full collection
   */
  record Size(long peakResident, long heap) {}

  private Memory() {}

  static List<Row> measure(long seed, Path folder) throws InterruptedException {
    return rows(size(FEW, seed, folder), size(MANY, seed, folder));
  }

  static List<Row> rows(Size few, Size many) {
    long bytes = (many.heap() - few.heap()) / ((MANY - FEW) * TASKS);
    List<Row> rows = new ArrayList<>();
    rows.add(resident("10,000", few, FEW_MAX));
    rows.add(resident("100,000", many, MANY_MAX));
    rows.add(
        new Row(
            "live heap a task",
            "%,d bytes".formatted(bytes),
            "",
            (double) bytes / TASK_MAX,
            "<= 1.5 KB",
            bytes <= TASK_MAX));
    rows.add(Row.told("live heap, 10,000 tasks", megabytes(few.heap())));
    rows.add(Row.told("live heap, 100,000 tasks", megabytes(many.heap())));
    return rows;
  }

  private static Row resident(String tasks, Size size, long max) {
    return new Row(
        "RSS at its highest, " + tasks + " tasks",
        megabytes(size.peakResident()),
        "",
        (double) size.peakResident() / max,
        "<= " + megabytes(max),
        size.peakResident() <= max);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", Math.ceilDiv(bytes, MEGABYTE));
  }

  /** The rule of docs/operations.md: 64 MB, and 3.5 KB a task. */
  static int heapMegabytes(int tasks) {
    return Math.toIntExact(Math.ceilDiv(64 * MEGABYTE + tasks * 3_584L, MEGABYTE));
  }

  private static Size size(int services, long seed, Path folder) throws InterruptedException {
    try (LocalAws aws = Clusters.local(seed)) {
      Clusters.fill(aws, services, TASKS, REVISIONS);
      int heap = heapMegabytes(services * TASKS);
      JavaCommand command = JavaCommand.ofJar().with("-Xmx" + heap + "m");
      try (ControllerProcess controller =
          ControllerProcess.start(
              command,
              aws,
              ControllerProcess.freePort(),
              folder.resolve("benchmark-controller.log"),
              List.of(
                  "--cluster", Clusters.NAME, "--api-share", "1", "--resync-interval", "30s"))) {
        Clusters.awaitTrue(aws, controller, services);
        Clusters.awaitPasses(controller, PASSES);
        ProcessFigures figures = new ProcessFigures(controller.pid());
        long peak = figures.peakResident();
        return new Size(peak, figures.liveHeap());
      }
    }
  }
}
