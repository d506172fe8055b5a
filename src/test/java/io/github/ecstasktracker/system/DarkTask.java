package io.github.ecstasktracker.system;

import java.util.List;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.Task;

/** ECS as it is, but that one task is described without its port bindings, for ever. */
record DarkTask(EcsClient ecs, String arn) implements EcsClient {
  @Override
  public ListTasksResponse listTasks(ListTasksRequest request) {
    return ecs.listTasks(request);
  }

  @Override
  public DescribeTasksResponse describeTasks(DescribeTasksRequest request) {
    DescribeTasksResponse answer = ecs.describeTasks(request);
    return answer.toBuilder().tasks(answer.tasks().stream().map(this::darken).toList()).build();
  }

  private Task darken(Task task) {
    return task.taskArn().equals(arn)
        ? task.toBuilder()
            .containers(
                task.containers().stream()
                    .map(container -> container.toBuilder().networkBindings(List.of()).build())
                    .toList())
            .build()
        : task;
  }

  @Override
  public DescribeContainerInstancesResponse describeContainerInstances(
      DescribeContainerInstancesRequest request) {
    return ecs.describeContainerInstances(request);
  }

  @Override
  public DescribeServicesResponse describeServices(DescribeServicesRequest request) {
    return ecs.describeServices(request);
  }

  @Override
  public DescribeTaskDefinitionResponse describeTaskDefinition(
      DescribeTaskDefinitionRequest request) {
    return ecs.describeTaskDefinition(request);
  }

  @Override
  public String serviceName() {
    return EcsClient.SERVICE_NAME;
  }

  @Override
  public void close() {
    ecs.close();
  }
}
