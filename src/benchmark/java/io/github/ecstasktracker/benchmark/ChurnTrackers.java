package io.github.ecstasktracker.benchmark;

import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.benchmark.ChurnCase.Trouble;
import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.bus.ApiDestination;
import io.github.ecstasktracker.simulation.bus.EventTarget;
import io.github.ecstasktracker.simulation.bus.Wiring;
import io.github.ecstasktracker.simulation.core.Dice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who keeps the table: one controller or two, or the naive way; and how events come to them. */
final class ChurnTrackers implements AutoCloseable {
  private static final String TOKEN = "a token of the benchmark";
  private static final String QUEUE = "ecs-events";

  /** On a machine that has other work, too. */
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);

  private static final Duration LEADS_WITHIN = Duration.ofSeconds(60);

  private final LocalAws aws;
  private final ChurnEvents events;
  private final List<ControllerProcess> controllers = new ArrayList<>();
  private final List<ListAndDescribe> naive = new ArrayList<>();

  ChurnTrackers(ChurnCase run, LocalAws aws, ChurnWatch watch, Dice dice, Path folder) {
    this.aws = aws;
    try {
      if (run.naive()) {
        naive.add(new ListAndDescribe(aws, clusters(run).getFirst(), queueUrl()));
      } else {
        start(run, folder);
      }
      this.events = new ChurnEvents(watch, dice, target(run.via()));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    aws.account().events().to(events);
  }

  static List<String> clusters(ChurnCase run) {
    return run.trouble() == Trouble.TWO_CLUSTERS ? List.of("bench", "other") : List.of("bench");
  }

  private void start(ChurnCase run, Path folder) {
    int replicas = run.trouble() == Trouble.KILLED_LEADER ? 2 : 1;
    for (int i = 1; i <= replicas; i++) {
      List<String> words = new ArrayList<>();
      words.addAll(List.of("--cluster", String.join(",", clusters(run))));
      words.addAll(List.of("--resync-interval", ChurnCase.RESYNC.toSeconds() + "s"));
      words.addAll(List.of("--replica-name", "replica-" + i));
      if (run.share() != ChurnCase.DEFAULT_SHARE) {
        words.addAll(List.of("--api-share", Double.toString(run.share())));
      }
      switch (run.via()) {
        case SQS -> words.addAll(List.of("--queue-url", queueUrl()));
        case EVENT -> words.addAll(List.of("--event-token-file", token(folder).toString()));
      }
      controllers.add(
          ControllerProcess.start(
              aws,
              ControllerProcess.freePort(),
              folder.resolve("benchmark-controller.log"),
              words,
              // Calls are told apart by it; letters and digits, as DynamoDB Local wants.
              Map.of("AWS_ACCESS_KEY_ID", "replica" + i)));
    }
  }

  private EventTarget target(Via via) {
    Wiring wiring = aws.account().locked(aws.account()::wiring);
    return switch (via) {
      case SQS -> event -> wiring.queues().obtain(QUEUE).send(event);
      case EVENT ->
          new ApiDestination(
              wiring.deliveries(), controllers.getFirst().url().resolve("/event"), TOKEN);
    };
  }

  private String queueUrl() {
    return aws.account().events().queueUrl(QUEUE);
  }

  private static Path token(Path folder) {
    try {
      return Files.writeString(folder.resolve("benchmark.token"), TOKEN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitReady() throws InterruptedException {
    await("tasks that run").atMost(READY_WITHIN).until(aws.account()::steady);
    naive.forEach(ListAndDescribe::lookAtAll);
    for (ControllerProcess controller : controllers) {
      controller.awaitReady(READY_WITHIN);
    }
  }

  /** From now on, that share of the events. */
  void lose(double chance) {
    events.lose(chance);
  }

  void killLeader() throws InterruptedException {
    await("a leader").atMost(LEADS_WITHIN).until(() -> leader().isPresent());
    leader().orElseThrow().kill();
  }

  private Optional<ControllerProcess> leader() throws InterruptedException {
    for (ControllerProcess controller : controllers) {
      if (controller.leads()) {
        return Optional.of(controller);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    controllers.forEach(ControllerProcess::close);
    naive.forEach(ListAndDescribe::close);
  }
}
