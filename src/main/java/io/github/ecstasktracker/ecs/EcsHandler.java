package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.ecs.Sights.Changed;
import io.github.ecstasktracker.ecs.Sights.Seen;
import io.github.ecstasktracker.ecs.Sights.Sight;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.Observation.UnattributedTask;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * Desired state over the AWS SDK's clients.
 *
 * <ul>
 *   <li>Task definitions and hosts are cached; lists and descriptions never are.
 *   <li>Of a task that is described as before nothing is made anew.
 *   <li>What is known of a service's tasks is described while they are being listed.
 *   <li>Tasks come back in one order, whatever ran side by side.
 *   <li>Safe to call from several threads.
 * </ul>
 */
public final class EcsHandler implements DesiredState {
  // Each entry is well under a kilobyte.
  private static final int DEFINITIONS_MAX = 10_000;
  private static final int HOSTS_MAX = 20_000;

  private final TaskLists lists;
  private final TaskDescriptions descriptions;
  private final TaskDefinitions definitions;
  private final Hosts hosts;
  private final Drains drains;
  private final ServiceStatuses statuses;
  private final Fanout fanout;
  private final EcsOptions options;
  private final Map<String, Sights> sights = new ConcurrentHashMap<>();

  /**
   * @param ecs brings both of the SDK's call timeouts, as do the other clients
   * @param executor for reads side by side; {@code Runnable::run} makes them one after another
   */
  public EcsHandler(
      EcsClient ecs,
      Ec2Client ec2,
      SsmClient ssm,
      CallGate gate,
      MonotonicClock clock,
      Executor executor,
      EcsOptions options) {
    this(ecs, ec2, ssm, gate, clock, executor, options, DefinitionKeeper.none());
  }

  /**
   * One that knows task definitions from before.
   *
   * @param keeper the caller's to close
   */
  public EcsHandler(
      EcsClient ecs,
      Ec2Client ec2,
      SsmClient ssm,
      CallGate gate,
      MonotonicClock clock,
      Executor executor,
      EcsOptions options,
      DefinitionKeeper keeper) {
    AwsCalls calls = new AwsCalls(ecs, ec2, ssm, gate);
    this.fanout = new Fanout(executor);
    this.lists = new TaskLists(calls);
    this.descriptions = new TaskDescriptions(calls, fanout);
    this.definitions = new TaskDefinitions(calls, fanout, keeper, DEFINITIONS_MAX);
    this.hosts = new Hosts(new HostLookup(calls, fanout), clock, HOSTS_MAX);
    this.drains = new Drains(calls, fanout, HOSTS_MAX);
    this.statuses = new ServiceStatuses(calls, fanout);
    this.options = options;
  }

  @Override
  public Observation observeCluster(String cluster, Set<String> alsoDescribe, Urgency urgency) {
    return observe(cluster, null, alsoDescribe, urgency);
  }

  @Override
  public Observation observeService(ServiceKey service, Set<String> alsoDescribe, Urgency urgency) {
    return observe(service.cluster(), service.service(), alsoDescribe, urgency);
  }

  @Override
  public Observation describe(String cluster, Set<String> taskArns, Urgency urgency) {
    return describeAll(cluster, new TreeSet<>(taskArns), false, urgency);
  }

  @Override
  public Result<Map<ServiceKey, ServiceStatus>> statusOf(
      Collection<ServiceKey> services, Urgency urgency) {
    return statuses.read(services, urgency);
  }

  private Observation observe(
      String cluster, @Nullable String service, Set<String> alsoDescribe, Urgency urgency) {
    // A cluster's list is long, and what is described before its end would be old by then.
    return service == null || alsoDescribe.isEmpty()
        ? observeInTurn(cluster, service, alsoDescribe, urgency)
        : observeAtOnce(cluster, service, new TreeSet<>(alsoDescribe), urgency);
  }

  private Observation observeInTurn(
      String cluster, @Nullable String service, Set<String> alsoDescribe, Urgency urgency) {
    return switch (lists.read(cluster, service, urgency)) {
      case Result.Failed<List<String>>(String reason, boolean throttled) ->
          new Observation.Void(reason, throttled);
      case Result.Ok<List<String>>(List<String> listed) -> {
        Set<String> inList = new LinkedHashSet<>(listed);
        List<String> asked = new ArrayList<>(listed);
        alsoDescribe.stream().filter(arn -> !inList.contains(arn)).sorted().forEach(asked::add);
        if (service == null) {
          sights(cluster).keep(asked);
        }
        yield doubting(describeAll(cluster, asked, service == null, urgency), inList);
      }
    };
  }

  private Observation observeAtOnce(
      String cluster, String service, Set<String> known, Urgency urgency) {
    Supplier<Observation.Listed> early =
        fanout.begin(() -> describeAll(cluster, known, false, urgency));
    Result<List<String>> list = lists.read(cluster, service, urgency);
    Observation.Listed described = early.get();
    return switch (list) {
      case Result.Failed<List<String>>(String reason, boolean throttled) ->
          new Observation.Void(reason, throttled);
      case Result.Ok<List<String>>(List<String> listed) -> {
        Set<String> ids = known.stream().map(Arns::last).collect(Collectors.toSet());
        Set<String> rest = new LinkedHashSet<>(listed);
        rest.removeIf(arn -> ids.contains(Arns.last(arn)));
        Observation.Listed others = describeAll(cluster, rest, false, urgency);
        yield doubting(both(described, others), Set.copyOf(listed));
      }
    };
  }

  private static Observation.Listed both(Observation.Listed some, Observation.Listed others) {
    return new Observation.Listed(
        Stream.concat(some.tasks().stream(), others.tasks().stream()).toList(),
        Stream.concat(some.unattributed().stream(), others.unattributed().stream()).toList(),
        Stream.concat(some.placements().stream(), others.placements().stream()).toList());
  }

  private static Observation.Listed doubting(Observation.Listed seen, Set<String> listed) {
    return new Observation.Listed(
        seen.tasks(),
        seen.unattributed().stream().map(task -> doubted(task, listed)).toList(),
        seen.placements());
  }

  /**
   * A task that the list holds is not gone because the description says MISSING: one of the two
   * answers is out of date, and MISSING must not count towards a proof.
   */
  private static UnattributedTask doubted(UnattributedTask task, Set<String> listed) {
    return task.state().missing() && listed.contains(task.arn())
        ? new UnattributedTask(
            task.arn(),
            new TaskState.Unknown(false, task.state().reason() + ", and ListTasks lists it"))
        : task;
  }

  /**
   * @param everything whether this is a read of a whole cluster
   */
  private Observation.Listed describeAll(
      String cluster, Collection<String> arns, boolean everything, Urgency urgency) {
    Shared shared = new Shared();
    Sights sights = sights(cluster);
    TaskDescriptions.Described described =
        descriptions.read(cluster, arns, task -> sights.look(task, shared), urgency);
    List<Task> news = ofServices(described.tasks());
    Map<String, Result<TaskDefinitionSummary>> summaries = summaries(news);
    HostsTold machines = hosts.read(cluster, instancesNeeded(news, summaries), urgency);
    TaskReading reading =
        new TaskReading(
            cluster, options.defaultWeight(), summaries, new Addresses(machines.hosts()), shared);
    PlacementReading places = new PlacementReading(summaries, machines::machine, shared);
    List<ObservedTask> tasks = new ArrayList<>(described.tasks().size());
    List<Placement> placements = new ArrayList<>(described.tasks().size());
    for (Seen seen : described.tasks()) {
      switch (seen) {
        case Sight before -> {
          tasks.add(before.task());
          placements.add(before.placement());
        }
        case Changed changed -> {
          ObservedTask read = reading.read(changed.task());
          Placement place = options.held().apply(places.read(changed.task(), read.task()));
          sights.remember(
              changed, read, place, machines.answer(changed.task().containerInstanceArn()));
          tasks.add(read);
          placements.add(place);
        }
      }
    }
    if (everything) {
      definitions.used(inUse(tasks));
    }
    return new Observation.Listed(
        options.drains()
            ? drains.settle(cluster, tasks, described.tasks(), everything, urgency)
            : tasks,
        described.undescribed(),
        placements);
  }

  /** Those of which something is to be made. */
  private static List<Task> ofServices(List<Seen> tasks) {
    List<Task> news = new ArrayList<>();
    for (Seen seen : tasks) {
      if (seen instanceof Changed(Task task, long _)
          && Arns.serviceName(task.group()).isPresent()) {
        news.add(task);
      }
    }
    return news;
  }

  /** One for each cluster of the configuration. */
  private Sights sights(String cluster) {
    return sights.computeIfAbsent(cluster, _ -> new Sights(hosts));
  }

  private Map<String, Result<TaskDefinitionSummary>> summaries(List<Task> tasks) {
    Set<String> arns = new LinkedHashSet<>();
    for (Task task : tasks) {
      if (task.taskDefinitionArn() != null) {
        arns.add(task.taskDefinitionArn());
      }
    }
    return definitions.read(arns);
  }

  private static Set<String> inUse(List<ObservedTask> tasks) {
    return tasks.stream().map(task -> task.task().definition()).collect(Collectors.toSet());
  }

  /** Only who listens on a host's ports needs the host. */
  private static Set<String> instancesNeeded(
      List<Task> tasks, Map<String, Result<TaskDefinitionSummary>> summaries) {
    Set<String> arns = new TreeSet<>();
    for (Task task : tasks) {
      if (task.containerInstanceArn() != null
          && summaries.get(task.taskDefinitionArn())
              instanceof Result.Ok<TaskDefinitionSummary>(TaskDefinitionSummary summary)
          && summary.serving() instanceof Serving.Port
          && (summary.mode() == NetworkMode.BRIDGE || summary.mode() == NetworkMode.HOST)) {
        arns.add(task.containerInstanceArn());
      }
    }
    return arns;
  }
}
