package io.github.ecstasktracker.ecs;

import java.util.List;
import software.amazon.awssdk.core.util.DefaultSdkAutoConstructList;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * A described task without what this package does not read. A description takes some kilobytes
 * (image digests, limits, overrides, attributes), and a read of everything holds all of them until
 * the last page is there.
 */
final class TrimmedTask {
  private TrimmedTask() {}

  static Task of(Task task, Shared shared) {
    return Task.builder()
        .taskArn(task.taskArn())
        .clusterArn(shared.text(task.clusterArn()))
        .containerInstanceArn(shared.text(task.containerInstanceArn()))
        .taskDefinitionArn(shared.text(task.taskDefinitionArn()))
        .group(shared.text(task.group()))
        .version(task.version())
        .lastStatus(shared.text(task.lastStatus()))
        .desiredStatus(shared.text(task.desiredStatus()))
        .healthStatus(shared.text(task.healthStatusAsString()))
        .startedAt(task.startedAt())
        .stoppingAt(task.stoppingAt())
        .executionStoppedAt(task.executionStoppedAt())
        .stoppedAt(task.stoppedAt())
        .stoppedReason(task.stoppedReason())
        .attachments(attachments(task.attachments()))
        .containers(task.containers().stream().map(each -> container(each, shared)).toList())
        .build();
  }

  /** Most tasks have none, and the SDK has an instance of its own for that. */
  private static List<Attachment> attachments(List<Attachment> attachments) {
    return attachments.isEmpty() ? DefaultSdkAutoConstructList.getInstance() : attachments;
  }

  private static Container container(Container container, Shared shared) {
    return Container.builder()
        .name(shared.text(container.name()))
        .runtimeId(container.runtimeId())
        .lastStatus(shared.text(container.lastStatus()))
        .healthStatus(shared.text(container.healthStatusAsString()))
        .networkBindings(container.networkBindings())
        .networkInterfaces(container.networkInterfaces())
        .build();
  }
}
