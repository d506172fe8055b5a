package io.github.ecstasktracker.simulation.world;

import java.util.List;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;

/** Says of a host what DescribeContainerInstances says of it. */
final class HostView {
  private HostView() {}

  static ContainerInstance of(LiveHost host) {
    return ContainerInstance.builder()
        .containerInstanceArn(host.arn)
        .ec2InstanceId(host.instanceId)
        .status(host.status)
        .agentConnected(host.connected)
        .version((long) host.version)
        .runningTasksCount(count(host, true))
        .pendingTasksCount(count(host, false))
        .registeredAt(host.registeredAt)
        .versionInfo(info -> info.agentVersion("1.99.0").dockerVersion("DockerVersion: 25.0.8"))
        .attributes(List.of())
        .attachments(List.of())
        .build();
  }

  private static int count(LiveHost host, boolean running) {
    int count = 0;
    for (LiveTask task : host.tasks) {
      count += (task.status == TaskStatus.RUNNING) == running ? 1 : 0;
    }
    return count;
  }
}
