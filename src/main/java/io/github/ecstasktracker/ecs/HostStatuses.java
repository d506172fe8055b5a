package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.HostStatus;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Attribute;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.Resource;

/** Reads how hosts are: one DescribeContainerInstances for each hundred of them. */
public final class HostStatuses {
  private static final String IMAGE = "ecs.ami-id";
  private static final String TCP_PORTS = "PORTS";
  private static final String UDP_PORTS = "PORTS_UDP";

  /** ECS allows 5,000 container instances a cluster (ECS developer guide, service quotas). */
  private static final int MAX_PAGES = 200;

  private final AwsCalls calls;

  public HostStatuses(AwsCalls calls) {
    this.calls = calls;
  }

  /**
   * The hosts that ECS knows among these; one that it says MISSING of is INACTIVE.
   *
   * @param machines what is known of them, by container instance ARN
   */
  public Result<List<HostStatus>> read(
      String cluster, Map<String, Machine> machines, Urgency urgency) {
    List<HostStatus> statuses = new ArrayList<>();
    for (List<String> page : Fanout.batches(new TreeSet<>(machines.keySet()), EcsReader.PAGE)) {
      switch (calls.describeContainerInstances(cluster, page, urgency)) {
        case Result.Failed<DescribeContainerInstancesResponse> failed -> {
          return failed.as();
        }
        case Result.Ok<DescribeContainerInstancesResponse>(var answer) -> {
          answer.containerInstances().stream()
              .map(instance -> of(cluster, instance, machines))
              .forEach(statuses::add);
          answer.failures().stream()
              .filter(failure -> "MISSING".equals(failure.reason()) && failure.arn() != null)
              .map(failure -> gone(cluster, failure, machines))
              .forEach(statuses::add);
        }
      }
    }
    return new Result.Ok<>(statuses);
  }

  /**
   * The same, and of the cluster's other hosts: one ListContainerInstances more for each hundred.
   */
  public Result<List<HostStatus>> readAll(
      String cluster, Map<String, Machine> machines, Urgency urgency) {
    Map<String, Machine> all = new TreeMap<>(machines);
    String token = null;
    for (int page = 1; page <= MAX_PAGES; page++) {
      switch (calls.listContainerInstances(cluster, token, urgency)) {
        case Result.Failed<ListContainerInstancesResponse> failed -> {
          return failed.as();
        }
        case Result.Ok<ListContainerInstancesResponse>(var answer) -> {
          answer.containerInstanceArns().forEach(arn -> all.computeIfAbsent(arn, Machine::of));
          token = answer.nextToken();
          if (token == null || token.isEmpty()) {
            return read(cluster, all, urgency);
          }
        }
      }
    }
    return new Result.Failed<>("ListContainerInstances: no end after so many pages", false);
  }

  private static HostStatus of(
      String cluster, ContainerInstance instance, Map<String, Machine> machines) {
    String arn = instance.containerInstanceArn();
    Map<String, String> attributes = new HashMap<>();
    for (Attribute attribute : instance.attributes()) {
      attributes.put(attribute.name(), orEmpty(attribute.value()));
    }
    return new HostStatus(
        Machines.of(instance, machines.getOrDefault(arn, Machine.of(arn)).address()),
        Arns.clusterName(cluster),
        orEmpty(instance.status()),
        AwsFailures.line(orEmpty(instance.statusReason())),
        Boolean.TRUE.equals(instance.agentConnected()),
        instance.healthStatus() == null
            ? ""
            : orEmpty(instance.healthStatus().overallStatusAsString()),
        instance.versionInfo() == null ? "" : orEmpty(instance.versionInfo().dockerVersion()),
        attributes.getOrDefault(IMAGE, ""),
        orEmpty(instance.capacityProviderName()),
        Objects.requireNonNullElse(instance.runningTasksCount(), 0),
        Objects.requireNonNullElse(instance.pendingTasksCount(), 0),
        amounts(instance.registeredResources()),
        amounts(instance.remainingResources()),
        ports(instance.remainingResources(), TCP_PORTS),
        ports(instance.remainingResources(), UDP_PORTS),
        instance.registeredAt());
  }

  private static HostStatus gone(String cluster, Failure failure, Map<String, Machine> machines) {
    return new HostStatus(
        machines.getOrDefault(failure.arn(), Machine.of(failure.arn())),
        Arns.clusterName(cluster),
        "INACTIVE",
        "ECS says MISSING",
        false,
        "",
        "",
        "",
        "",
        0,
        0,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeSet<>(),
        new TreeSet<>(),
        null);
  }

  /** CPU and MEMORY are numbers; GPU is a set of ids, of which the number counts. */
  private static SortedMap<String, Long> amounts(List<Resource> resources) {
    SortedMap<String, Long> amounts = new TreeMap<>();
    for (Resource resource : resources) {
      if ("INTEGER".equals(resource.type())) {
        amounts.put(resource.name(), (long) Objects.requireNonNullElse(resource.integerValue(), 0));
      } else if (resource.name() != null && !resource.name().startsWith(TCP_PORTS)) {
        amounts.put(resource.name(), (long) resource.stringSetValue().size());
      }
    }
    return amounts;
  }

  /**
   * In what remains ECS lists the ports that are taken (ECS API reference, ContainerInstance):
   * those that the agent reserved at registration, and those of tasks.
   */
  private static SortedSet<Integer> ports(Collection<Resource> resources, String name) {
    SortedSet<Integer> ports = new TreeSet<>();
    for (Resource resource : resources) {
      if (name.equals(resource.name())) {
        resource.stringSetValue().stream()
            .flatMap(text -> PortRange.of(null, text + "-" + text).stream())
            .forEach(port -> ports.add(port.first()));
      }
    }
    return ports;
  }

  private static String orEmpty(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
