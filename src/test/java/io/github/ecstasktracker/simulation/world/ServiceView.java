package io.github.ecstasktracker.simulation.world;

import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.ecs.model.Deployment;
import software.amazon.awssdk.services.ecs.model.Service;

/** Says of a service what DescribeServices says of it. */
final class ServiceView {
  private ServiceView() {}

  static Service of(LiveService service) {
    List<LiveTask> wanted = service.alive.stream().filter(t -> t.wanted).toList();
    return Service.builder()
        .serviceArn(service.arn)
        .serviceName(service.name)
        .clusterArn(service.cluster.arn)
        .status(service.status.name())
        .launchType(service.launchType)
        .desiredCount(service.desired)
        .runningCount(count(wanted, true))
        .pendingCount(count(wanted, false))
        .taskDefinition(service.primary().definition().taskDefinitionArn())
        .deploymentConfiguration(
            configuration ->
                configuration
                    .minimumHealthyPercent(service.minimumHealthyPercent)
                    .maximumPercent(service.maximumPercent))
        .deployments(
            IntStream.range(0, service.deployments.size())
                .mapToObj(i -> deployment(service, wanted, i))
                .toList())
        .loadBalancers(List.of())
        .schedulingStrategy("REPLICA")
        .createdAt(service.createdAt)
        .createdBy("arn:aws:iam::" + account(service) + ":role/deployer")
        .build();
  }

  private static Deployment deployment(LiveService service, List<LiveTask> wanted, int index) {
    LiveDeployment deployment = service.deployments.get(index);
    List<LiveTask> own =
        wanted.stream().filter(t -> t.deployment.orElseThrow() == deployment).toList();
    return Deployment.builder()
        .id(deployment.id())
        .status(index == 0 ? "PRIMARY" : "ACTIVE")
        .taskDefinition(deployment.definition().taskDefinitionArn())
        .desiredCount(index == 0 ? service.desired : 0)
        .runningCount(count(own, true))
        .pendingCount(count(own, false))
        .createdAt(deployment.createdAt())
        .rolloutState(service.deployments.size() == 1 ? "COMPLETED" : "IN_PROGRESS")
        .build();
  }

  private static int count(List<LiveTask> tasks, boolean running) {
    return (int) tasks.stream().filter(t -> (t.status == TaskStatus.RUNNING) == running).count();
  }

  private static String account(LiveService service) {
    return service.arn.split(":", 6)[4];
  }
}
