package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.ecs.DescribedTasks.Changed;
import io.github.ecstasktracker.ecs.DescribedTasks.DescribedTask;
import io.github.ecstasktracker.ecs.DescribedTasks.Seen;
import io.github.ecstasktracker.ecs.Description.Answered;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * {@link EcsReader} over the AWS SDK's clients.
 *
 * <ul>
 *   <li>Task definitions and hosts are cached; lists and descriptions never are.
 *   <li>A task whose description has not changed is not interpreted again.
 *   <li>No task waits for the task definition or host of another: see {@link Answered#unresolved}.
 *   <li>Safe to call from several threads.
 * </ul>
 */
public final class EcsHandler implements EcsReader {
  // Each entry is well under a kilobyte.
  private static final int DEFINITIONS_MAX = 10_000;
  private static final int HOSTS_MAX = 20_000;
  private static final int SHARED_MAX = 100_000;
  private static final String SILENCE = "DescribeTasks: the answer does not mention it";

  private final AwsCalls calls;
  private final TaskDefinitions definitions;
  private final Hosts hosts;
  private final Drains drains;
  private final ServiceStatuses statuses;
  private final Fanout fanout;
  private final MonotonicClock clock;
  private final EcsOptions options;
  private final Map<String, DescribedTasks> readings = new ConcurrentHashMap<>();
  private volatile Shared shared = new Shared();

  /**
   * @param executor for reads side by side; {@code Runnable::run} makes them one after another
   * @param keeper the caller's to close
   */
  public EcsHandler(
      AwsCalls calls,
      MonotonicClock clock,
      Executor executor,
      EcsOptions options,
      DefinitionKeeper keeper) {
    this.calls = calls;
    this.fanout = new Fanout(executor);
    this.definitions = new TaskDefinitions(calls, fanout, keeper, DEFINITIONS_MAX);
    this.drains = new Drains(calls, fanout, HOSTS_MAX);
    this.hosts = new Hosts(new HostLookup(calls, fanout, drains::described), clock, HOSTS_MAX);
    this.statuses = new ServiceStatuses(calls, fanout);
    this.clock = clock;
    this.options = options;
  }

  @Override
  public TaskList list(
      String cluster, @Nullable String service, @Nullable String token, Urgency urgency) {
    return calls.listTasks(cluster, service, token, urgency);
  }

  @Override
  public Result<Map<ServiceKey, ServiceStatus>> statusOf(
      Collection<ServiceKey> services, Urgency urgency) {
    return statuses.read(services, urgency);
  }

  @Override
  public void passBegins(String cluster, Urgency urgency) {
    if (options.drains()) {
      drains.refresh(cluster, urgency);
    }
  }

  @Override
  public void passEnded(String cluster, Set<String> arns, long begunNanos) {
    readings(cluster).keep(arns);
    drains.passEnded(cluster);
    definitions.used(readings(cluster).definitions());
    if (shared.size() > SHARED_MAX) {
      shared = new Shared();
    }
  }

  @Override
  public Description describe(String cluster, Supplier<List<String>> tasks, Urgency urgency) {
    Question question = new Question(tasks, clock);
    return switch (calls.describeTasks(cluster, question, urgency)) {
      case Result.Failed<AwsCalls.Described>(String reason, boolean throttled) ->
          new Description.Failed(question.asked(), reason, throttled);
      case Result.Ok<AwsCalls.Described>(AwsCalls.Described.Refused(String reason)) ->
          new Description.Refused(question.asked(), reason);
      case Result.Ok<AwsCalls.Described>(AwsCalls.Described.Tasks(var response)) ->
          interpret(cluster, question, response);
    };
  }

  private Answered interpret(String cluster, Question question, DescribeTasksResponse response) {
    Shared texts = shared;
    DescribedTasks known = readings(cluster);
    List<Seen> seen = new ArrayList<>(response.tasks().size());
    Set<String> described = HashSet.newHashSet(response.tasks().size());
    for (Task task : response.tasks()) {
      if (described.add(Arns.last(task.taskArn()))) {
        seen.add(known.read(task, texts));
      }
    }
    Set<String> missing = new HashSet<>();
    Map<String, String> undescribed = new HashMap<>();
    for (String arn : question.asked()) {
      if (!described.contains(Arns.last(arn))) {
        Optional<Failure> failure = failure(arn, response.failures());
        if (failure.filter(said -> "MISSING".equals(said.reason())).isPresent()) {
          missing.add(arn);
        } else {
          undescribed.put(arn, failure.map(EcsHandler::reason).orElse(SILENCE));
        }
      }
    }
    List<Changed> news = ofServices(seen);
    Map<String, Result<TaskDefinitionSummary>> definitionsKnown = definitionsKnown(news);
    Set<String> instances = instancesNeeded(news, definitionsKnown);
    List<Changed> waiting =
        news.stream()
            .filter(
                task ->
                    !(definitionsKnown.get(task.task().taskDefinitionArn())
                            instanceof Result.Ok<TaskDefinitionSummary>)
                        || (instances.contains(task.instance()) && hosts.isDue(task.instance())))
            .toList();
    hosts.expect(cluster, onHostPorts(waiting));
    Reading reading = new Reading(cluster, texts);
    return reading.answer(
        question.asked(),
        question.begunNanos(),
        seen,
        definitionsKnown,
        hosts.known(instances),
        missing,
        undescribed,
        waiting.isEmpty()
            ? Optional.empty()
            : Optional.of(() -> reading.resolve(question.begunNanos(), waiting)));
  }

  private static Optional<Failure> failure(String arn, List<Failure> failures) {
    return failures.stream()
        .filter(failure -> failure.arn() != null && Arns.last(failure.arn()).equals(Arns.last(arn)))
        .reduce((_, later) -> later);
  }

  private static String reason(Failure failure) {
    String detail = failure.detail() == null ? "" : ", " + failure.detail();
    return AwsFailures.line("DescribeTasks: ECS says " + failure.reason() + detail);
  }

  /** Interprets descriptions of one cluster's tasks. */
  private final class Reading {
    private final String cluster;
    private final Shared texts;

    Reading(String cluster, Shared texts) {
      this.cluster = cluster;
      this.texts = texts;
    }

    /** Reads what these tasks wait for. */
    Answered resolve(long begunNanos, List<Changed> waiting) {
      Map<String, Result<TaskDefinitionSummary>> read = definitions.read(definitionArns(waiting));
      return answer(
          waiting.stream().map(task -> task.task().taskArn()).toList(),
          begunNanos,
          waiting,
          read,
          hosts.read(cluster, instancesNeeded(waiting, read)),
          Set.of(),
          Map.of(),
          Optional.empty());
    }

    Answered answer(
        List<String> asked,
        long begunNanos,
        List<? extends Seen> seen,
        Map<String, Result<TaskDefinitionSummary>> definitionsRead,
        HostAnswers machines,
        Set<String> missing,
        Map<String, String> undescribed,
        Optional<Supplier<Answered>> unresolved) {
      TaskReading reading =
          new TaskReading(
              cluster,
              options.defaultWeight(),
              definitionsRead,
              new Addresses(machines.hosts()),
              texts);
      PlacementReading places = new PlacementReading(definitionsRead, machines::machine, texts);
      List<ObservedTask> tasks = new ArrayList<>(seen.size());
      List<Placement> placements = new ArrayList<>(seen.size());
      for (Seen each : seen) {
        switch (each) {
          case DescribedTask before -> {
            tasks.add(before.task());
            placements.add(before.placement());
          }
          case Changed changed -> {
            ObservedTask read = reading.read(changed.task());
            Placement place = options.held().apply(places.read(changed.task(), read.task()));
            readings(cluster)
                .remember(
                    changed, read, place, machines.answer(changed.task().containerInstanceArn()));
            tasks.add(read);
            placements.add(place);
          }
        }
      }
      return new Answered(
          asked,
          begunNanos,
          options.drains() ? drains.settle(cluster, tasks, seen) : tasks,
          placements,
          missing,
          undescribed,
          unresolved);
    }
  }

  /** Those of which something is to be made. */
  private static List<Changed> ofServices(List<Seen> tasks) {
    List<Changed> news = new ArrayList<>();
    for (Seen seen : tasks) {
      if (seen instanceof Changed changed && Arns.serviceName(changed.task().group()).isPresent()) {
        news.add(changed);
      }
    }
    return news;
  }

  /** One for each cluster of the configuration. */
  private DescribedTasks readings(String cluster) {
    return readings.computeIfAbsent(cluster, _ -> new DescribedTasks(hosts));
  }

  private Map<String, Result<TaskDefinitionSummary>> definitionsKnown(List<Changed> tasks) {
    Map<String, Result<TaskDefinitionSummary>> byArn = new HashMap<>();
    for (String arn : definitionArns(tasks)) {
      byArn.put(
          arn,
          definitions
              .known(arn)
              .<Result<TaskDefinitionSummary>>map(Result.Ok::new)
              .orElseGet(
                  () ->
                      new Result.Failed<>(
                          "task definition " + Arns.last(arn) + " is being read", false)));
    }
    return byArn;
  }

  private static List<String> definitionArns(List<Changed> tasks) {
    Set<String> arns = new LinkedHashSet<>();
    for (Changed task : tasks) {
      if (task.task().taskDefinitionArn() != null) {
        arns.add(task.task().taskDefinitionArn());
      }
    }
    return List.copyOf(arns);
  }

  /** Instances whose ports these tasks are bound to, whether or not their definition is known. */
  private static List<String> onHostPorts(List<Changed> tasks) {
    return tasks.stream()
        .filter(
            task ->
                task.task().containers().stream()
                    .anyMatch(container -> !container.networkBindings().isEmpty()))
        .flatMap(task -> Optional.ofNullable(task.instance()).stream())
        .toList();
  }

  /** Only who listens on a host's ports needs the host. */
  private static Set<String> instancesNeeded(
      List<Changed> tasks, Map<String, Result<TaskDefinitionSummary>> definitionsRead) {
    Set<String> arns = new TreeSet<>();
    for (Changed task : tasks) {
      if (task.instance() != null
          && definitionsRead.get(task.task().taskDefinitionArn())
              instanceof Result.Ok<TaskDefinitionSummary>(TaskDefinitionSummary definition)
          && definition.serving() instanceof Serving.Port
          && (definition.mode() == NetworkMode.BRIDGE || definition.mode() == NetworkMode.HOST)) {
        arns.add(task.instance());
      }
    }
    return arns;
  }
}
