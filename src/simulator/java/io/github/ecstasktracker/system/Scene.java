package io.github.ecstasktracker.system;

import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.VirtualClock;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.scenario.ServiceScript;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * An ECS cluster and a table in one thread's virtual time, and a watch that compares them; who
 * keeps the table true is the subclass's business.
 */
abstract class Scene {
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration CHECK_EVERY = Duration.ofSeconds(5);
  private static final int DIFFERENCES_TOLD = 5;
  static final Duration TO_SETTLE = Duration.ofMinutes(20);

  final SimulatedAccount account;
  final MemoryTable table;
  final Dice dice;
  final Machine machine;

  private final VirtualClock clock = new VirtualClock();
  private final Watch watch;
  private final ClusterScript cluster;
  private final SortedSet<String> services = new TreeSet<>();
  private final Queue<String> mail = new ArrayDeque<>();
  private long checkedAtNanos;

  Scene(long seed, WorldSettings settings) {
    this.account = new SimulatedAccount(seed, clock, settings);
    this.dice = Dice.of(~seed);
    this.machine = new Machine(clock, account, dice.split(), this::moved);
    this.watch = new Watch(account, machine);
    this.table = new MemoryTable(clock, dice.split(), watch);
    this.cluster = account.cluster(Life.CLUSTER);
  }

  /**
   * Whether the truth of every service is looked at whenever time moves, and not at writes alone.
   */
  boolean watches() {
    return true;
  }

  /** How often the processes read everything. */
  Duration resync() {
    return Life.RESYNC;
  }

  /** An event has come that goes to no queue. */
  abstract void deliver(String event);

  /** What a controller says of a backend that is not as it should be. */
  abstract String excuse(String backend);

  /** Has events go to {@link #deliver}. */
  final void deliverEvents() {
    account.events().to(mail::add);
  }

  ClusterScript cluster() {
    return cluster;
  }

  /** A service whose backend is compared with it from now on. */
  ServiceScript service(String name) {
    services.add(name);
    watch.follow(name);
    return cluster.service(name);
  }

  SortedSet<String> services() {
    return services;
  }

  Watch watch() {
    return watch;
  }

  /** Somebody stops that task by hand. */
  void stop(String taskArn) {
    cluster.stopTask(taskArn);
  }

  void pass(Duration duration) {
    long end = clock.nanos() + duration.toNanos();
    while (clock.nanos() < end) {
      long untilCheck = Math.max(1, checkedAtNanos + CHECK_EVERY.toNanos() - clock.nanos());
      machine.pass(Duration.ofNanos(Math.min(untilCheck, end - clock.nanos())));
      if (clock.nanos() - checkedAtNanos >= CHECK_EVERY.toNanos()) {
        checkedAtNanos = clock.nanos();
        check();
      }
    }
    check();
  }

  /** Lets time pass in which nothing changes. */
  void rest(Duration duration) {
    machine.pass(duration);
    check();
  }

  /** Throws what was found to be wrong. */
  void check() {
    watch.check();
  }

  /** Until every service has what it asks for. */
  void settle() {
    passUntil(account::steady, TO_SETTLE, "steady");
  }

  /** An error where it does not come true in time. */
  void passUntil(BooleanSupplier condition, Duration patience, String what) {
    long deadline = clock.nanos() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (clock.nanos() >= deadline) {
        throw new Violation(
            Invariant.I8, "not " + what + " within " + patience + "; " + differences());
      }
      pass(STEP);
    }
  }

  boolean inSync() {
    return services.stream().allMatch(this::inSync);
  }

  boolean inSync(String service) {
    return servers(service).equals(truth(service));
  }

  SortedSet<String> truth(String service) {
    return account.expectedServers(Life.CLUSTER, service);
  }

  SortedSet<String> servers(String backend) {
    return table.item(backend).addresses();
  }

  /** The table becomes true in time, and nothing is written in as many quiet resyncs after. */
  void heals(Duration bound, int quietResyncs) {
    passUntil(this::inSync, bound, "true to ECS");
    long writes = table.writes();
    rest(resync().multipliedBy(quietResyncs));
    if (!inSync() || table.writes() != writes) {
      throw new Violation(
          Invariant.I8,
          "%d writes while nothing changed; %s".formatted(table.writes() - writes, differences()));
    }
  }

  /** What is wrong with the table, and what the controller says of it; a few lines at most. */
  List<String> differences() {
    return services.stream()
        .filter(service -> !inSync(service))
        .limit(DIFFERENCES_TOLD)
        .map(this::difference)
        .toList();
  }

  private String difference(String service) {
    return "%s holds %s, should hold %s (%s)"
        .formatted(service, servers(service), truth(service), excuse(service));
  }

  /** Equal where two runs did the same. */
  String trace() {
    StringBuilder text = new StringBuilder(account.traceHash());
    table.items().forEach((key, item) -> text.append(key).append(item));
    return Integer.toHexString(text.toString().hashCode());
  }

  /** Time has moved on, and the account with it. */
  private void moved() {
    if (watches()) {
      watch.look();
    }
    for (String event = mail.poll(); event != null; event = mail.poll()) {
      deliver(event);
    }
  }
}
