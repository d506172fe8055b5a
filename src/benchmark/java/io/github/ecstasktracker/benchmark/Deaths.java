package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.benchmark.Departures.Departure;
import io.github.ecstasktracker.benchmark.Sample.Kind;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Lets one task die at a time, of a service drawn by dice, and times the two writes that follow:
 * its server goes, its replacement's comes.
 */
final class Deaths {
  /** Where tasks die. */
  record Ground(LocalAws aws, Departures departures, String clusterName, List<String> services) {
    SimulatedAccount account() {
      return aws.account();
    }

    ClusterScript cluster() {
      return account().cluster(clusterName);
    }
  }

  /** One death a second leaves the account's request budget a good part of itself. */
  private static final Duration EVERY = Duration.ofSeconds(1);

  private static final Duration EVENT_WITHIN = Duration.ofSeconds(20);
  private static final Duration WRITE_WITHIN = Duration.ofSeconds(60);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(1);

  private final Ground ground;
  private final Dice dice;

  Deaths(Ground ground, Dice dice) {
    this.ground = ground;
    this.dice = dice;
  }

  List<Sample> during(Duration time) throws InterruptedException {
    List<Sample> samples = new ArrayList<>();
    long begun = System.nanoTime();
    Metronome metronome = new Metronome(EVERY);
    while (System.nanoTime() - begun < time.toNanos()) {
      samples.addAll(one(ground.services().get(dice.below(ground.services().size()))));
      metronome.beat();
    }
    return samples;
  }

  private List<Sample> one(String service) throws InterruptedException {
    ground.departures().clear();
    SortedSet<String> before = expected(service);
    ground.cluster().service(service).crash(1);
    SortedSet<String> dead = minus(before, expected(service));
    Departure death = await(service, Departure::dying);
    Sample removal =
        time(Kind.REMOVAL, service, death, servers -> minus(dead, servers).equals(dead));
    Departure birth = await(service, Departure::running);
    SortedSet<String> born = minus(expected(service), before);
    Sample addition = time(Kind.ADDITION, service, birth, servers -> servers.containsAll(born));
    return List.of(removal, addition);
  }

  private Departure await(String service, Predicate<Departure> wanted) throws InterruptedException {
    Departure next;
    do {
      next = ground.departures().next(EVENT_WITHIN);
    } while (!next.service().equals(service) || !wanted.test(next));
    return next;
  }

  private Sample time(
      Kind kind, String service, Departure trigger, Predicate<SortedSet<String>> shown)
      throws InterruptedException {
    while (!shown.test(ground.aws().table().servers(service))) {
      if (System.nanoTime() - trigger.nanos() > WRITE_WITHIN.toNanos()) {
        throw new IllegalStateException("no write for " + service + " in " + WRITE_WITHIN);
      }
      Thread.sleep(POLL_INTERVAL);
    }
    long took = System.nanoTime() - trigger.nanos();
    return new Sample(kind, took, since(trigger.calls()));
  }

  /** The calls since then; the queue's loops go on whatever happens. */
  private SortedMap<String, Long> since(Map<String, Long> then) {
    SortedMap<String, Long> calls = new TreeMap<>();
    ground
        .account()
        .counters()
        .byOperation()
        .forEach(
            (operation, count) -> {
              long more = count - then.getOrDefault(operation, 0L);
              if (more > 0 && !operation.startsWith("sqs:")) {
                calls.put(operation, more);
              }
            });
    return calls;
  }

  private SortedSet<String> expected(String service) {
    return ground.account().expectedServers(ground.clusterName(), service);
  }

  private static SortedSet<String> minus(SortedSet<String> from, SortedSet<String> these) {
    SortedSet<String> rest = new TreeSet<>(from);
    rest.removeAll(these);
    return rest;
  }
}
