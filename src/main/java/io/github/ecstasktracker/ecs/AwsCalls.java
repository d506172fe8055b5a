package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
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
public final class AwsCalls {
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
  private final MonotonicClock clock;

  /**
   * @param ecs brings both of the SDK's call timeouts, as do the other clients
   */
  public AwsCalls(
      EcsClient ecs, Ec2Client ec2, SsmClient ssm, CallGate gate, MonotonicClock clock) {
    this.ecs = ecs;
    this.ec2 = ec2;
    this.ssm = ssm;
    this.gate = gate;
    this.clock = clock;
  }

  /**
   * A page of the tasks that ECS wants to run; none of a service that ECS does not know. What is
   * wrong with one cluster (it is gone, or may not be listed) is an answer: it must not open the
   * circuit for all.
   */
  TaskList listTasks(
      String cluster, @Nullable String service, @Nullable String token, Urgency urgency) {
    String where = where(cluster, service);
    Result<TaskList> answer =
        gate.call(
            AwsApi.ECS_CLUSTER_RESOURCE_READ,
            urgency,
            () -> {
              long begun = clock.nanos();
              try {
                ListTasksResponse page =
                    ecs.listTasks(
                        request ->
                            request
                                .cluster(cluster)
                                .serviceName(service)
                                .desiredStatus(DesiredStatus.RUNNING)
                                .maxResults(EcsReader.PAGE)
                                .nextToken(token));
                return new Result.Ok<>(
                    new TaskList.Page(
                        page.taskArns(),
                        Optional.ofNullable(page.nextToken()).filter(next -> !next.isEmpty()),
                        begun));
              } catch (ServiceNotFoundException e) {
                return new Result.Ok<>(new TaskList.Page(List.of(), Optional.empty(), begun));
              } catch (ClusterNotFoundException e) {
                return new Result.Ok<>(
                    new TaskList.NoCluster(
                        where + "there is no such cluster in this account and Region"));
              } catch (SdkException e) {
                Result.Failed<TaskList> failed = AwsFailures.of("ListTasks", e);
                return AwsFailures.isDenied(e)
                    ? new Result.Ok<>(new TaskList.Failed(where + failed.reason(), false))
                    : failed;
              }
            });
    return switch (answer) {
      case Result.Ok<TaskList>(TaskList list) -> list;
      case Result.Failed<TaskList>(String reason, boolean throttled) ->
          new TaskList.Failed(where + reason, throttled);
    };
  }

  private static String where(String cluster, @Nullable String service) {
    return "list of cluster "
        + Arns.clusterName(cluster)
        + (service == null ? "" : ", service " + service)
        + ": ";
  }

  /** What ECS says of a request to describe tasks. */
  sealed interface Described {
    record Tasks(DescribeTasksResponse response) implements Described {}

    /** The request is invalid, as one with an ARN of another account is. */
    record Refused(String reason) implements Described {}
  }

  /**
   * @param arns chosen once the token is there; no call is made for none
   */
  Result<Described> describeTasks(String cluster, Supplier<List<String>> arns, Urgency urgency) {
    return call(
        AwsApi.ECS_CLUSTER_RESOURCE_READ,
        urgency,
        "DescribeTasks",
        () -> {
          List<String> chosen = arns.get();
          if (chosen.isEmpty()) {
            return new Described.Tasks(DescribeTasksResponse.builder().build());
          }
          try {
            return new Described.Tasks(
                ecs.describeTasks(request -> request.cluster(cluster).tasks(chosen)));
          } catch (InvalidParameterException e) {
            return new Described.Refused(AwsFailures.of("DescribeTasks", e).reason());
          }
        });
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
                request -> request.cluster(cluster).maxResults(EcsReader.PAGE).nextToken(token)));
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
      Collection<String> ids, @Nullable String token) {
    return call(
        AwsApi.EC2_READ,
        Urgency.LIVE,
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
      Collection<String> ids, @Nullable String token) {
    return call(
        AwsApi.SSM_READ,
        Urgency.LIVE,
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
