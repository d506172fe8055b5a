package io.github.ecstasktracker.benchmark.micro;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.plan.Desired;
import io.github.ecstasktracker.plan.Evidence;
import io.github.ecstasktracker.plan.Plan;
import io.github.ecstasktracker.plan.PlanInput;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.plan.Planner;
import io.github.ecstasktracker.plan.Policy;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.trigger.Parsed;
import io.github.ecstasktracker.trigger.Receivers;
import io.github.ecstasktracker.workqueue.Backoff;
import io.github.ecstasktracker.workqueue.QueueListener;
import io.github.ecstasktracker.workqueue.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is done for each backend, each event and each request. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HotPaths {
  private static final int TASKS = 10;
  private static final int WAITING = 10_000;
  private static final ServiceKey SERVICE = new ServiceKey("prod", "web");
  private static final BackendKey BACKEND = new BackendKey("web");

  private PlanInput same;
  private PlanInput allOther;
  private String event;
  private WorkQueue<BackendKey> queue;
  private List<BackendKey> keys;
  private int next;

  private record First() implements StoredBackend.Revision {}

  /** A service of ten tasks, an event of the simulator's, and a queue in which 10,000 wait. */
  @Setup
  public void prepare() {
    same = input(0);
    allOther = input(TASKS);
    List<String> events = new ArrayList<>();
    SimulatedAccount account = SimulatedAccount.inVirtualTime(1);
    account.events().to(events::add);
    account.cluster("prod").hosts(1).service("web").tasks(1).bridge(80);
    account.time().settle(Duration.ofHours(1));
    event = events.getLast();
    queue =
        new WorkQueue<>(
            2 * WAITING,
            System::nanoTime,
            new Backoff(new SplittableRandom(1)),
            QueueListener.NONE);
    keys = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      keys.add(new BackendKey("service-" + i));
      queue.add(keys.get(i), WorkQueue.Priority.RESYNC);
    }
  }

  private static PlanInput input(int from) {
    List<ObservedTask> tasks = new ArrayList<>();
    SortedMap<String, StoredServer> servers = new TreeMap<>();
    for (int i = 0; i < TASKS; i++) {
      tasks.add(task(i, address(from + i)));
      servers.put(address(i).toString(), StoredServer.of(address(i), "http", 0));
    }
    return new PlanInput(
        new Desired(
            BACKEND,
            new TreeSet<>(List.of(SERVICE)),
            tasks,
            List.of(),
            Map.of(SERVICE, (long) TASKS),
            Optional.empty()),
        new StoredBackend.Present(BACKEND, servers, new First()),
        Evidence.NONE,
        Map.of(),
        Map.of(),
        Map.of(),
        new PlanInput.Times(0, 0, OptionalLong.of(0)),
        new PlanRules(Policy.SYNC, 50, Duration.ofMinutes(1), false));
  }

  private static Address address(int number) {
    return Address.parse("10.0.0.%d:%d".formatted(number, 32768 + number)).orElseThrow();
  }

  private static ObservedTask task(int number, Address address) {
    return new ObservedTask(
        new Task(
            "arn:aws:ecs:eu-west-1:1:task/prod/%032x".formatted(number),
            SERVICE,
            "arn:aws:ecs:eu-west-1:1:task-definition/web:1",
            3,
            "RUNNING",
            "RUNNING",
            "UNKNOWN",
            Instant.EPOCH),
        Optional.of(BACKEND),
        new TaskState.Resolved(new Server(address, "http", OptionalInt.empty())),
        false,
        false);
  }

  @Benchmark
  public Plan diffOfTenTasksThatAreAllThere() {
    return Planner.plan(same);
  }

  @Benchmark
  public Plan diffOfTenTasksThatAreAllOthers() {
    return Planner.plan(allOther);
  }

  @Benchmark
  public Parsed eventParsed() {
    return Receivers.PARSER.parse(event, Trigger.Source.SQS);
  }

  /** One key goes through, while the others wait. */
  @Benchmark
  public WorkQueue.Item<BackendKey> queueAddTakeDone() {
    queue.add(keys.get(next), WorkQueue.Priority.LIVE);
    next = (next + 1) % WAITING;
    WorkQueue.Item<BackendKey> item = queue.take(1).getFirst();
    queue.done(item.key());
    queue.add(item.key(), WorkQueue.Priority.RESYNC);
    return item;
  }

  @Benchmark
  public int queueDepthOfTenThousand() {
    return queue.depth();
  }
}
