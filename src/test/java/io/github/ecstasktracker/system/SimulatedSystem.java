package io.github.ecstasktracker.system;

import io.github.ecstasktracker.controller.Controller;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.VirtualClock;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.scenario.ServiceScript;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import io.github.ecstasktracker.system.MemoryTable.Item;
import io.github.ecstasktracker.trigger.EventParser;
import io.github.ecstasktracker.trigger.Parsed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ecs.EcsClient;

/**
 * Everything between an ECS cluster and a table, as it runs in production, in one thread's virtual
 * time: a simulated account, the real readers, the real controller, a table in memory, and the
 * account's events on their way to the controller.
 */
final class SimulatedSystem {
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final int DIFFERENCES_TOLD = 5;
  private static final Duration TO_SETTLE = Duration.ofMinutes(20);

  final SimulatedAccount account;
  final MemoryTable table;
  final Dice dice;

  private final VirtualClock clock = new VirtualClock();
  private final Machine machine;
  private final Watch watch;
  private final ClusterScript cluster;
  private final SortedSet<String> services = new TreeSet<>();
  private final Queue<String> mail = new ArrayDeque<>();
  private UnaryOperator<EcsClient> ecs = UnaryOperator.identity();
  private Life life;
  private long lookedAtNanos;

  SimulatedSystem(long seed) {
    this(seed, WorldSettings.realistic());
  }

  SimulatedSystem(long seed, WorldSettings settings) {
    this.account = new SimulatedAccount(seed, clock, settings);
    this.dice = Dice.of(~seed);
    this.machine = new Machine(clock, account, dice.split(), this::handOver);
    this.watch = new Watch(account, machine);
    this.table = new MemoryTable(clock, dice.split(), watch);
    this.cluster = account.cluster(Life.CLUSTER);
    this.life = newLife();
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

  /** What stands between processes to come and ECS's client. */
  void ecs(UnaryOperator<EcsClient> between) {
    ecs = between;
  }

  Life life() {
    return life;
  }

  Controller controller() {
    return life.controller();
  }

  /** Somebody stops that task by hand. */
  void stop(String taskArn) {
    cluster.stopTask(taskArn);
  }

  /** Starts a process that knows nothing. */
  void start() {
    life.kill();
    life = newLife();
    life.start();
  }

  void kill() {
    life.kill();
  }

  private Life newLife() {
    return new Life(
        Life.Kind.sole(ecs), machine, account, table, dice.split(), Witness.of(watch::found));
  }

  /** One full pass of the process, asked for by a command. Returns what could not be read. */
  List<String> onePass() {
    AtomicReference<List<String>> problems = new AtomicReference<>();
    life.run("command", () -> problems.set(controller().onePass(false)));
    passUntil(() -> problems.get() != null, TO_SETTLE, "done");
    return problems.get();
  }

  void pass(Duration duration) {
    long end = clock.nanos() + duration.toNanos();
    while (clock.nanos() < end) {
      machine.pass(Duration.ofNanos(Math.min(STEP.toNanos(), end - clock.nanos())));
      if (clock.nanos() - lookedAtNanos >= LOOK_EVERY.toNanos()) {
        lookedAtNanos = clock.nanos();
        watch.look();
        watch.check();
      }
    }
    watch.check();
  }

  /** Lets time pass in which nothing changes. */
  void rest(Duration duration) {
    machine.pass(duration);
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
        throw new AssertionError("not " + what + " within " + patience + "; " + differences());
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

  BackendView view(String backend) {
    return controller().view().backends().get(new BackendKey(backend));
  }

  /** The table becomes true in time, and nothing is written in as many quiet resyncs after. */
  void heals(Duration bound, int quietResyncs) {
    passUntil(this::inSync, bound, "true to ECS");
    long writes = table.writes();
    rest(Life.RESYNC.multipliedBy(quietResyncs));
    if (!inSync() || table.writes() != writes) {
      throw new AssertionError(
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
    BackendView view = view(service);
    return "%s holds %s, should hold %s (%s)"
        .formatted(
            service,
            servers(service),
            truth(service),
            view == null
                ? "not looked at"
                : view.state() + ", " + view.problem() + ", " + view.holds());
  }

  /** Equal where two runs did the same. */
  String trace() {
    StringBuilder text = new StringBuilder(account.traceHash());
    table.items().forEach((BackendKey key, Item item) -> text.append(key).append(item));
    return Integer.toHexString(text.toString().hashCode());
  }

  private void handOver() {
    for (String event = mail.poll(); event != null; event = mail.poll()) {
      String arrived = event;
      life.run("event", () -> accept(arrived));
    }
  }

  private void accept(String event) {
    switch (EventParser.parse(event, Trigger.Source.SQS)) {
      case Parsed.Triggers(List<Trigger> triggers) ->
          triggers.forEach(trigger -> life.triggers().accept(trigger, () -> {}));
      case Parsed.Nothing nothing -> {}
      case Parsed.NotUnderstood notUnderstood ->
          life.triggers().accept(Trigger.everything(Trigger.Source.SQS), () -> {});
    }
  }
}
