package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Arns;
import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.ecs.Description.Answered;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.ecs.TaskList;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.testing.SteppedTime;
import io.github.ecstasktracker.workqueue.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A describer over an ECS of a few lines. Its jobs wait until they are told to run, and so does
 * time.
 */
final class DescriberStand implements EcsReader, Describer.Sink {
  static final String CLUSTER = "prod";
  static final String DOWN = "DescribeTasks: down";
  static final String LEFT_OUT = "DescribeTasks: the answer does not mention it";

  /** One call as it was sent. */
  record Call(List<String> asked, Urgency urgency) {
    int size() {
      return asked.size();
    }
  }

  private record Alarm(long atNanos, Runnable task) {}

  final SteppedTime time = new SteppedTime();
  final TaskCache cache = new TaskCache(time, Duration.ofMinutes(5), () -> {});
  final Queue<Runnable> jobs = new ArrayDeque<>();
  final List<Call> calls = new CopyOnWriteArrayList<>();

  /** What the sink heard, and {@code served} tasks, in their order. */
  final List<String> heard = new CopyOnWriteArrayList<>();

  /** Ids of those that only a pass had asked for. */
  final Set<String> ofPass = new HashSet<>();

  /** By id; a task that is not here is MISSING. */
  final Map<String, ObservedTask> tasks = new HashMap<>();

  /** Numbers of calls, from 1, that fail. */
  final Set<Integer> failing = new HashSet<>();

  /** Numbers of calls, from 1, for which there is no token. */
  final Set<Integer> shut = new HashSet<>();

  final Set<String> foreign = new HashSet<>();
  final Set<String> leftOut = new HashSet<>();

  /** Tasks whose definition has to be read first. */
  final Set<String> waiting = new HashSet<>();

  Duration spacing = Duration.ZERO;
  boolean leads = true;
  boolean throwing;

  /** Runs once while the next call waits for its token, or is under way. */
  @Nullable Runnable beforeToken;

  @Nullable Runnable underWay;

  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(alarm -> alarm.atNanos() - SteppedTime.START));
  private int tokens;

  Describer describer() {
    return describer(Runnable::run);
  }

  Describer describer(Executor io) {
    CallGate gate =
        new CallGate() {
          @Override
          public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
            throw new AssertionError("the port does that");
          }

          @Override
          public Duration spacing(AwsApi api) {
            return spacing;
          }
        };
    Informer.Runtime runtime =
        new Informer.Runtime(
            time,
            (delay, task) -> alarms.add(new Alarm(time.nanos() + delay.toNanos(), task)),
            jobs::add,
            io,
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(60), new SplittableRandom(7)));
    return new Describer(CLUSTER, this, gate, cache, runtime, this);
  }

  static String arn(String id) {
    return "arn:aws:ecs:eu-west-1:111122223333:task/prod/" + id;
  }

  static List<String> arns(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> arn("t" + i)).toList();
  }

  /** Tasks {@code t<n>} of the service web, which serve. */
  void running(int from, int to) {
    arns(from, to).forEach(arn -> put(Arns.last(arn), "web", resolved(1 + tasks.size())));
  }

  static TaskState resolved(int port) {
    return new TaskState.Resolved(
        new Server(new Address("10.0.0.1", port), "http", OptionalInt.empty()));
  }

  static TaskState starting() {
    return new TaskState.Excluded(TaskState.Cause.STARTING, Optional.empty(), "task is PENDING");
  }

  void put(String id, String service, TaskState state) {
    ServiceKey key = new ServiceKey(CLUSTER, service);
    Task task = new Task(arn(id), key, "web:1", 1, "RUNNING", "RUNNING", "UNKNOWN", null);
    tasks.put(
        id, new ObservedTask(task, Optional.of(new BackendKey(service)), state, false, false));
  }

  /** A task that an event named. */
  Due heardOf(String id) {
    Due due = new Due(arn(id), "sqs", time.nanos(), false);
    due.onServed(() -> heard.add("served " + id));
    return due;
  }

  /** Runs what there is to run now. */
  void work() {
    while (!jobs.isEmpty()) {
      jobs.remove().run();
    }
  }

  /** Lets time pass, with all that is due in it. */
  void pass(Duration duration) {
    work();
    long end = time.nanos() + duration.toNanos();
    while (!alarms.isEmpty() && alarms.peek().atNanos() - end <= 0) {
      Alarm alarm = alarms.remove();
      time.advance(Duration.ofNanos(Math.max(0, alarm.atNanos() - time.nanos())));
      alarm.task().run();
      work();
    }
    time.advance(Duration.ofNanos(end - time.nanos()));
  }

  List<Integer> sizes() {
    return calls.stream().map(Call::size).toList();
  }

  /** How many calls named this task. */
  int timesAsked(String id) {
    return (int) calls.stream().filter(call -> call.asked().contains(arn(id))).count();
  }

  @Override
  public Description describe(String cluster, Supplier<List<String>> choice, Urgency urgency) {
    run(beforeToken, () -> beforeToken = null);
    int number = token();
    if (shut.contains(number)) {
      return new Description.Failed(List.of(), "resting", true);
    }
    List<String> asked = choice.get();
    long begun = time.nanos();
    if (asked.isEmpty()) {
      return answer(asked, begun, Set.of());
    }
    calls.add(new Call(asked, urgency));
    run(underWay, () -> underWay = null);
    if (throwing) {
      throw new IllegalStateException("a defect");
    }
    if (failing.contains(number)) {
      return new Description.Failed(asked, DOWN, false);
    }
    if (asked.stream().anyMatch(arn -> foreign.contains(Arns.last(arn)))) {
      return new Description.Refused(asked, "Invalid Region in ARN");
    }
    return answer(asked, begun, waiting);
  }

  private synchronized int token() {
    return ++tokens;
  }

  private static void run(@Nullable Runnable once, Runnable forget) {
    forget.run();
    if (once != null) {
      once.run();
    }
  }

  private Answered answer(List<String> asked, long begun, Set<String> unread) {
    List<ObservedTask> described = new ArrayList<>();
    Set<String> missing = new HashSet<>();
    Map<String, String> undescribed = new HashMap<>();
    List<String> later = new ArrayList<>();
    for (String arn : asked) {
      String id = Arns.last(arn);
      ObservedTask task = tasks.get(id);
      if (leftOut.contains(id)) {
        undescribed.put(arn, LEFT_OUT);
      } else if (task == null) {
        missing.add(arn);
      } else if (unread.contains(id)) {
        described.add(task.with(new TaskState.Unknown("web:1 is being read")));
        later.add(arn);
      } else {
        described.add(task);
      }
    }
    return new Answered(
        asked,
        begun,
        described,
        List.of(),
        missing,
        undescribed,
        later.isEmpty() ? Optional.empty() : Optional.of(() -> answer(later, begun, Set.of())));
  }

  @Override
  public void applied(Answered answer, List<Due> asked) {
    cache.apply(answer, id -> false, null);
    heard.add("applied " + answer.asked().size());
    asked.stream().filter(due -> due.ofPass).forEach(due -> ofPass.add(Arns.last(due.arn)));
  }

  @Override
  public void refused(String arn, String reason) {
    heard.add("refused " + Arns.last(arn));
  }

  @Override
  public void failed(String reason, boolean throttled) {
    heard.add("failed " + reason);
  }

  @Override
  public boolean leads() {
    return leads;
  }

  @Override
  public TaskList list(
      String cluster, @Nullable String service, @Nullable String token, Urgency urgency) {
    throw new AssertionError("nothing is to be listed");
  }

  @Override
  public Result<Map<ServiceKey, ServiceStatus>> statusOf(
      Collection<ServiceKey> services, Urgency urgency) {
    throw new AssertionError("nothing is to be counted");
  }

  @Override
  public void passBegins(String cluster, Urgency urgency) {}

  @Override
  public void passEnded(String cluster, Set<String> arns, long begunNanos) {}
}
