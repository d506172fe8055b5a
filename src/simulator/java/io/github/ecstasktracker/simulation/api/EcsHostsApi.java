package io.github.ecstasktracker.simulation.api;

import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_CONTAINER_INSTANCES;
import static io.github.ecstasktracker.simulation.faults.Operation.LIST_CONTAINER_INSTANCES;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Gate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesResponse;

/** ListContainerInstances and DescribeContainerInstances. */
public final class EcsHostsApi {
  private static final int PAGE = 100;

  private final Gate gate;
  private final EcsReads reads;
  private final Dice dice;

  EcsHostsApi(Gate gate, EcsReads reads, Dice dice) {
    this.gate = gate;
    this.reads = reads;
    this.dice = dice;
  }

  public ListContainerInstancesResponse listContainerInstances(
      ListContainerInstancesRequest request) {
    int page = PageToken.parse(request.nextToken()).map(PageToken::page).orElse(1);
    return gate.call(LIST_CONTAINER_INSTANCES, page, faults -> list(request, faults));
  }

  private ListContainerInstancesResponse list(
      ListContainerInstancesRequest request, Set<FaultKind> faults) {
    String cluster = reads.cluster(LIST_CONTAINER_INSTANCES, request.cluster());
    int size = reads.pageSize(LIST_CONTAINER_INSTANCES, request.maxResults(), PAGE);
    PageToken token = reads.token(LIST_CONTAINER_INSTANCES, request.nextToken());
    List<String> following =
        reads.world().containerInstances(cluster, reads.asOf(faults)).stream()
            .filter(host -> !host.status().equals("INACTIVE"))
            .map(ContainerInstance::containerInstanceArn)
            .filter(arn -> arn.compareTo(token.after()) > 0)
            .sorted(Comparator.naturalOrder())
            .limit(size + 1L)
            .toList();
    Page<String> page = Page.cut(following, size, token, arn -> arn, faults);
    return ListContainerInstancesResponse.builder()
        .containerInstanceArns(page.entries())
        .nextToken(page.token())
        .build();
  }

  public DescribeContainerInstancesResponse describeContainerInstances(
      DescribeContainerInstancesRequest request) {
    return gate.call(DESCRIBE_CONTAINER_INSTANCES, faults -> describe(request, faults));
  }

  private DescribeContainerInstancesResponse describe(
      DescribeContainerInstancesRequest request, Set<FaultKind> faults) {
    String cluster = reads.cluster(DESCRIBE_CONTAINER_INSTANCES, request.cluster());
    long asOf = reads.asOf(faults);
    List<ContainerInstance> hosts = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (String arn :
        reads.named(
            DESCRIBE_CONTAINER_INSTANCES,
            request.containerInstances(),
            PAGE,
            "Container instances")) {
      reads
          .world()
          .containerInstance(cluster, arn, asOf)
          .ifPresentOrElse(hosts::add, () -> failures.add(EcsReads.missing(arn)));
    }
    if (faults.contains(FaultKind.MISSING) && !hosts.isEmpty()) {
      ContainerInstance hidden = hosts.remove(dice.below(hosts.size()));
      failures.add(EcsReads.missing(hidden.containerInstanceArn()));
    }
    return DescribeContainerInstancesResponse.builder()
        .containerInstances(hosts)
        .failures(failures)
        .build();
  }
}
