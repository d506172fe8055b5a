package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.ListContainerInstancesResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DescribeInstanceInformationResponse;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;

/**
 * The AWS calls of this room. Each goes through the gate, makes one call and returns its outcome;
 * the injected clients bring the timeouts. Nothing is retried here.
 */
final class AwsCalls {
  /** The most that ListTasks, DescribeTasks and DescribeContainerInstances take at once. */
  static final int ECS_PAGE = 100;

  /** The most that DescribeServices takes at once. */
  static final int SERVICES_PAGE = 10;

  /** The most values of one EC2 filter. */
  static final int EC2_FILTER_VALUES = 200;

  /** The most results of a page of DescribeInstanceInformation. */
  static final int SSM_PAGE = 50;

  private static final int EC2_PAGE = 1_000;

  private final EcsClient ecs;
  private final Ec2Client ec2;
  private final SsmClient ssm;
  private final CallGate gate;

  AwsCalls(EcsClient ecs, Ec2Client ec2, SsmClient ssm, CallGate gate) {
    this.ecs = ecs;
    this.ec2 = ec2;
    this.ssm = ssm;
    this.gate = gate;
  }

  /** A page of the tasks that ECS wants to run. A service that is unknown to ECS has none. */
  Result<ListTasksResponse> listTasks(
      String cluster, @Nullable String service, @Nullable String token, Urgency urgency) {
    return call(
        AwsApi.ECS_CLUSTER_RESOURCE_READ,
        urgency,
        "ListTasks",
        () -> {
          try {
            return ecs.listTasks(
                request ->
                    request
                        .cluster(cluster)
                        .serviceName(service)
                        .desiredStatus(DesiredStatus.RUNNING)
                        .maxResults(ECS_PAGE)
                        .nextToken(token));
          } catch (ServiceNotFoundException e) {
            return ListTasksResponse.builder().build();
          }
        });
  }

  Result<DescribeTasksResponse> describeTasks(
      String cluster, Collection<String> arns, Urgency urgency) {
    return call(
        AwsApi.ECS_CLUSTER_RESOURCE_READ,
        urgency,
        "DescribeTasks",
        () -> ecs.describeTasks(request -> request.cluster(cluster).tasks(arns)));
  }

  Result<DescribeContainerInstancesResponse> describeContainerInstances(
      String cluster, Collection<String> arns, Urgency urgency) {
    return call(
        AwsApi.ECS_CLUSTER_RESOURCE_READ,
        urgency,
        "DescribeContainerInstances",
        () ->
            ecs.describeContainerInstances(
                request -> request.cluster(cluster).containerInstances(arns)));
  }

  /** A page of a cluster's container instances, whether tasks run there or not. */
  Result<ListContainerInstancesResponse> listContainerInstances(
      String cluster, @Nullable String token, Urgency urgency) {
    return call(
        AwsApi.ECS_CLUSTER_RESOURCE_READ,
        urgency,
        "ListContainerInstances",
        () ->
            ecs.listContainerInstances(
                request -> request.cluster(cluster).maxResults(ECS_PAGE).nextToken(token)));
  }

  /**
   * With the whole of our share, whoever asks: who asks for a change joins a question of the resync
   * that is under way, and must not wait behind what is kept for him.
   */
  Result<TaskDefinition> describeTaskDefinition(String arn) {
    return call(
        AwsApi.ECS_TASK_DEFINITION_READ,
        Urgency.LIVE,
        "DescribeTaskDefinition",
        () -> ecs.describeTaskDefinition(request -> request.taskDefinition(arn)).taskDefinition());
  }

  Result<DescribeServicesResponse> describeServices(
      String cluster, Collection<String> services, Urgency urgency) {
    return call(
        AwsApi.ECS_SERVICE_READ,
        urgency,
        "DescribeServices",
        () -> ecs.describeServices(request -> request.cluster(cluster).services(services)));
  }

  /**
   * By filter, because one unknown id among {@code InstanceIds} fails the whole call, and because
   * those cannot be paged (EC2 API reference, DescribeInstances).
   */
  Result<DescribeInstancesResponse> describeInstances(
      Collection<String> ids, @Nullable String token, Urgency urgency) {
    return call(
        AwsApi.EC2_READ,
        urgency,
        "DescribeInstances",
        () ->
            ec2.describeInstances(
                request ->
                    request
                        .filters(Filter.builder().name("instance-id").values(ids).build())
                        .maxResults(EC2_PAGE)
                        .nextToken(token)));
  }

  Result<DescribeInstanceInformationResponse> describeInstanceInformation(
      Collection<String> ids, @Nullable String token, Urgency urgency) {
    return call(
        AwsApi.SSM_READ,
        urgency,
        "DescribeInstanceInformation",
        () ->
            ssm.describeInstanceInformation(
                request ->
                    request
                        .filters(
                            InstanceInformationStringFilter.builder()
                                .key("InstanceIds")
                                .values(ids)
                                .build())
                        .maxResults(SSM_PAGE)
                        .nextToken(token)));
  }

  private <T> Result<T> call(AwsApi api, Urgency urgency, String operation, Supplier<T> attempt) {
    return gate.call(
        api,
        urgency,
        () -> {
          try {
            return new Result.Ok<>(attempt.get());
          } catch (ClusterNotFoundException e) {
            return new Result.Failed<>(
                operation + ": there is no such cluster in this account and Region", false);
          } catch (SdkException e) {
            return AwsFailures.of(operation, e);
          }
        });
  }
}
