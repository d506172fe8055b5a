package io.github.ecstasktracker.simulation.api;

import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_CLUSTERS;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_SERVICES;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_TASK_DEFINITION;
import static io.github.ecstasktracker.simulation.faults.Operation.LIST_SERVICES;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.faults.ApiErrors;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ecs.model.Cluster;
import software.amazon.awssdk.services.ecs.model.DescribeClustersRequest;
import software.amazon.awssdk.services.ecs.model.DescribeClustersResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;
import software.amazon.awssdk.services.ecs.model.Service;

/** ListServices, DescribeServices, DescribeTaskDefinition and DescribeClusters. */
public final class EcsServicesApi {
  // ListServices gives ten unless asked for more; DescribeServices takes no more than ten.
  private static final int TEN = 10;
  private static final int MOST_CLUSTERS = 100;

  private final Gate gate;
  private final EcsReads reads;
  private final Identity identity;
  private final Dice dice;

  EcsServicesApi(Gate gate, EcsReads reads, Identity identity, Dice dice) {
    this.gate = gate;
    this.reads = reads;
    this.identity = identity;
    this.dice = dice;
  }

  public ListServicesResponse listServices(ListServicesRequest request) {
    int page = PageToken.parse(request.nextToken()).map(PageToken::page).orElse(1);
    return gate.call(LIST_SERVICES, page, faults -> list(request, faults));
  }

  private ListServicesResponse list(ListServicesRequest request, Set<FaultKind> faults) {
    String cluster = reads.cluster(LIST_SERVICES, request.cluster());
    int size = reads.pageSize(LIST_SERVICES, request.maxResults(), TEN);
    PageToken token = reads.token(LIST_SERVICES, request.nextToken());
    List<Service> following =
        reads.world().services(cluster, reads.asOf(faults)).stream()
            .filter(service -> !service.status().equals("INACTIVE"))
            .filter(service -> service.serviceName().compareTo(token.after()) > 0)
            .limit(size + 1L)
            .toList();
    Page<Service> page = Page.cut(following, size, token, Service::serviceName, faults);
    return ListServicesResponse.builder()
        .serviceArns(page.entries().stream().map(Service::serviceArn).toList())
        .nextToken(page.token())
        .build();
  }

  public DescribeServicesResponse describeServices(DescribeServicesRequest request) {
    return gate.call(DESCRIBE_SERVICES, faults -> describe(request, faults));
  }

  private DescribeServicesResponse describe(
      DescribeServicesRequest request, Set<FaultKind> faults) {
    String cluster = reads.cluster(DESCRIBE_SERVICES, request.cluster());
    long asOf = reads.asOf(faults);
    List<Service> services = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    for (String name : reads.named(DESCRIBE_SERVICES, request.services(), TEN, "Services")) {
      reads
          .world()
          .service(cluster, name, asOf)
          .ifPresentOrElse(
              services::add,
              () ->
                  failures.add(
                      EcsReads.missing(identity.service(cluster, Identity.lastPart(name)))));
    }
    if (faults.contains(FaultKind.MISSING) && !services.isEmpty()) {
      failures.add(EcsReads.missing(services.remove(dice.below(services.size())).serviceArn()));
    }
    return DescribeServicesResponse.builder().services(services).failures(failures).build();
  }

  public DescribeTaskDefinitionResponse describeTaskDefinition(
      DescribeTaskDefinitionRequest request) {
    return gate.call(
        DESCRIBE_TASK_DEFINITION,
        faults ->
            DescribeTaskDefinitionResponse.builder()
                .taskDefinition(
                    reads
                        .world()
                        .taskDefinition(request.taskDefinition())
                        .orElseThrow(
                            () ->
                                ApiErrors.bad(
                                    DESCRIBE_TASK_DEFINITION,
                                    "ClientException",
                                    "Unable to describe task definition.")))
                .tags(List.of())
                .build());
  }

  public DescribeClustersResponse describeClusters(DescribeClustersRequest request) {
    return gate.call(
        DESCRIBE_CLUSTERS,
        faults -> {
          List<Cluster> clusters = new ArrayList<>();
          List<Failure> failures = new ArrayList<>();
          List<String> names =
              request.clusters().isEmpty()
                  ? List.of("default")
                  : reads.named(DESCRIBE_CLUSTERS, request.clusters(), MOST_CLUSTERS, "Clusters");
          long asOf = reads.asOf(faults);
          for (String name : names) {
            reads
                .world()
                .cluster(name)
                .ifPresentOrElse(
                    known -> clusters.add(cluster(known, asOf)),
                    () ->
                        failures.add(EcsReads.missing(identity.cluster(Identity.lastPart(name)))));
          }
          return DescribeClustersResponse.builder().clusters(clusters).failures(failures).build();
        });
  }

  private Cluster cluster(String name, long asOf) {
    List<Service> services =
        reads.world().services(name, asOf).stream()
            .filter(service -> service.status().equals("ACTIVE"))
            .toList();
    return Cluster.builder()
        .clusterName(name)
        .clusterArn(identity.cluster(name))
        .status("ACTIVE")
        .registeredContainerInstancesCount(reads.world().containerInstances(name, asOf).size())
        .activeServicesCount(services.size())
        .runningTasksCount(services.stream().mapToInt(Service::runningCount).sum())
        .pendingTasksCount(services.stream().mapToInt(Service::pendingCount).sum())
        .build();
  }
}
