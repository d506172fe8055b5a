package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.core.SystemClock;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Two controllers with the lease's default times on one table: one leads, the other stands by. */
final class Pair implements AutoCloseable {
  private static final String CLUSTER = "bench";
  private static final String QUEUE = "ecs-events";
  private static final int SERVICES = 20;
  private static final int TASKS = 5;
  private static final Duration WITHIN = Duration.ofSeconds(60);

  /** Fine enough for what takes tenths of a second, and no load. */
  private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

  private final LocalAws aws;
  private final Dice dice;
  private final Path log;
  private ControllerProcess leader;
  private ControllerProcess standby;
  private int started;

  /** One takeover. */
  record Took(long takeoverNanos, long servedNanos) {}

  private interface End {
    void of(ControllerProcess process) throws InterruptedException;
  }

  Pair(long seed, Path folder) throws InterruptedException {
    this.log = folder.resolve("benchmark-controller.log");
    this.dice = Dice.of(seed);
    // A port that comes back at once would be neither removed nor added.
    WorldSettings world = WorldSettings.quick().withAddressReuse(0);
    this.aws = new LocalAws(new SimulatedAccount(seed, new SystemClock(), world));
    aws.account().events().latency(Span.exactly(Duration.ofMillis(10))).toQueue(QUEUE);
    cluster().hosts(SERVICES);
    for (int i = 0; i < SERVICES; i++) {
      cluster().service(service(i)).tasks(TASKS).bridge(80);
    }
    leader = start();
    leader.awaitReady();
    await("a leader", leader::leads);
    standby = start();
    settle();
  }

  /** By SIGTERM; then another standby is started. */
  Took stopLeader() throws InterruptedException {
    return takeover(ControllerProcess::terminate);
  }

  /** By SIGKILL; then another standby is started. */
  Took killLeader() throws InterruptedException {
    return takeover(ControllerProcess::kill);
  }

  private Took takeover(End end) throws InterruptedException {
    ControllerProcess old = leader;
    long ended = System.nanoTime();
    end.of(old);
    await("the takeover", standby::leads);
    long taken = System.nanoTime();
    Took took = new Took(taken - ended, serve(service(dice.below(SERVICES))));
    old.stop(WITHIN);
    old.close();
    leader = standby;
    standby = start();
    settle();
    return took;
  }

  private long serve(String service) throws InterruptedException {
    SortedSet<String> before = expected(service);
    long died = System.nanoTime();
    cluster().service(service).crash(1);
    SortedSet<String> dead = new TreeSet<>(before);
    dead.removeAll(expected(service));
    await(
        "the leaving of " + dead,
        () -> aws.table().servers(service).stream().noneMatch(dead::contains));
    return System.nanoTime() - died;
  }

  /** Both ready, and nothing left to do. */
  private void settle() throws InterruptedException {
    standby.awaitReady();
    await("a true table", this::isTrue);
  }

  private boolean isTrue() {
    for (int i = 0; i < SERVICES; i++) {
      if (!aws.table().servers(service(i)).equals(expected(service(i)))) {
        return false;
      }
    }
    return aws.account().steady();
  }

  private ControllerProcess start() {
    String name = "replica-" + ++started;
    return ControllerProcess.start(
        aws,
        ControllerProcess.freePort(),
        log,
        List.of(
            "--cluster",
            CLUSTER,
            "--queue-url",
            aws.account().events().queueUrl(QUEUE),
            "--replica-name",
            name));
  }

  private static void await(String what, Callable<Boolean> until) {
    Awaitility.await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL_INTERVAL)
        .atMost(WITHIN)
        .until(until);
  }

  private SortedSet<String> expected(String service) {
    return aws.account().expectedServers(CLUSTER, service);
  }

  private ClusterScript cluster() {
    return aws.account().cluster(CLUSTER);
  }

  private static String service(int number) {
    return "service-%02d".formatted(number);
  }

  @Override
  public void close() {
    leader.close();
    standby.close();
    aws.close();
  }
}
