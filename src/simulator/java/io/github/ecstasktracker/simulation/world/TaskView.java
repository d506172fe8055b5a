package io.github.ecstasktracker.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.Connectivity;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.HealthStatus;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.NetworkInterface;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskStopCode;

/** Says of a task what DescribeTasks says of it, in the shapes of AWS's own samples. */
final class TaskView {
  private TaskView() {}

  static Task of(LiveTask task) {
    Task.Builder view =
        Task.builder()
            .taskArn(task.arn)
            .clusterArn(task.cluster.arn)
            .taskDefinitionArn(task.definition.taskDefinitionArn())
            .group(task.group)
            .startedBy(task.startedBy)
            .launchType(task.launchType)
            .lastStatus(task.status.name())
            .desiredStatus((task.wanted ? DesiredStatus.RUNNING : DesiredStatus.STOPPED).toString())
            .version((long) task.version)
            .createdAt(task.createdAt)
            .connectivity(Connectivity.CONNECTED)
            .availabilityZone(region(task) + "a")
            .cpu("256")
            .memory("512")
            .overrides(overrides -> overrides.containerOverrides(List.of()))
            .attachments(attachments(task))
            .containers(task.containers.stream().map(c -> container(task, c)).toList())
            .healthStatus(health(task));
    task.host.ifPresent(host -> view.containerInstanceArn(host.arn));
    task.startedAt.ifPresent(view::startedAt);
    task.stoppingAt.ifPresent(view::stoppingAt);
    task.stoppedAt.ifPresent(view::stoppedAt);
    task.stoppedReason.ifPresent(
        reason ->
            view.stoppedReason(reason)
                .stopCode(
                    reason.startsWith("Essential")
                        ? TaskStopCode.ESSENTIAL_CONTAINER_EXITED
                        : TaskStopCode.SERVICE_SCHEDULER_INITIATED));
    if (task.host.isEmpty()) {
      view.platformVersion("1.4.0").platformFamily("Linux");
    }
    return view.build();
  }

  /** The aggregate of the essential containers: UNHEALTHY, then UNKNOWN, then HEALTHY. */
  private static HealthStatus health(LiveTask task) {
    List<Health> essential =
        task.containers.stream().filter(LiveContainer::essential).map(c -> c.health).toList();
    if (essential.contains(Health.UNHEALTHY)) {
      return HealthStatus.UNHEALTHY;
    }
    return essential.contains(Health.UNKNOWN) || essential.isEmpty()
        ? HealthStatus.UNKNOWN
        : HealthStatus.HEALTHY;
  }

  private static Container container(LiveTask task, LiveContainer container) {
    Container.Builder view =
        Container.builder()
            .containerArn(container.arn)
            .taskArn(task.arn)
            .name(container.name())
            .image(container.definition.image())
            .imageDigest(container.imageDigest)
            .lastStatus(container.lastStatus)
            .healthStatus(container.health.name())
            .cpu("0")
            .memory("64")
            .networkBindings(task.bindingsLost ? List.of() : container.bindings)
            .networkInterfaces(interfaces(task));
    container.runtimeId.ifPresent(view::runtimeId);
    container.exitCode.ifPresent(view::exitCode);
    return view.build();
  }

  private static List<NetworkInterface> interfaces(LiveTask task) {
    return task.networkInterface
        .map(
            eni ->
                List.of(
                    NetworkInterface.builder()
                        .attachmentId(eni.attachmentId())
                        .privateIpv4Address(eni.address())
                        .build()))
        .orElse(List.of());
  }

  private static List<Attachment> attachments(LiveTask task) {
    Optional<LiveInterface> attached = task.networkInterface;
    if (attached.isEmpty()) {
      return List.of();
    }
    LiveInterface eni = attached.get();
    List<KeyValuePair> details = new ArrayList<>();
    details.add(pair("subnetId", eni.subnetId()));
    details.add(pair("networkInterfaceId", eni.interfaceId()));
    details.add(pair("macAddress", eni.mac()));
    details.add(
        pair(
            "privateDnsName",
            "ip-" + eni.address().replace('.', '-') + "." + region(task) + ".compute.internal"));
    details.add(pair("privateIPv4Address", eni.address()));
    return List.of(
        Attachment.builder()
            .id(eni.attachmentId())
            .type("ElasticNetworkInterface")
            .status(task.stopped() ? "DELETED" : "ATTACHED")
            .details(details)
            .build());
  }

  private static String region(LiveTask task) {
    return task.arn.split(":", 5)[3];
  }

  private static KeyValuePair pair(String name, String value) {
    return KeyValuePair.builder().name(name).value(value).build();
  }
}
