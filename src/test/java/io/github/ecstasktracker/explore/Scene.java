package io.github.ecstasktracker.explore;

import java.util.function.Predicate;

/** Where an exploration begins: what led there is the same in all of its runs. */
enum Scene {
  /** Nobody leads yet, and both want to. */
  NO_LEADER {
    @Override
    void lead(Deployment deployment) {
      deployment.start("A");
      deployment.start("B");
    }
  },

  /** A leads and falls silent; for B, who has read too, its lease is about to end. */
  LEASE_ENDS {
    @Override
    void lead(Deployment deployment) {
      silentLeader(deployment);
    }
  },

  /** As before, and A has a write under way. */
  WRITE_UNDER_WAY {
    @Override
    void lead(Deployment deployment) {
      silentLeader(deployment);
      deployment.take("task.stops"::equals);
      deployment.take("A.hears:stopped"::equals);
      while (deployment.choices().stream().noneMatch(s -> s.name().startsWith("A.Write"))) {
        deployment.take(name -> name.startsWith("A.") && !name.contains(".timer:"));
      }
    }
  };

  abstract void lead(Deployment deployment);

  Deployment begin(boolean fenced) {
    Deployment deployment = new Deployment(new Stage(new ThreeTasks(), fenced));
    lead(deployment);
    return deployment;
  }

  private static void silentLeader(Deployment deployment) {
    Replica leader = deployment.start("A");
    calm(deployment);
    Replica standby = deployment.start("B");
    calm(deployment);
    Predicate<String> itsTimer = name -> name.startsWith("B.timer:");
    while (standby.nextTimerNanos() < 14_900_000_000L) {
      deployment.take(itsTimer);
      calm(deployment);
    }
  }

  private static void calm(Deployment deployment) {
    Predicate<String> call = name -> name.endsWith(".lands") || name.endsWith(".returns");
    while (deployment.choices().stream().map(Step::name).anyMatch(call)) {
      deployment.take(call);
    }
  }
}
