package io.github.ecstasktracker.simulation.world;

import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/** What somebody asks for when creating a service. */
public record ServiceOrder(
    String cluster,
    String name,
    LaunchType launchType,
    TaskDefinition definition,
    int desired,
    int minimumHealthyPercent,
    int maximumPercent) {}
