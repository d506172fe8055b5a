package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.JavaCommand;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.rig.ProcessFigures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code ./ecs-task-tracker benchmark load}: signed SNS messages posted to {@code /event} for ten
 * seconds over keep-alive connections, as fast as the answers come.
 *
 * <p>Whether what was accepted was worked is looked at in the table. Half way, and again after the
 * load, one task of each service dies and is replaced; the last message for a service comes after
 * that, and must leave the table true. No event tells of it and the timers are an hour away, so
 * nothing but a message's look can.
 */
final class Load {
  private static final int SERVICES = 200;
  private static final int TASKS = 5;
  private static final int CONNECTIONS = 16;
  private static final int MESSAGES = 2_000;
  private static final int WANTED_A_SECOND = 3_000;
  private static final int HEAP_MEGABYTES = 128;
  private static final Duration WORKED_WITHIN = Duration.ofMinutes(2);
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration TIME = Duration.ofSeconds(10);

  /**
   * What was counted.
   *
   * @param refused answers of 503
   * @param other any other answer
   * @param cpu of the controller
   * @param heap live, after a full collection, when all is worked
   */
  record Counts(
      long accepted,
      long refused,
      long other,
      Duration time,
      Duration cpu,
      long heap,
      int unworked) {}

  private Load() {}

  static List<Row> measure(long seed, Path folder) throws IOException, InterruptedException {
    return rows(run(seed, folder));
  }

  static List<Row> rows(Counts counts) {
    double seconds = counts.time().toNanos() / 1e9;
    double accepted = counts.accepted() / seconds;
    long answers = Math.max(1, counts.accepted() + counts.refused() + counts.other());
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row(
            "SNS messages accepted a second",
            String.format(Locale.ROOT, "%,.0f", accepted),
            "",
            accepted / WANTED_A_SECOND,
            ">= 3,000",
            accepted >= WANTED_A_SECOND));
    rows.add(
        new Row(
            "answered neither 200 nor 503",
            Long.toString(counts.other()),
            "0",
            Double.NaN,
            "0",
            counts.other() == 0));
    rows.add(
        new Row(
            "services accepted for and not worked",
            Integer.toString(counts.unworked()),
            "0",
            Double.NaN,
            "0",
            counts.unworked() == 0));
    rows.add(Row.told("answered 503", "%,d".formatted(counts.refused())));
    rows.add(
        Row.told(
            "controller's CPU a message",
            String.format(Locale.ROOT, "%,.0f us", counts.cpu().toNanos() / 1e3 / answers)));
    rows.add(
        Row.told(
            "live heap afterwards, of -Xmx" + HEAP_MEGABYTES + "m",
            "%,d MB".formatted(Math.ceilDiv(counts.heap(), 1L << 20))));
    return rows;
  }

  private static Counts run(long seed, Path folder) throws IOException, InterruptedException {
    try (LocalAws aws = Clusters.local(seed)) {
      SignedEvents events = new SignedEvents(aws.account());
      Clusters.fill(aws, SERVICES, TASKS, SERVICES);
      List<byte[]> requests = events.requests(MESSAGES);
      JavaCommand java = JavaCommand.ofJar().with("-Xmx" + HEAP_MEGABYTES + "m");
      List<String> words =
          List.of(
              "--cluster",
              Clusters.NAME,
              "--topic-arn",
              events.topicArn(),
              "--resync-interval",
              "1h",
              "--health-interval",
              "1h",
              "--api-share",
              "1",
              "--log-level",
              "warn");
      int port = ControllerProcess.freePort();
      Path log = folder.resolve("benchmark-controller.log");
      try (ControllerProcess controller = ControllerProcess.start(java, aws, port, log, words)) {
        Clusters.awaitTrue(aws, controller, SERVICES);
        Posts posts = new Posts(controller.url(), requests, CONNECTIONS);
        posts.during(WARM_UP, () -> {});
        return measured(aws, controller, posts, events);
      }
    }
  }

  private static Counts measured(
      LocalAws aws, ControllerProcess controller, Posts posts, SignedEvents events)
      throws IOException, InterruptedException {
    ProcessFigures figures = new ProcessFigures(controller.pid());
    Duration before = figures.cpu();
    Posts.Answers answers = posts.during(TIME, () -> crashAll(aws));
    Duration cpu = figures.cpu().minus(before);
    crashAll(aws);
    Clusters.awaitSteady(aws);
    int lost = 0;
    for (int i = 0; i < SERVICES; i++) {
      // A refusal is SNS's to repeat, which it does.
      if (!posts.untilAccepted(events.request(Clusters.service(i)))) {
        lost++;
      }
    }
    int unworked = Clusters.untrueAfter(WORKED_WITHIN, aws, SERVICES);
    return new Counts(
        answers.accepted(),
        answers.refused(),
        answers.other() + lost,
        answers.time(),
        cpu,
        figures.liveHeap(),
        unworked);
  }

  private static void crashAll(LocalAws aws) {
    for (int i = 0; i < SERVICES; i++) {
      aws.account().cluster(Clusters.NAME).service(Clusters.service(i)).crash(1);
    }
  }
}
