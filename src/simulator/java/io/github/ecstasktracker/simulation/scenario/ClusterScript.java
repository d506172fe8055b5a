package io.github.ecstasktracker.simulation.scenario;

import java.util.List;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/** Stages a cluster: its hosts and what befalls them, and the way to its services. */
public final class ClusterScript {
  private final Stage stage;
  private final String name;

  public ClusterScript(Stage stage, String name) {
    this.stage = stage;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** An id that begins with {@code mi-} is a machine of one's own, for ECS Anywhere. */
  public ClusterScript host(String instanceId, String address) {
    stage.act(world -> world.addHost(name, instanceId, address));
    return this;
  }

  /** That many hosts, i-0001 at 10.0.0.1 and so on. */
  public ClusterScript hosts(int count) {
    for (int i = 1; i <= count; i++) {
      host(String.format("i-%04d", i), "10.0." + i / 256 + "." + i % 256);
    }
    return this;
  }

  /** ECS replaces the host's tasks, as far as each service's percents allow. */
  public ClusterScript drain(String instanceId) {
    stage.act(world -> world.drainHost(name, instanceId));
    return this;
  }

  public ClusterScript activate(String instanceId) {
    stage.act(world -> world.activateHost(name, instanceId));
    return this;
  }

  /** The machine is gone; ECS notices later. */
  public ClusterScript kill(String instanceId) {
    stage.act(world -> world.killHost(name, instanceId));
    return this;
  }

  public ClusterScript agentConnected(String instanceId, boolean connected) {
    stage.act(world -> world.connectAgent(name, instanceId, connected));
    return this;
  }

  /** The service of that name, which need not exist yet. */
  public ServiceScript service(String service) {
    return new ServiceScript(stage, this, service);
  }

  /** Runs a task outside any service; the group may pretend to be one, "service:web". */
  public ClusterScript runTask(String family, Definition definition, String group) {
    stage.act(
        world -> {
          TaskDefinition registered = world.register(definition.content(family));
          world.runTask(name, registered, group, definition.launchType());
        });
    return this;
  }

  /** Somebody stops one task by hand. */
  public ClusterScript stopTask(String taskArn) {
    stage.act(world -> world.stopTask(name, taskArn, "Task stopped by user"));
    return this;
  }

  public List<String> serviceNames() {
    return stage.look(
        reads ->
            reads.services(name, stage.timeline().nanos()).stream()
                .filter(service -> service.status().equals("ACTIVE"))
                .map(service -> service.serviceName())
                .toList());
  }
}
