package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/**
 * What ECS has on record, now or at a time before. Clusters are named as callers name them: by name
 * or ARN. To be used under the account's lock.
 */
public final class WorldReads {
  private final LiveAccount account;

  WorldReads(LiveAccount account) {
    this.account = account;
  }

  public Identity identity() {
    return account.identity;
  }

  /** The plain name of a cluster that exists. */
  public Optional<String> cluster(String nameOrArn) {
    return account.find(nameOrArn).map(cluster -> cluster.name);
  }

  public List<String> clusters() {
    return account.all().stream().map(cluster -> cluster.name).toList();
  }

  /**
   * Tasks in the order of their ids, those after the given one, at most {@code limit} that match.
   *
   * @param group empty for the whole cluster
   */
  public List<Task> tasks(
      String cluster,
      Optional<String> group,
      String afterId,
      int limit,
      Predicate<Task> filter,
      long asOf) {
    LiveCluster live = account.require(cluster);
    SortedMap<String, LiveTask> all =
        group.isEmpty() ? live.tasks : live.tasksByGroup.getOrDefault(group.get(), new TreeMap<>());
    List<Task> found = new ArrayList<>();
    SortedMap<String, LiveTask> following = afterId.isEmpty() ? all : all.tailMap(afterId + "\0");
    for (LiveTask task : following.values()) {
      Optional<Task> view = task.history.at(asOf);
      if (view.isPresent() && filter.test(view.get())) {
        found.add(view.get());
      }
      if (found.size() == limit) {
        break;
      }
    }
    return found;
  }

  public Optional<Task> task(String cluster, String arnOrId, long asOf) {
    LiveTask task = account.require(cluster).tasks.get(Identity.lastPart(arnOrId));
    if (task == null || (arnOrId.startsWith("arn:") && !task.arn.equals(arnOrId))) {
      return Optional.empty();
    }
    return task.history.at(asOf);
  }

  public List<ContainerInstance> containerInstances(String cluster, long asOf) {
    return account.require(cluster).hosts.stream()
        .flatMap(host -> host.history.at(asOf).stream())
        .toList();
  }

  public Optional<ContainerInstance> containerInstance(String cluster, String arnOrId, long asOf) {
    LiveCluster live = account.require(cluster);
    String arn =
        arnOrId.startsWith("arn:")
            ? arnOrId
            : account.identity.containerInstance(live.name, arnOrId);
    return Optional.ofNullable(live.hostsByArn.get(arn)).flatMap(host -> host.history.at(asOf));
  }

  public Optional<Service> service(String cluster, String nameOrArn, long asOf) {
    LiveCluster live = account.require(cluster);
    LiveService service = live.services.get(Identity.lastPart(nameOrArn));
    if (service == null || (nameOrArn.startsWith("arn:") && !service.arn.equals(nameOrArn))) {
      return Optional.empty();
    }
    return service.history.at(asOf).map(ServiceView::get);
  }

  /** Services by name, INACTIVE ones included. */
  public List<Service> services(String cluster, long asOf) {
    return account.require(cluster).services.values().stream()
        .flatMap(service -> service.history.at(asOf).map(ServiceView::get).stream())
        .toList();
  }

  public Optional<TaskDefinition> taskDefinition(String reference) {
    return account.definitions.find(reference);
  }

  /** Every machine of every cluster; one that died stays a while, without an address. */
  public List<Machine> machines() {
    return account.all().stream()
        .flatMap(cluster -> cluster.hosts.stream())
        .map(
            host ->
                new Machine(
                    host.instanceId,
                    Optional.of(host.address).filter(address -> host.alive),
                    host.alive))
        .toList();
  }

  /** Grows with every change of what {@link #runningNow} and {@link #hostAddress} may answer. */
  public long changes(String cluster) {
    return account.require(cluster).changes();
  }

  /** The same, of that service alone. */
  public long changes(String cluster, String service) {
    return account.require(cluster).changes(service);
  }

  /** The truth: tasks of the service that run on a living host and that nobody is stopping. */
  public List<Task> runningNow(String cluster, String service) {
    List<Task> running = new ArrayList<>();
    for (LiveTask task :
        account
            .require(cluster)
            .tasksByGroup
            .getOrDefault("service:" + service, new TreeMap<>())
            .values()) {
      if (task.status == TaskStatus.RUNNING && task.wanted && task.onLiveHost()) {
        running.add(task.history.latest());
      }
    }
    return running;
  }

  /** By ECS's own record: also tasks of a host that has died, as long as ECS has not noticed. */
  public List<Task> recordedRunning(String cluster, String service) {
    List<Task> running = new ArrayList<>();
    for (LiveTask task :
        account
            .require(cluster)
            .tasksByGroup
            .getOrDefault("service:" + service, new TreeMap<>())
            .values()) {
      if (task.status == TaskStatus.RUNNING && task.wanted) {
        running.add(task.history.latest());
      }
    }
    return running;
  }

  /** The machine's address behind a container instance. */
  public Optional<String> hostAddress(String cluster, String containerInstanceArn) {
    return Optional.ofNullable(account.require(cluster).hostsByArn.get(containerInstanceArn))
        .map(host -> host.address);
  }
}
