package io.github.ecstasktracker.simulation;

import io.github.ecstasktracker.simulation.api.AwsApi;
import io.github.ecstasktracker.simulation.bus.Deliveries;
import io.github.ecstasktracker.simulation.bus.EventBus;
import io.github.ecstasktracker.simulation.bus.Queues;
import io.github.ecstasktracker.simulation.bus.Rules;
import io.github.ecstasktracker.simulation.bus.TaskEvents;
import io.github.ecstasktracker.simulation.bus.Topics;
import io.github.ecstasktracker.simulation.bus.Wiring;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.core.Monitor;
import io.github.ecstasktracker.simulation.core.SimulationClock;
import io.github.ecstasktracker.simulation.core.SystemClock;
import io.github.ecstasktracker.simulation.core.Timeline;
import io.github.ecstasktracker.simulation.core.Trace;
import io.github.ecstasktracker.simulation.core.VirtualClock;
import io.github.ecstasktracker.simulation.faults.Consistency;
import io.github.ecstasktracker.simulation.faults.Counters;
import io.github.ecstasktracker.simulation.faults.Faults;
import io.github.ecstasktracker.simulation.faults.Gate;
import io.github.ecstasktracker.simulation.faults.TokenBuckets;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.scenario.EventScript;
import io.github.ecstasktracker.simulation.scenario.Stage;
import io.github.ecstasktracker.simulation.world.TaskListener;
import io.github.ecstasktracker.simulation.world.World;
import io.github.ecstasktracker.simulation.world.WorldReads;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * A simulated AWS account: ECS, EC2, Systems Manager, SQS, SNS and an event bus.
 *
 * <ul>
 *   <li>It has one lock and no thread: things happen when somebody calls it, or {@link #tick}s it.
 *   <li>Everything random comes from the seed. Driven by one thread under a virtual clock, the same
 *       seed and the same calls give the same run: see {@link #traceHash}.
 *   <li>What people do to the account (scenario) is never throttled, lost or delayed; what programs
 *       ask of it (AWS calls) goes through token buckets, faults and lag.
 * </ul>
 */
public final class SimulatedAccount {
  private final long seed;
  private final SimulationClock clock;
  private final Monitor monitor = new Monitor();
  private final Timeline timeline;
  private final Trace trace;
  private final Identity identity = Identity.DEFAULT;
  private final World world;
  private final WorldReads reads;
  private final Truth truth;
  private final Faults faults;
  private final TokenBuckets buckets;
  private final Counters counters = new Counters();
  private final Consistency consistency;
  private final Queues queues;
  private final Deliveries deliveries;
  private final Topics topics;
  private final EventBus bus;
  private final Rules rules;
  private final Gate gate;
  private final AwsApi api;

  public SimulatedAccount(long seed, SimulationClock clock, WorldSettings settings) {
    this.seed = seed;
    this.clock = clock;
    this.timeline = new Timeline(clock);
    this.trace = new Trace(timeline);
    Dice dice = Dice.of(seed);
    this.world = new World(identity, timeline, dice.split(), trace, settings);
    this.reads = world.reads();
    this.truth = new Truth(reads);
    this.faults = new Faults(dice.split());
    this.buckets = new TokenBuckets(timeline);
    this.consistency = new Consistency(timeline, dice.split());
    this.queues = new Queues(identity, timeline, dice.split(), monitor);
    this.deliveries = new Deliveries(monitor, timeline);
    this.topics = new Topics(identity, queues, deliveries, timeline, dice.split());
    this.bus = new EventBus(timeline, dice.split(), trace);
    this.rules = new Rules(bus, queues, topics);
    this.gate = new Gate(monitor, timeline, trace, faults, buckets, counters);
    this.api =
        AwsApi.on(
            new AwsApi.Ground(
                gate,
                monitor,
                timeline,
                identity,
                dice.split(),
                reads,
                consistency,
                queues,
                topics,
                rules));
    TaskEvents events = new TaskEvents(identity, timeline, dice.split());
    world.listen(task -> bus.send(events.of(task)));
  }

  /** An account whose time stands still but for {@link #time()}'s moves. */
  public static SimulatedAccount inVirtualTime(long seed) {
    return new SimulatedAccount(seed, new VirtualClock(), WorldSettings.realistic());
  }

  /** An account in the machine's own time, to be kept going by a {@link RealTimeDriver}. */
  public static SimulatedAccount inRealTime(long seed) {
    return new SimulatedAccount(seed, new SystemClock(), WorldSettings.quick());
  }

  /** The cluster of that name, made if need be, to be staged. */
  public ClusterScript cluster(String name) {
    locked(
        () -> {
          world.createCluster(name);
          return name;
        });
    return new ClusterScript(stage(), name);
  }

  /** Lets happen what is due; tells how much that was. */
  public int tick() {
    return locked(
        () -> {
          int happened = timeline.catchUp();
          monitor.signal();
          return happened;
        });
  }

  /** When, by the clock's nanos, the next thing will happen. */
  public OptionalLong nextHappening() {
    return locked(timeline::next);
  }

  /** Moves a virtual clock; there is none to move in real time. */
  public VirtualTime time() {
    if (clock instanceof VirtualClock virtual) {
      return new VirtualTime(virtual, this);
    }
    throw new IllegalStateException("this account lives in real time");
  }

  /** The truth, for oracles: the addresses that ought to be served, now. */
  public SortedSet<String> expectedServers(String cluster, String service) {
    return new TreeSet<>(servingSince(cluster, service).keySet());
  }

  /** Told of every change of a task in the moment of it, under the account's lock. */
  public void listen(TaskListener listener) {
    monitor.run(() -> world.listen(listener));
  }

  /** Grows with every change of what {@link #servingSince} may answer of the cluster. */
  public long changes(String cluster) {
    return locked(() -> reads.changes(cluster));
  }

  /** Grows with every change of what {@link #servingSince} may answer. */
  public long changes(String cluster, String service) {
    return locked(() -> reads.changes(cluster, service));
  }

  /** The same addresses, each with the time at which its task came to run. */
  public SortedMap<String, Instant> servingSince(String cluster, String service) {
    return locked(() -> truth.expectedServers(cluster, service));
  }

  /** Addresses of the service's tasks that run by ECS's own record, be they healthy or not. */
  public SortedSet<String> standing(String cluster, String service) {
    return locked(() -> truth.standing(cluster, service));
  }

  /** Where a task is, as it is described; empty where the description does not tell. */
  public Optional<String> address(Task task) {
    return locked(() -> truth.address(Identity.lastPart(task.clusterArn()), task));
  }

  /** Whether a task passes its health checks, as it is described. */
  public boolean healthy(Task task) {
    return locked(() -> truth.healthy(task));
  }

  public boolean steady() {
    return locked(world::steady);
  }

  public String traceHash() {
    return locked(trace::hash);
  }

  public long seed() {
    return seed;
  }

  public Identity identity() {
    return identity;
  }

  public SimulationClock clock() {
    return clock;
  }

  public AwsApi api() {
    return api;
  }

  public Gate gate() {
    return gate;
  }

  public Faults faults() {
    return faults;
  }

  public TokenBuckets buckets() {
    return buckets;
  }

  public Counters counters() {
    return counters;
  }

  public Consistency consistency() {
    return consistency;
  }

  /** Where events go, and what may happen to them. */
  public EventScript events() {
    return new EventScript(monitor, wiring());
  }

  /** EventBridge's rules; to be used within {@link #locked}. */
  public Rules rules() {
    return rules;
  }

  /** What it is wired of; to be used within {@link #locked}. */
  public Wiring wiring() {
    return new Wiring(bus, queues, topics, deliveries);
  }

  public <T> T locked(Supplier<T> work) {
    return monitor.locked(work);
  }

  private Stage stage() {
    return new Stage(monitor, timeline, world, reads);
  }
}
