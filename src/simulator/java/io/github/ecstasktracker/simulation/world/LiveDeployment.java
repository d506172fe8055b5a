package io.github.ecstasktracker.simulation.world;

import java.time.Instant;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/** One rollout of a service; its id is its tasks' {@code startedBy}. */
record LiveDeployment(String id, TaskDefinition definition, Instant createdAt) {}
