package io.github.ecstasktracker.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Deployment;
import software.amazon.awssdk.services.ecs.model.Service;

/**
 * Says of a service, as it was when this was made, what DescribeServices says of it. It is put into
 * words when somebody asks for it first: services change far more often than they are described.
 */
final class ServiceView implements Supplier<Service> {
  /** A deployment, and how many of the wanted tasks are its own. */
  private record Share(LiveDeployment deployment, int running, int pending) {}

  private final LiveService service;
  private final LiveService.Status status;
  private final int desired;
  private final int minimumHealthyPercent;
  private final int maximumPercent;
  private final List<Share> shares = new ArrayList<>();
  private int running;
  private int pending;
  private @Nullable Service said;

  ServiceView(LiveService service) {
    this.service = service;
    this.status = service.status;
    this.desired = service.desired;
    this.minimumHealthyPercent = service.minimumHealthyPercent;
    this.maximumPercent = service.maximumPercent;
    for (LiveDeployment deployment : service.deployments) {
      shares.add(share(deployment));
    }
    for (LiveTask task : service.alive) {
      running += task.wanted && task.status == TaskStatus.RUNNING ? 1 : 0;
      pending += task.wanted && task.status != TaskStatus.RUNNING ? 1 : 0;
    }
  }

  private Share share(LiveDeployment deployment) {
    int itsRunning = 0;
    int itsPending = 0;
    for (LiveTask task : service.alive) {
      if (task.wanted && task.deployment.orElseThrow() == deployment) {
        itsRunning += task.status == TaskStatus.RUNNING ? 1 : 0;
        itsPending += task.status == TaskStatus.RUNNING ? 0 : 1;
      }
    }
    return new Share(deployment, itsRunning, itsPending);
  }

  @Override
  public Service get() {
    Service before = said;
    Service words = before == null ? say() : before;
    said = words;
    return words;
  }

  private Service say() {
    List<Deployment> deployments = new ArrayList<>();
    for (Share share : shares) {
      deployments.add(deployment(share, deployments.isEmpty()));
    }
    return Service.builder()
        .serviceArn(service.arn)
        .serviceName(service.name)
        .clusterArn(service.cluster.arn)
        .status(status.name())
        .launchType(service.launchType)
        .desiredCount(desired)
        .runningCount(running)
        .pendingCount(pending)
        .taskDefinition(shares.getFirst().deployment().definition().taskDefinitionArn())
        .deploymentConfiguration(
            configuration ->
                configuration
                    .minimumHealthyPercent(minimumHealthyPercent)
                    .maximumPercent(maximumPercent))
        .deployments(deployments)
        .loadBalancers(List.of())
        .schedulingStrategy("REPLICA")
        .createdAt(service.createdAt)
        .createdBy("arn:aws:iam::" + account(service) + ":role/deployer")
        .build();
  }

  private Deployment deployment(Share share, boolean primary) {
    LiveDeployment deployment = share.deployment();
    return Deployment.builder()
        .id(deployment.id())
        .status(primary ? "PRIMARY" : "ACTIVE")
        .taskDefinition(deployment.definition().taskDefinitionArn())
        .desiredCount(primary ? desired : 0)
        .runningCount(share.running())
        .pendingCount(share.pending())
        .createdAt(deployment.createdAt())
        .rolloutState(shares.size() == 1 ? "COMPLETED" : "IN_PROGRESS")
        .build();
  }

  private static String account(LiveService service) {
    return service.arn.split(":", 6)[4];
  }
}
