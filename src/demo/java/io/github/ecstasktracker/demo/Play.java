package io.github.ecstasktracker.demo;

import io.github.ecstasktracker.simulation.bus.BusFaults;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.scenario.ServiceScript;
import io.github.ecstasktracker.simulation.world.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The acts. */
final class Play {
  /**
   * Two looks at everything, as an address that nobody knows must be found absent twice, and time
   * for the calls on a busy machine.
   */
  private static final Duration TWO_RESYNCS =
      Backstage.RESYNC.multipliedBy(2).plus(Duration.ofSeconds(5));

  private static final Duration THROTTLED = Duration.ofSeconds(8);

  /** The lease, two looks at it, and time for both on a busy machine. */
  private static final Duration TAKEOVER = Backstage.LEASE.plusSeconds(6);

  private static final String BOGUS = "10.99.99.99:8080";
  private static final int WEIGHT = 7;

  private Play() {}

  static List<Act> acts(boolean fast) {
    List<Act> acts = new ArrayList<>();
    acts.add(
        new Act(
            "%d services start, %d tasks of every network mode"
                .formatted(Cast.PARTS.size(), Cast.tasks()),
            TWO_RESYNCS,
            backstage -> Cast.services(backstage.cluster())));
    acts.add(
        new Act(
            "a rolling deployment of web and shop",
            TWO_RESYNCS,
            backstage -> {
              service(backstage, Cast.WEB).roll();
              service(backstage, Cast.SHOP).roll();
            }));
    acts.add(
        new Act(
            "30 % of the events are lost, others come twice, late or overtaken, while tasks die",
            TWO_RESYNCS, Play::unreliableEvents));
    if (!fast) {
      acts.add(
          new Act(
              "ECS throttles every read for %d s (a minute elsewhere) while tasks die"
                  .formatted(THROTTLED.toSeconds()),
              TWO_RESYNCS.plus(THROTTLED),
              Play::throttled));
    }
    acts.add(
        new Act(
            "somebody edits the table: a server goes, a bogus one comes, a weight, a breaker",
            TWO_RESYNCS,
            Play::edits));
    acts.add(
        new Act(
            "two tasks of cart fall ill and recover, of which no event tells",
            TWO_RESYNCS,
            Play::illness));
    if (!fast) {
      acts.add(
          new Act(
              "the leader is killed (kill -9) while tasks move; its standby takes over (lease %d s)"
                  .formatted(Backstage.LEASE.toSeconds()),
              TWO_RESYNCS.plus(TAKEOVER),
              Play::killed));
    }
    return acts;
  }

  private static void unreliableEvents(Backstage backstage) throws InterruptedException {
    backstage
        .account()
        .events()
        .faults(
            BusFaults.NONE
                .withDrop(0.3)
                .withDuplicate(0.2)
                .withReorder(0.1)
                .withLate(0.1, Span.ofSeconds(1, 4)));
    for (int tasks : List.of(5, 9, 7)) {
      service(backstage, Cast.WEB).crash(2);
      service(backstage, Cast.SHOP).stop(1);
      service(backstage, Cast.DEPOT).crash(1);
      service(backstage, Cast.API).tasks(tasks);
      backstage.pause(Duration.ofMillis(1_200));
    }
    backstage.account().events().faults(BusFaults.NONE);
  }

  private static void throttled(Backstage backstage) throws InterruptedException {
    // One bucket for lists and descriptions of tasks and hosts.
    backstage.account().buckets().throttle(Operation.LIST_TASKS, THROTTLED);
    service(backstage, Cast.WEB).crash(3);
    service(backstage, Cast.SHOP).crash(2);
    backstage.pause(THROTTLED);
  }

  private static void edits(Backstage backstage) throws InterruptedException {
    String web = Cast.WEB.service();
    String weighty = backstage.table().servers(web).first();
    backstage.setWeight(web, weighty, WEIGHT);
    backstage.setCircuitBreaker(Cast.CART.service(), "LatencyAtQuantileMS(50.0) > 100");
    String api = Cast.API.service();
    backstage.table().removeServer(api, backstage.table().servers(api).first());
    backstage.table().addServer(Cast.SHOP.service(), BOGUS);
    // Until everything has been looked at, so that what was to stay has been seen and left.
    backstage.pause(Backstage.RESYNC.plusSeconds(1));
    backstage.checkWeight(web, weighty, WEIGHT);
  }

  private static void illness(Backstage backstage) throws InterruptedException {
    ServiceScript cart = service(backstage, Cast.CART);
    cart.health(2, Health.UNHEALTHY);
    backstage.pause(Backstage.HEALTH.plusSeconds(1));
    cart.health(2, Health.HEALTHY);
  }

  private static void killed(Backstage backstage) throws InterruptedException {
    backstage.startStandby();
    backstage.killLeader();
    service(backstage, Cast.WEB).tasks(6).roll();
    service(backstage, Cast.API).tasks(10);
    service(backstage, Cast.DEPOT).tasks(0);
  }

  private static ServiceScript service(Backstage backstage, Cast.Part part) {
    return backstage.cluster().service(part.service());
  }
}
