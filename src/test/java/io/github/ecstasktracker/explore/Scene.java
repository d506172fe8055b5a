package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.explore.Stage.Setting;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Where an exploration begins: what led there is the same in all of its runs. In each of them a
 * task may stop, and another start, at any moment.
 */
enum Scene {
  /**
   * A task has stopped while nobody led. Two processes have found that nobody does, and both are
   * about to take the lease.
   */
  NOBODY_LEADS(1) {
    @Override
    void lead(Deployment deployment) {
      deployment.take("task.stops"::equals);
      deployment.start("A");
      deployment.start("B");
      calm(deployment, name -> !name.contains(".Acquire#"));
    }
  },

  /** A leads and has fallen silent; for B, who has watched it, its lease is about to end. */
  LEASE_ENDS(16) {
    @Override
    void lead(Deployment deployment) {
      silentLeader(deployment);
    }
  },

  /** As before, and A has sent a write that has not arrived. */
  WRITE_UNDER_WAY(16) {
    @Override
    void lead(Deployment deployment) {
      silentLeader(deployment);
      deployment.take("task.stops"::equals);
      deployment.take("A.hears:stopped"::equals);
      calm(deployment, name -> !name.startsWith("A.Write#"));
    }
  },

  /** A, with a write under way, was told to end; B stands by. */
  HANDOVER(16) {
    @Override
    void lead(Deployment deployment) {
      Replica leader = deployment.start("A");
      calm(deployment, _ -> true);
      deployment.start("B");
      calm(deployment, _ -> true);
      deployment.take("task.stops"::equals);
      deployment.take("A.hears:stopped"::equals);
      calm(deployment, name -> !name.startsWith("A.Write#"));
      leader.terminate();
    }
  };

  private final Duration horizon;

  Scene(int horizonSeconds) {
    this.horizon = Duration.ofSeconds(horizonSeconds);
  }

  abstract void lead(Deployment deployment);

  Deployment begin(Setting setting) {
    Deployment deployment = new Deployment(new Stage(new ThreeTasks(), setting), horizon);
    lead(deployment);
    return deployment;
  }

  private static void silentLeader(Deployment deployment) {
    deployment.start("A");
    calm(deployment, _ -> true);
    Replica standby = deployment.start("B");
    calm(deployment, _ -> true);
    while (standby.nextTimerNanos() < Replica.TIMING.duration().toNanos()) {
      deployment.take(name -> name.startsWith("B.timer:"));
      calm(deployment, _ -> true);
    }
  }

  /** Answers the calls of those names until there are none. */
  private static void calm(Deployment deployment, Predicate<String> which) {
    Predicate<String> call =
        which.and(name -> name.endsWith(".lands") || name.endsWith(".returns"));
    while (deployment.tryTake(call)) {
      // The step was the work.
    }
  }
}
