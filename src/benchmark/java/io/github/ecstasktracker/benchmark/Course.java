package io.github.ecstasktracker.benchmark;

import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.core.SystemClock;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.world.Timings;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@value #SERVICES} services of {@value #TASKS} tasks that the table is true to, and a controller
 * that does nothing but wait for triggers: its timers are an hour away.
 */
final class Course implements AutoCloseable {
  static final String CLUSTER = "bench";
  static final int SERVICES = 50;
  static final int TASKS = 10;

  private static final int HOSTS = 50;
  private static final String TOKEN = "a token of the benchmark";
  private static final String QUEUE = "ecs-events";
  private static final Duration TRUE_WITHIN = Duration.ofSeconds(60);

  /** Before anything can die. */
  private static final Span LATENCY = Span.exactly(Duration.ofMillis(10));

  private final LocalAws aws;
  private final Departures departures;
  private final ControllerProcess controller;

  /** One whose tasks go through their lives as fast as they can. */
  Course(long seed, Via via, Path folder) {
    this(seed, via, Timings.quick(), folder);
  }

  /**
   * Sets it up and starts the controller.
   *
   * @param folder for the log and the token
   */
  Course(long seed, Via via, Timings timings, Path folder) {
    // A port that comes back at once would be neither removed nor added.
    WorldSettings world = WorldSettings.quick().with(timings).withAddressReuse(0);
    this.aws = new LocalAws(new SimulatedAccount(seed, new SystemClock(), world));
    this.departures = new Departures(account().counters());
    cluster().hosts(HOSTS);
    for (int i = 0; i < SERVICES; i++) {
      cluster().service(service(i)).tasks(TASKS).bridge(80);
    }
    this.controller = start(via, folder);
  }

  private ControllerProcess start(Via via, Path folder) {
    int port = ControllerProcess.freePort();
    List<String> words =
        new ArrayList<>(
            List.of("--cluster", CLUSTER, "--resync-interval", "1h", "--health-interval", "1h"));
    // Alone in its account: else a death a second would measure the controller's own restraint.
    words.addAll(List.of("--api-share", "1"));
    account().events().latency(LATENCY).to(departures);
    switch (via) {
      case SQS -> {
        account().events().toQueue(QUEUE);
        words.addAll(List.of("--queue-url", account().events().queueUrl(QUEUE)));
      }
      case EVENT -> words.addAll(List.of("--event-token-file", token(folder).toString()));
    }
    ControllerProcess started =
        ControllerProcess.start(aws, port, folder.resolve("benchmark-controller.log"), words);
    if (via == Via.EVENT) {
      account().events().toUrl(started.url().resolve("/event"), TOKEN);
    }
    return started;
  }

  private static Path token(Path folder) {
    try {
      return Files.writeString(folder.resolve("benchmark.token"), TOKEN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String service(int number) {
    return "service-%02d".formatted(number);
  }

  SimulatedAccount account() {
    return aws.account();
  }

  ClusterScript cluster() {
    return account().cluster(CLUSTER);
  }

  LocalAws aws() {
    return aws;
  }

  /** Where its tasks die. */
  Deaths.Ground ground() {
    return new Deaths.Ground(
        aws, departures, CLUSTER, IntStream.range(0, SERVICES).mapToObj(Course::service).toList());
  }

  /** Waits until every task runs and the table is true. */
  void awaitTrue() throws InterruptedException {
    controller.awaitReady();
    await("a table that is true").atMost(TRUE_WITHIN).until(this::isTrue);
  }

  private boolean isTrue() {
    return account().steady()
        && IntStream.range(0, SERVICES)
            .mapToObj(Course::service)
            .allMatch(
                service ->
                    aws.table()
                        .servers(service)
                        .equals(account().expectedServers(CLUSTER, service)));
  }

  @Override
  public void close() {
    controller.close();
    aws.close();
  }
}
