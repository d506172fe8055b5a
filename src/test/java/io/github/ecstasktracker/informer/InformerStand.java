package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Arns;
import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.ecs.TaskList;
import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.lease.Term;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.testing.SteppedTime;
import io.github.ecstasktracker.workqueue.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An informer on one thread, over an ECS of a few lines and a clock that goes on when told. */
final class InformerStand implements EcsReader, Leadership, Informer.Listener {
  static final String DOWN = "down";

  private record Event(long atNanos, long order, Runnable task) {}

  /** What the listener was told. */
  record Told(Changes changes, String cause, @Nullable Long sinceNanos) {}

  final SteppedTime time = new SteppedTime();
  final TreeMap<String, ObservedTask> tasks = new TreeMap<>();
  final List<String> calls = new ArrayList<>();
  final List<List<String>> described = new ArrayList<>();
  final List<String> ended = new ArrayList<>();
  final List<Told> told = new ArrayList<>();
  final List<String> failures = new ArrayList<>();
  final List<String> refusals = new ArrayList<>();
  final List<String> served = new ArrayList<>();
  final Map<ServiceKey, ServiceStatus> statuses = new HashMap<>();

  final Set<String> voids = new HashSet<>();
  final Set<String> absent = new HashSet<>();
  final Set<String> unlisted = new HashSet<>();
  final Set<String> foreign = new HashSet<>();
  final Set<String> missing = new HashSet<>();
  final Set<String> leftOut = new HashSet<>();

  /** Tasks whose definition is read when the rest of an answer is asked for. */
  final Set<String> unread = new HashSet<>();

  boolean down;
  boolean statusDown;
  int moved;
  int lapsed;
  Duration spacing = Duration.ZERO;
  Executor io = Runnable::run;

  /** Runs once while the next description is under way. */
  Runnable beside = () -> {};

  private final PriorityQueue<Event> agenda =
      new PriorityQueue<>(
          Comparator.comparingLong((Event event) -> event.atNanos() - SteppedTime.START)
              .thenComparing(Event::order));
  private long order;
  private LeaderState standing =
      new LeaderState.Leader(new Term(1, Optional.empty(), SteppedTime.START));

  final Informer informer;

  InformerStand(String... clusters) {
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
    informer =
        new Informer(
            List.of(clusters),
            this,
            gate,
            this,
            Duration.ofSeconds(60),
            new Informer.Runtime(
                time,
                this::after,
                job -> after(Duration.ZERO, job),
                job -> io.execute(job),
                new Backoff(
                    Duration.ofMillis(500), Duration.ofSeconds(60), new SplittableRandom(7))),
            this);
  }

  void after(Duration delay, Runnable task) {
    agenda.add(new Event(time.nanos() + delay.toNanos(), order++, task));
  }

  /** Runs everything that is due up to then. */
  void advance(Duration duration) {
    long end = time.nanos() + duration.toNanos();
    while (!agenda.isEmpty() && agenda.peek().atNanos() - end <= 0) {
      Event event = agenda.remove();
      if (event.atNanos() - time.nanos() > 0) {
        time.advance(Duration.ofNanos(event.atNanos() - time.nanos()));
      }
      event.task().run();
    }
    if (end - time.nanos() > 0) {
      time.advance(Duration.ofNanos(end - time.nanos()));
    }
  }

  void runDue() {
    advance(Duration.ZERO);
  }

  void lead() {
    standing = new LeaderState.Leader(new Term(2, Optional.empty(), time.nanos()));
  }

  void standBy() {
    standing = new LeaderState.Standby(Optional.empty());
    informer.standBy();
  }

  void run(ObservedTask... all) {
    for (ObservedTask task : all) {
      tasks.put(task.task().arn(), task);
    }
  }

  /** A message of this moment about a task. */
  Informer.Heard hear(ObservedTask task) {
    boolean serving = task.task().running() && task.task().desiredStatus().equals("RUNNING");
    return hear(task.task().service(), task.task().arn(), task.task().version(), serving);
  }

  Informer.Heard hear(ServiceKey service, String arn, long version, boolean serving) {
    return informer.hear(
        service,
        new Trigger.HeardTask(arn, version, serving),
        "sqs",
        () -> served.add(arn + " v" + version));
  }

  Pass pass() {
    calls.clear();
    described.clear();
    told.clear();
    return informer.pass(Urgency.BACKGROUND, false);
  }

  @Override
  public TaskList list(
      String cluster, @Nullable String service, @Nullable String token, Urgency urgency) {
    calls.add("list " + cluster + (service == null ? "" : "/" + service));
    if (voids.contains(cluster)) {
      return new TaskList.Failed("list of " + cluster + ": " + DOWN, true);
    }
    if (absent.contains(cluster)) {
      return new TaskList.NoCluster("there is no cluster " + cluster);
    }
    List<String> arns =
        tasks.values().stream()
            .map(ObservedTask::task)
            .filter(task -> task.service().cluster().equals(cluster))
            .filter(task -> service == null || task.service().service().equals(service))
            .filter(task -> task.desiredStatus().equals("RUNNING"))
            .map(task -> task.arn())
            .filter(arn -> !unlisted.contains(arn))
            .toList();
    int from = token == null ? 0 : Integer.parseInt(token);
    int to = Math.min(from + PAGE, arns.size());
    return new TaskList.Page(
        arns.subList(from, to),
        Optional.of(String.valueOf(to)).filter(_ -> to < arns.size()),
        time.nanos());
  }

  @Override
  public Description describe(String cluster, Supplier<List<String>> chosen, Urgency urgency) {
    List<String> asked = chosen.get();
    long begun = time.nanos();
    if (asked.isEmpty()) {
      return Tasks.answer(begun);
    }
    calls.add("describe " + asked.size() + " " + urgency);
    described.add(asked);
    if (down) {
      return new Description.Failed(asked, DOWN, true);
    }
    if (asked.stream().anyMatch(foreign::contains)) {
      return new Description.Refused(asked, "Invalid Region in ARN");
    }
    List<ObservedTask> told = new ArrayList<>();
    Set<String> gone = new TreeSet<>();
    Map<String, String> silent = new HashMap<>();
    List<ObservedTask> later = new ArrayList<>();
    for (String arn : asked) {
      ObservedTask task = tasks.get(arn);
      if (leftOut.contains(arn)) {
        silent.put(arn, "not mentioned");
      } else if (task == null || missing.contains(arn)) {
        gone.add(arn);
      } else if (unread.contains(arn)) {
        told.add(new ObservedTask(task.task(), Optional.empty(), Tasks.unknown(), false, false));
        later.add(task);
      } else {
        told.add(task);
      }
    }
    Runnable now = beside;
    beside = () -> {};
    now.run();
    Description.Answered answer = Tasks.answer(begun, told, gone, silent);
    return later.isEmpty()
        ? answer
        : new Description.Answered(
            answer.asked(),
            begun,
            answer.tasks(),
            List.of(),
            answer.missing(),
            answer.undescribed(),
            Optional.of(() -> Tasks.answer(begun, later.toArray(ObservedTask[]::new))));
  }

  @Override
  public Result<Map<ServiceKey, ServiceStatus>> statusOf(
      Collection<ServiceKey> services, Urgency urgency) {
    calls.add("count " + new TreeSet<>(services));
    if (statusDown) {
      return new Result.Failed<>("count: " + DOWN, true);
    }
    Map<ServiceKey, ServiceStatus> counts = new HashMap<>(statuses);
    counts.keySet().retainAll(services);
    return new Result.Ok<>(counts);
  }

  @Override
  public void passBegins(String cluster, Urgency urgency) {
    ended.add("begins " + cluster);
  }

  @Override
  public void passEnded(String cluster, Set<String> arns, long begunNanos) {
    ended.add("ends " + cluster + " with " + arns.size());
  }

  @Override
  public LeaderState standing() {
    return standing;
  }

  @Override
  public void refused(Fence fence) {
    throw new AssertionError("nothing is fenced");
  }

  @Override
  public void changed(Changes changes, String cause, @Nullable Long sinceNanos) {
    told.add(new Told(changes, cause, sinceNanos));
  }

  @Override
  public void moved() {
    moved++;
  }

  @Override
  public void failed(String reason, boolean throttled) {
    failures.add(reason + " " + throttled);
  }

  @Override
  public void refused(String arn, String reason) {
    refusals.add(Arns.last(arn) + ": " + reason);
  }

  @Override
  public void lapsed() {
    lapsed++;
  }

  /** A task's state as a plan made now would see it. */
  TaskState state(ObservedTask task) {
    return informer
        .snapshot(Tasks.backend(task.task().service()), Set.of(), SteppedTime.START)
        .tasks()
        .stream()
        .filter(each -> each.task().arn().equals(task.task().arn()))
        .findFirst()
        .orElseThrow()
        .state();
  }
}
