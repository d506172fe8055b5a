package io.github.ecstasktracker.simulation.client;

import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_CLUSTERS;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_CONTAINER_INSTANCES;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_SERVICES;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_TASKS;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_TASK_DEFINITION;
import static io.github.ecstasktracker.simulation.faults.Operation.LIST_CONTAINER_INSTANCES;
import static io.github.ecstasktracker.simulation.faults.Operation.LIST_SERVICES;
import static io.github.ecstasktracker.simulation.faults.Operation.LIST_TASKS;

import io.github.ecstasktracker.simulation.api.AwsApi;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DescribeClustersRequest;
import software.amazon.awssdk.services.ecs.model.DescribeClustersResponse;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesRequest;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;

/** ECS, in process; what is not overridden is not supported. */
final class InProcessEcsClient implements EcsClient {
  private final AwsApi api;
  private final InProcessClients calls;

  InProcessEcsClient(AwsApi api, InProcessClients calls) {
    this.api = api;
    this.calls = calls;
  }

  @Override
  public ListTasksResponse listTasks(ListTasksRequest request) {
    return calls.call(LIST_TASKS, () -> api.tasks().listTasks(request));
  }

  @Override
  public DescribeTasksResponse describeTasks(DescribeTasksRequest request) {
    return calls.call(DESCRIBE_TASKS, () -> api.tasks().describeTasks(request));
  }

  @Override
  public ListContainerInstancesResponse listContainerInstances(
      ListContainerInstancesRequest request) {
    return calls.call(LIST_CONTAINER_INSTANCES, () -> api.hosts().listContainerInstances(request));
  }

  @Override
  public DescribeContainerInstancesResponse describeContainerInstances(
      DescribeContainerInstancesRequest request) {
    return calls.call(
        DESCRIBE_CONTAINER_INSTANCES, () -> api.hosts().describeContainerInstances(request));
  }

  @Override
  public ListServicesResponse listServices(ListServicesRequest request) {
    return calls.call(LIST_SERVICES, () -> api.services().listServices(request));
  }

  @Override
  public DescribeServicesResponse describeServices(DescribeServicesRequest request) {
    return calls.call(DESCRIBE_SERVICES, () -> api.services().describeServices(request));
  }

  @Override
  public DescribeTaskDefinitionResponse describeTaskDefinition(
      DescribeTaskDefinitionRequest request) {
    return calls.call(
        DESCRIBE_TASK_DEFINITION, () -> api.services().describeTaskDefinition(request));
  }

  @Override
  public DescribeClustersResponse describeClusters(DescribeClustersRequest request) {
    return calls.call(DESCRIBE_CLUSTERS, () -> api.services().describeClusters(request));
  }

  @Override
  public String serviceName() {
    return EcsClient.SERVICE_NAME;
  }

  @Override
  public void close() {}
}
