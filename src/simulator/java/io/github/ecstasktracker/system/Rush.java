package io.github.ecstasktracker.system;

import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.ratelimit.Pace;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.faults.Counters;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.scenario.ServiceScript;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.trigger.Parsed;
import io.github.ecstasktracker.trigger.Receivers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.ecs.EcsClient;

/**
 * All tasks of all services are replaced at once, in virtual time, and one replica that leads keeps
 * up with it. Times are exact: they do not depend on the machine.
 *
 * <p>The truth is compared with the table at each event and each write, so both the last change and
 * the moment from which on the table is true are known to the bus's latency.
 */
public final class Rush extends Scene {
  private static final Span BUS = Span.ofMillis(10, 10);
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final int TASKS_A_HOST = 100;
  private static final String RUNS = "\"lastStatus\":\"RUNNING\"";

  /** So long nothing must come after the table has become true. */
  private static final Duration QUIET = Duration.ofSeconds(90);

  /**
   * How many there are.
   *
   * @param newRevisions whether each service goes to a revision that was never seen
   */
  public record Size(int services, int tasksEach, boolean newRevisions) {
    public int tasks() {
      return services * tasksEach;
    }
  }

  /**
   * What came of it.
   *
   * @param toTrue from the last change of the truth to a table that is true and stays so
   * @param changing from the first change to the last
   * @param writes of backends
   * @param observed how often what was seen of a backend's service was not what was seen before
   * @param refused writes that the store refused, or that met another one
   * @param inFlightMost writes of one backend under way at once
   * @param calls of ECS, from the first change to the end
   * @param passCalls of ECS for a read of everything, at rest before
   */
  public record Outcome(
      Duration toTrue,
      Duration changing,
      long events,
      long writes,
      long observed,
      long refused,
      int inFlightMost,
      long calls,
      long throttled,
      long passCalls) {}

  private final Size size;
  private final Life life;
  private final List<ServiceScript> scripts = new ArrayList<>();
  private final Map<String, SortedSet<String>> truths = new HashMap<>();
  private final Set<String> wrong = new HashSet<>();
  private final Observed observed = new Observed();
  private final Writes writes = new Writes();
  private long events;
  private long firstChange = -1;
  private long lastChange;
  private long trueSince;

  /** A cluster at rest, and a table that is true to it. */
  public Rush(long seed, Size size) {
    super(seed, WorldSettings.realistic());
    this.size = size;
    account.events().latency(BUS);
    cluster().hosts(Math.max(2, size.tasks() / TASKS_A_HOST));
    for (int i = 0; i < size.services(); i++) {
      scripts.add(cluster().service("s" + i).tasks(size.tasksEach()).bridge(80));
      watch().follow("s" + i);
    }
    account.time().settle(TO_SETTLE);
    deliverEvents();
    this.life =
        new Life(
            new Kind(
                "a",
                false,
                Optional.of(LeaseTiming.DEFAULT),
                Optional.empty(),
                Kind.Rhythm.USUAL,
                new Pace.Limits(
                    1, Pace.Limits.DEFAULT.maxWait(), Pace.Limits.DEFAULT.callsAtOnce())),
            new Life.Surroundings(
                machine,
                account,
                client -> client,
                table.client("a", table),
                NetworkedDynamoDb.Postmark.NONE),
            dice.split(),
            new Ports());
    table.db().listen((writer, changes) -> changes.forEach(change -> landed(change.key().id())));
  }

  /** Lets it happen. */
  public Outcome run() {
    life.start();
    await(() -> life.controller().view().backends().size() == size.services() && allTrue());
    machine.pass(QUIET);
    Counters calls = account.counters();
    calls.reset();
    machine.pass(Life.RESYNC);
    long passCalls = calls.calls("ecs");
    account.buckets().empty(Operation.LIST_TASKS);
    account.buckets().empty(Operation.DESCRIBE_TASK_DEFINITION);
    calls.reset();
    table.resetCounts();
    observed.reset();
    writes.reset();
    events = 0;
    for (ServiceScript script : scripts) {
      truths.put(script.name(), truth(script.name()));
      if (size.newRevisions()) {
        script.roll();
      } else {
        script.redeploy();
      }
    }
    firstChange = -1;
    await(() -> account.steady() && wrong.isEmpty());
    Outcome outcome = outcome(calls, passCalls);
    long before = table.writes();
    machine.pass(QUIET);
    check();
    if (!allTrue() || table.writes() != before) {
      throw new Violation(Invariant.I8, "the table did not stay true: " + differences());
    }
    return outcome;
  }

  private Outcome outcome(Counters calls, long passCalls) {
    return new Outcome(
        Duration.ofNanos(Math.max(0, trueSince - lastChange)),
        Duration.ofNanos(lastChange - firstChange),
        events,
        table.writes(),
        observed.changes(),
        writes.refused,
        writes.inFlightMost,
        calls.calls("ecs"),
        calls.throttled(),
        passCalls);
  }

  private void await(BooleanSupplier condition) {
    long deadline = machine.clock().nanos() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (machine.clock().nanos() > deadline) {
        throw new Violation(
            Invariant.I8, wrong.size() + " wrong after " + PATIENCE + ": " + differences());
      }
      machine.pass(STEP);
      check();
    }
  }

  private boolean allTrue() {
    return scripts.stream().allMatch(script -> inSync(script.name()));
  }

  @Override
  boolean watches() {
    return false;
  }

  @Override
  void deliver(String event) {
    events++;
    // Nothing else changes which tasks serve.
    if (event.contains(RUNS)
        && Receivers.PARSER.parse(event, Trigger.Source.SQS)
            instanceof Parsed.Triggers(var triggers)) {
      triggers.forEach(trigger -> trigger.service().ifPresent(key -> turned(key.service())));
    }
    life.hears(event, () -> {});
  }

  @Override
  String excuse(String backend) {
    return String.valueOf(life.controller().view().backends().get(new BackendKey(backend)));
  }

  private void turned(String service) {
    SortedSet<String> now = truth(service);
    if (!now.equals(truths.put(service, now))) {
      lastChange = machine.clock().nanos();
      firstChange = firstChange < 0 ? lastChange : firstChange;
      compare(service);
    }
  }

  private void landed(String itemId) {
    String service = itemId.replace("__backend", "");
    if (truths.containsKey(service)) {
      compare(service);
    }
  }

  private void compare(String service) {
    if (!servers(service).equals(truths.get(service))) {
      wrong.add(service);
    } else if (wrong.remove(service) && wrong.isEmpty()) {
      trueSince = machine.clock().nanos();
    }
  }

  /** Sees what goes through the process's ports. */
  private final class Ports implements Witness {
    @Override
    public void logged(Life of, AssertionError error) {
      watch().found(error);
    }

    @Override
    public EcsClient ecs(Life of, EcsClient client) {
      return observed.at(client, of.time()::nanos);
    }

    @Override
    public BackendWriter writer(Life of, BackendWriter writer) {
      return writes.at(writer);
    }
  }

  /** Writes under way, and those that were refused. */
  private static final class Writes {
    private final Map<BackendKey, Integer> inFlight = new HashMap<>();
    private int inFlightMost;
    private long refused;

    void reset() {
      inFlightMost = 0;
      refused = 0;
    }

    BackendWriter at(BackendWriter writer) {
      return (group, fence) -> {
        group.forEach(
            patch ->
                inFlightMost =
                    Math.max(inFlightMost, inFlight.merge(patch.key(), 1, Integer::sum)));
        try {
          List<WriteOutcome> outcomes = writer.write(group, fence);
          refused +=
              outcomes.stream().filter(each -> !(each instanceof WriteOutcome.Applied)).count();
          return outcomes;
        } finally {
          group.forEach(patch -> inFlight.merge(patch.key(), -1, Integer::sum));
        }
      };
    }
  }
}
