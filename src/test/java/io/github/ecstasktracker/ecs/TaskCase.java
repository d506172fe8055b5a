package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.TaskState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.HealthCheck;
import software.amazon.awssdk.services.ecs.model.NetworkBinding;
import software.amazon.awssdk.services.ecs.model.NetworkInterface;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/**
 * One task and its definition, as a test wants them, and what the rules make of them. Unless told
 * otherwise: service {@code web}, definition {@code web:7}, running on host 10.0.1.5.
 */
final class TaskCase {
  private static final String INSTANCE = FakeCluster.instanceArn(1);

  private final TaskDefinition.Builder definition =
      TaskDefinition.builder().taskDefinitionArn(FakeCluster.ARN + "task-definition/web:7");
  private final List<ContainerDefinition> containerDefinitions = new ArrayList<>();
  private final List<Container> containers = new ArrayList<>();
  private final Task.Builder task =
      Task.builder()
          .taskArn(FakeCluster.taskArn("3f2a"))
          .clusterArn(FakeCluster.ARN + "cluster/prod")
          .taskDefinitionArn(FakeCluster.ARN + "task-definition/web:7")
          .containerInstanceArn(INSTANCE)
          .group("service:web")
          .lastStatus("RUNNING")
          .desiredStatus("RUNNING")
          .version(3L);
  private Result<Host> host = new Result.Ok<>(new Host("10.0.1.5", null));
  private OptionalInt defaultWeight = OptionalInt.empty();

  static TaskCase of(String networkMode) {
    TaskCase example = new TaskCase();
    example.definition.networkMode(networkMode);
    return example;
  }

  /** A bridge task whose only container maps 8080 to 32768. */
  static TaskCase bridge() {
    return of("bridge")
        .container("web", c -> {}, c -> c.networkBindings(binding(8080, 32_768)), tcp(8080));
  }

  /** An awsvpc task at 10.0.2.9 whose only container listens on 8080. */
  static TaskCase awsvpc() {
    return of("awsvpc")
        .container("web", c -> {}, c -> c.networkInterfaces(nic("10.0.2.9")), tcp(8080));
  }

  TaskCase container(
      String name,
      Consumer<ContainerDefinition.Builder> defined,
      Consumer<Container.Builder> described,
      PortMapping... ports) {
    ContainerDefinition.Builder definition =
        ContainerDefinition.builder().name(name).essential(true).portMappings(ports);
    defined.accept(definition);
    containerDefinitions.add(definition.build());
    Container.Builder container =
        Container.builder().name(name).lastStatus("RUNNING").healthStatus("UNKNOWN");
    described.accept(container);
    containers.add(container.build());
    return this;
  }

  TaskCase definedOnly(String name, PortMapping... ports) {
    containerDefinitions.add(
        ContainerDefinition.builder().name(name).essential(true).portMappings(ports).build());
    return this;
  }

  TaskCase task(Consumer<Task.Builder> change) {
    change.accept(task);
    return this;
  }

  TaskCase host(Result<Host> host) {
    this.host = host;
    return this;
  }

  /** ECS lists the containers the other way round than the definition does. */
  TaskCase describedBackwards() {
    Collections.reverse(containers);
    return this;
  }

  TaskCase defaultWeight(int weight) {
    this.defaultWeight = OptionalInt.of(weight);
    return this;
  }

  TaskDefinitionSummary summary() {
    return TaskDefinitionParser.of(definition.containerDefinitions(containerDefinitions).build());
  }

  ObservedTask read() {
    Task described = task.containers(containers).build();
    return new TaskReading(
            "prod",
            defaultWeight,
            Map.of(FakeCluster.ARN + "task-definition/web:7", new Result.Ok<>(summary())),
            new Addresses(Map.of(INSTANCE, host)),
            new Shared())
        .read(described);
  }

  TaskState state() {
    return read().state();
  }

  static NetworkInterface nic(String ip) {
    return NetworkInterface.builder().privateIpv4Address(ip).build();
  }

  static PortMapping tcp(int port) {
    return PortMapping.builder().containerPort(port).protocol("tcp").build();
  }

  static PortMapping mapping(Consumer<PortMapping.Builder> mapping) {
    return PortMapping.builder().applyMutation(mapping).build();
  }

  static NetworkBinding binding(int containerPort, int hostPort) {
    return binding("0.0.0.0", containerPort, hostPort, "tcp");
  }

  static NetworkBinding binding(String ip, int containerPort, int hostPort, String protocol) {
    return NetworkBinding.builder()
        .bindIP(ip)
        .containerPort(containerPort)
        .hostPort(hostPort)
        .protocol(protocol)
        .build();
  }

  static HealthCheck check() {
    return HealthCheck.builder().command("CMD", "true").build();
  }

  static TaskState http(String host, int port) {
    return server(host, port, "http", OptionalInt.empty());
  }

  static TaskState server(String host, int port, String scheme, OptionalInt weight) {
    return new TaskState.Resolved(new Server(new Address(host, port), scheme, weight));
  }

  static TaskState unknown(String reason) {
    return new TaskState.Unknown(reason);
  }
}
