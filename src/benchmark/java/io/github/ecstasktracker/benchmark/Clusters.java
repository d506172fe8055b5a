package io.github.ecstasktracker.benchmark;

import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.rig.ControllerProcess;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.core.SystemClock;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.scenario.ServiceScript;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;

/** A cluster of any size, for benchmarks that are about the controller alone: nothing throttles. */
final class Clusters {
  static final String NAME = "bench";

  private static final int TASKS_A_HOST = 100;
  private static final Duration STEADY_WITHIN = Duration.ofMinutes(10);
  private static final Duration TRUE_WITHIN = Duration.ofMinutes(15);
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  private Clusters() {}

  /** An account without limits. */
  static LocalAws local(long seed) {
    SimulatedAccount account =
        new SimulatedAccount(seed, new SystemClock(), WorldSettings.quick().withAddressReuse(0));
    account.buckets().unlimited();
    return new LocalAws(account);
  }

  static String service(int number) {
    return "service-%05d".formatted(number);
  }

  /** Bridge services that share so many task definition revisions; returns when all tasks run. */
  static void fill(LocalAws aws, int services, int tasks, int revisions)
      throws InterruptedException {
    ClusterScript cluster = aws.account().cluster(NAME);
    cluster.hosts(Math.max(1, services * tasks / TASKS_A_HOST));
    List<ServiceScript> first = new ArrayList<>();
    for (int i = 0; i < services; i++) {
      ServiceScript service = cluster.service(service(i)).tasks(tasks);
      if (i < revisions) {
        first.add(service.bridge(80));
      } else {
        service.sharing(first.get(i % revisions));
      }
    }
    awaitSteady(aws);
  }

  /** Waits until every task that should run does, and none else. */
  static void awaitSteady(LocalAws aws) {
    await("tasks that run").atMost(STEADY_WITHIN).until(aws.account()::steady);
  }

  /** Waits until the table holds the servers that run, of every service. */
  static void awaitTrue(LocalAws aws, ControllerProcess controller, int services)
      throws InterruptedException {
    controller.awaitReady(TRUE_WITHIN);
    int untrue = untrueAfter(TRUE_WITHIN, aws, services);
    if (untrue > 0) {
      throw new IllegalStateException("the table does not become true of " + untrue + " services");
    }
  }

  /** Of how many services the table is not true, as soon as of none, or after so long. */
  static int untrueAfter(Duration within, LocalAws aws, int services) throws InterruptedException {
    try {
      await("a table that is true")
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL_INTERVAL)
          .atMost(within)
          .until(() -> untrue(aws, services) == 0);
      return 0;
    } catch (ConditionTimeoutException e) {
      return untrue(aws, services);
    }
  }

  private static int untrue(LocalAws aws, int services) {
    SortedMap<String, SortedSet<String>> servers = aws.table().servers();
    return (int)
        IntStream.range(0, services)
            .mapToObj(Clusters::service)
            .filter(name -> !aws.account().expectedServers(NAME, name).equals(servers.get(name)))
            .count();
  }

  /** Waits until so many more reads of everything have ended. */
  static void awaitPasses(ControllerProcess controller, int passes) throws InterruptedException {
    double wanted = passes(controller) + passes;
    await("%d resyncs".formatted(passes))
        .atMost(TRUE_WITHIN)
        .pollInterval(POLL_INTERVAL)
        .until(() -> passes(controller) >= wanted);
  }

  /** How many reads of everything have ended. */
  static double passes(ControllerProcess controller) throws InterruptedException {
    return controller.metric("ecs_task_tracker_full_pass_duration_seconds_count");
  }
}
