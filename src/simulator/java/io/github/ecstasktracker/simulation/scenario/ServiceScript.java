package io.github.ecstasktracker.simulation.scenario;

import io.github.ecstasktracker.simulation.world.Health;
import io.github.ecstasktracker.simulation.world.ServiceOrder;
import io.github.ecstasktracker.simulation.world.World;
import io.github.ecstasktracker.simulation.world.WorldReads;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/**
 * Stages a service. {@link #runs} creates it, or rolls it to another definition; every other act
 * needs it to be there.
 */
public final class ServiceScript {
  private static final int MINIMUM_PERCENT = 100;
  private static final int MAXIMUM_PERCENT = 200;

  private final Stage stage;
  private final ClusterScript cluster;
  private final String name;
  // Asked for before the service is there.
  private int firstTasks = 1;

  ServiceScript(Stage stage, ClusterScript cluster, String name) {
    this.stage = stage;
    this.cluster = cluster;
    this.name = name;
  }

  /** Back to the cluster, to go on with another service. */
  public ClusterScript and() {
    return cluster;
  }

  public String name() {
    return name;
  }

  /** The desired count: of the service to come, or of the one that is there. */
  public ServiceScript tasks(int desired) {
    firstTasks = desired;
    if (active().isPresent()) {
      stage.act(world -> world.scale(cluster.name(), name, desired));
    }
    return this;
  }

  public ServiceScript bridge(int... containerPorts) {
    return runs(Definition.bridge(containerPorts));
  }

  public ServiceScript fargate(int... containerPorts) {
    return runs(Definition.fargate(containerPorts));
  }

  /** Creates the service, or rolls it to a new revision of this content. */
  public ServiceScript runs(Definition definition) {
    boolean exists = active().isPresent();
    stage.act(
        world -> {
          TaskDefinition registered = world.register(definition.content(name));
          if (exists) {
            world.deploy(cluster.name(), name, registered);
          } else {
            world.createService(
                new ServiceOrder(
                    cluster.name(),
                    name,
                    definition.launchType(),
                    registered,
                    firstTasks,
                    MINIMUM_PERCENT,
                    MAXIMUM_PERCENT));
          }
        });
    return this;
  }

  /** Creates the service with the definition that another one runs. */
  public ServiceScript sharing(ServiceScript other) {
    Service theirs = other.active().orElseThrow(other::absent);
    stage.act(
        world ->
            world.createService(
                new ServiceOrder(
                    cluster.name(),
                    name,
                    theirs.launchType(),
                    stage.reads().taskDefinition(theirs.taskDefinition()).orElseThrow(),
                    firstTasks,
                    MINIMUM_PERCENT,
                    MAXIMUM_PERCENT)));
    return this;
  }

  /** Rolls to a new revision of the same content. */
  public ServiceScript roll() {
    String current = active().orElseThrow(this::absent).taskDefinition();
    TaskDefinition content = stage.look(reads -> reads.taskDefinition(current).orElseThrow());
    stage.act(world -> world.deploy(cluster.name(), name, world.register(content)));
    return this;
  }

  /** Replaces all tasks, and keeps the revision: a forced new deployment. */
  public ServiceScript redeploy() {
    String current = active().orElseThrow(this::absent).taskDefinition();
    TaskDefinition same = stage.look(reads -> reads.taskDefinition(current).orElseThrow());
    stage.act(world -> world.deploy(cluster.name(), name, same));
    return this;
  }

  public ServiceScript percents(int minimumHealthy, int maximum) {
    stage.act(world -> world.percents(cluster.name(), name, minimumHealthy, maximum));
    return this;
  }

  /** Unhealthy tasks stay, as with an external deployment controller. */
  public ServiceScript keepsUnhealthy() {
    stage.act(world -> world.replacesUnhealthy(cluster.name(), name, false));
    return this;
  }

  /** The first {@code count} running tasks die by themselves. */
  public ServiceScript crash(int count) {
    return each(count, (world, arn) -> world.crashTask(cluster.name(), arn));
  }

  /** Somebody stops the first {@code count} running tasks by hand. */
  public ServiceScript stop(int count) {
    return each(count, (world, arn) -> world.stopTask(cluster.name(), arn, "Task stopped by user"));
  }

  /** Turns the health of the first {@code count} running tasks. */
  public ServiceScript health(int count, Health health) {
    return each(count, (world, arn) -> world.turnHealth(cluster.name(), arn, health));
  }

  /** Deletes the service; the same name may be created anew when it is INACTIVE. */
  public ServiceScript delete() {
    stage.act(world -> world.deleteService(cluster.name(), name));
    return this;
  }

  /** The tasks that really run, by ARN. */
  public List<String> runningTasks() {
    return stage.look(this::running);
  }

  public String status() {
    return latest().map(Service::status).orElseThrow(this::absent);
  }

  private ServiceScript each(int count, BiConsumer<World, String> act) {
    stage.act(
        world -> {
          List<String> running = running(stage.reads());
          running
              .subList(0, Math.min(count, running.size()))
              .forEach(arn -> act.accept(world, arn));
        });
    return this;
  }

  private List<String> running(WorldReads reads) {
    return reads.runningNow(cluster.name(), name).stream().map(Task::taskArn).toList();
  }

  private Optional<Service> active() {
    return latest().filter(service -> service.status().equals("ACTIVE"));
  }

  private Optional<Service> latest() {
    return stage.look(reads -> reads.service(cluster.name(), name, stage.timeline().nanos()));
  }

  private IllegalStateException absent() {
    return new IllegalStateException("no service " + name);
  }
}
