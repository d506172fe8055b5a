package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.History;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.core.Timeline;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/** Makes tasks, with ids and ARNs of the forms ECS gives them. */
final class TaskFactory {
  private final Identity identity;
  private final Timeline timeline;
  private final Dice dice;
  private final WorldSettings settings;

  TaskFactory(Identity identity, Timeline timeline, Dice dice, WorldSettings settings) {
    this.identity = identity;
    this.timeline = timeline;
    this.dice = dice;
    this.settings = settings;
  }

  LiveTask ofService(LiveService service, Optional<LiveHost> host) {
    LiveDeployment deployment = service.primary();
    return make(
        service.cluster,
        "service:" + service.name,
        deployment.id(),
        Optional.of(service),
        Optional.of(deployment),
        host,
        deployment.definition(),
        service.launchType);
  }

  LiveTask standalone(
      LiveCluster cluster,
      TaskDefinition definition,
      String group,
      LaunchType launchType,
      Optional<LiveHost> host) {
    return make(
        cluster,
        group,
        "an operator",
        Optional.empty(),
        Optional.empty(),
        host,
        definition,
        launchType);
  }

  private LiveTask make(
      LiveCluster cluster,
      String group,
      String startedBy,
      Optional<LiveService> service,
      Optional<LiveDeployment> deployment,
      Optional<LiveHost> host,
      TaskDefinition definition,
      LaunchType launchType) {
    String id = settings.shortTaskArns() ? dice.uuid().toString() : dice.hex(32);
    String arn =
        settings.shortTaskArns() ? identity.shortTask(id) : identity.task(cluster.name, id);
    LiveTask.Birth birth =
        new LiveTask.Birth(
            id,
            arn,
            cluster,
            group,
            startedBy,
            service,
            deployment,
            host,
            definition,
            launchType,
            definition.containerDefinitions().stream()
                .map(
                    container ->
                        new LiveContainer(
                            container,
                            identity.container(cluster.name, id, dice.uuid().toString()),
                            "sha256:" + dice.hex(64)))
                .toList(),
            timeline.now());
    return new LiveTask(birth, new History<>(settings.memory()));
  }
}
