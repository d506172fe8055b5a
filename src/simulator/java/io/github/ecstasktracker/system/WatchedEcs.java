package io.github.ecstasktracker.system;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;

/**
 * ECS as one process calls it. Whatever the process is made of, this is what it can know: what it
 * asked, when it sent that, and what came back.
 */
final class WatchedEcs implements EcsClient {
  /** Sees every list and every description of tasks; times are by the process's own clock. */
  interface Listener {
    /** A page of a list is asked for. */
    void asksForList(ListTasksRequest request);

    void listed(ListTasksRequest request, ListTasksResponse answer, long begunNanos);

    /**
     * A description ended, be it with an answer or without.
     *
     * @param begunNanos when it was asked for
     */
    void endsDescription(DescribeTasksRequest request, long begunNanos);

    /** A call had no answer. */
    void failed();

    void described(DescribeTasksRequest request, DescribeTasksResponse answer, long begunNanos);
  }

  private final EcsClient there;
  private final LongSupplier clock;
  private final Listener listener;

  WatchedEcs(EcsClient there, LongSupplier clock, Listener listener) {
    this.there = there;
    this.clock = clock;
    this.listener = listener;
  }

  @Override
  public ListTasksResponse listTasks(ListTasksRequest request) {
    long begun = clock.getAsLong();
    listener.asksForList(request);
    try {
      ListTasksResponse answer = there.listTasks(request);
      listener.listed(request, answer, begun);
      return answer;
    } catch (ServiceNotFoundException e) {
      // A service that ECS does not know has no tasks.
      listener.listed(request, ListTasksResponse.builder().build(), begun);
      throw e;
    } catch (RuntimeException e) {
      listener.failed();
      throw e;
    }
  }

  @Override
  public DescribeTasksResponse describeTasks(DescribeTasksRequest request) {
    long begun = clock.getAsLong();
    try {
      DescribeTasksResponse answer = there.describeTasks(request);
      listener.described(request, answer, begun);
      return answer;
    } catch (RuntimeException e) {
      listener.failed();
      throw e;
    } finally {
      listener.endsDescription(request, begun);
    }
  }

  @Override
  public ListContainerInstancesResponse listContainerInstances(
      ListContainerInstancesRequest request) {
    return told(() -> there.listContainerInstances(request));
  }

  @Override
  public DescribeContainerInstancesResponse describeContainerInstances(
      DescribeContainerInstancesRequest request) {
    return told(() -> there.describeContainerInstances(request));
  }

  @Override
  public ListServicesResponse listServices(ListServicesRequest request) {
    return told(() -> there.listServices(request));
  }

  @Override
  public DescribeServicesResponse describeServices(DescribeServicesRequest request) {
    return told(() -> there.describeServices(request));
  }

  @Override
  public DescribeTaskDefinitionResponse describeTaskDefinition(
      DescribeTaskDefinitionRequest request) {
    return told(() -> there.describeTaskDefinition(request));
  }

  @Override
  public DescribeClustersResponse describeClusters(DescribeClustersRequest request) {
    return told(() -> there.describeClusters(request));
  }

  private <R> R told(Supplier<R> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      listener.failed();
      throw e;
    }
  }

  @Override
  public String serviceName() {
    return EcsClient.SERVICE_NAME;
  }

  @Override
  public void close() {}
}
