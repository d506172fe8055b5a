package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.core.SystemClock;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.scenario.ServiceScript;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A cluster of any size, for benchmarks that are about the controller alone: nothing throttles. */
final class Clusters {
  static final String NAME = "bench";

  private static final int TASKS_A_HOST = 100;
  private static final Duration STEADY_WITHIN = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(50);

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
    long deadline = System.nanoTime() + STEADY_WITHIN.toNanos();
    while (!aws.account().steady()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the tasks do not come to run");
      }
      Thread.sleep(POLL);
    }
  }
}
