package io.github.ecstasktracker.rig;

import io.github.ecstasktracker.command.ExitCode;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.scenario.Definition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * {@code ./ecs-task-tracker aot}: makes the AOT cache (JEP 514, 515) that halves the start.
 *
 * <p>What the cache holds is what a training run loaded. So the jar runs here as a controller with
 * a lease, a queue, a topic and a table that needs writes, against the simulated account and
 * DynamoDB Local; every route is read; and then it is told to end.
 */
public final class AotTraining {
  private static final String CLUSTER = "training";
  private static final String QUEUE = "ecs-events";
  private static final String TOPIC = "ecs-events";
  private static final List<String> SERVICES = List.of("web", "api", "checked");
  private static final List<String> ROUTES =
      List.of("/", "/livez", "/readyz?verbose", "/leaderz", "/metrics", "/diff", "/changes");
  private static final Duration TRUE_WITHIN = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);

  /** The cache is written at the end of the run, by one more JVM. */
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(180);

  private final LocalAws aws;

  private AotTraining(LocalAws aws) {
    this.aws = aws;
  }

  /** Makes it of the build's jar, or of another one with another JDK, unless it is there. */
  public static void main(String[] words) throws IOException, InterruptedException {
    if (words.length != 0 && words.length != 2) {
      System.err.println("Usage: ecs-task-tracker aot [JAVA_HOME JAR]");
      System.exit(ExitCode.USAGE);
    }
    AotCache cache =
        words.length == 0
            ? AotCache.ofBuild()
            : new AotCache(Path.of(words[0]), Path.of(words[1]).toAbsolutePath());
    ensure(cache);
    System.out.printf("AOT cache %s, %,d bytes%n", cache.file(), Files.size(cache.file()));
    System.exit(ExitCode.OK);
  }

  /** The build's cache, made now where it is not there or is another jar's. */
  public static Path ensure() throws IOException, InterruptedException {
    return ensure(AotCache.ofBuild());
  }

  private static Path ensure(AotCache cache) throws IOException, InterruptedException {
    if (!cache.fresh()) {
      Files.deleteIfExists(cache.log());
      try (LocalAws aws = new LocalAws(SimulatedAccount.inRealTime(1))) {
        new AotTraining(aws).run(cache);
      }
      cache.take();
    }
    return cache.file();
  }

  private void run(AotCache cache) throws InterruptedException {
    ClusterScript cluster = aws.account().cluster(CLUSTER).hosts(2);
    cluster.service("web").tasks(3).bridge(80);
    cluster.service("api").tasks(2).fargate(8080);
    cluster.service("checked").tasks(2).runs(Definition.bridge(80).healthCheck());
    aws.account().events().toQueue(QUEUE).toTopic(TOPIC);
    List<String> words =
        List.of(
            "--cluster",
            CLUSTER,
            "--queue-url",
            aws.account().events().queueUrl(QUEUE),
            "--topic-arn",
            aws.account().events().topicArn(TOPIC),
            "--resync-interval",
            "5s",
            "--health-interval",
            "2s");
    JavaCommand java = cache.command().with("-XX:AOTCacheOutput=" + cache.draft());
    int port = ControllerProcess.freePort();
    try (ControllerProcess controller =
        ControllerProcess.start(java, aws, port, cache.log(), words)) {
      controller.awaitReady();
      subscribe(controller);
      awaitTrue();
      cluster.service("web").crash(1);
      cluster.service("api").tasks(3);
      awaitTrue();
      for (String route : ROUTES) {
        controller.get(route);
        controller.ask(route);
      }
      controller.post("/sync/web");
      OptionalInt ended = controller.stop(ENDS_WITHIN);
      if (ended.isEmpty() || ended.getAsInt() != ExitCode.OK) {
        throw new IllegalStateException(
            "the training run ended with " + ended + "; see " + cache.log());
      }
    }
  }

  private void subscribe(ControllerProcess controller) {
    aws.account()
        .locked(
            () ->
                aws.account()
                    .wiring()
                    .topics()
                    .obtain(TOPIC)
                    .subscribeHttp(controller.url().resolve("/event"), /* raw= */ false));
  }

  private void awaitTrue() throws InterruptedException {
    long deadline = System.nanoTime() + TRUE_WITHIN.toNanos();
    while (!isTrue()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the table does not become true");
      }
      Thread.sleep(POLL);
    }
  }

  private boolean isTrue() {
    return aws.account().steady()
        && SERVICES.stream()
            .allMatch(
                service ->
                    aws.table()
                        .servers(service)
                        .equals(aws.account().expectedServers(CLUSTER, service)));
  }
}
