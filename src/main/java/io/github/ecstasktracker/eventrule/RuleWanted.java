package io.github.ecstasktracker.eventrule;

import java.util.Optional;

/**
 * The desired rule.
 *
 * @param deadLetters queue for events that could not be delivered; empty if there is none
 */
record RuleWanted(
    String name, ClusterArns clusters, Endpoint target, Optional<Endpoint> deadLetters) {
  /** An older trigger is useless: a resync has corrected the difference by then. */
  static final int EVENT_AGE_SECONDS = 300;

  static final int ATTEMPTS = 10;

  /** Id of the target if none points there yet. */
  static final String TARGET_ID = "ecs-task-tracker";

  static final String DESCRIPTION = "ECS events for ecs-task-tracker.";

  String arn() {
    return clusters.rule(name);
  }

  String pattern() {
    return EventPattern.of(clusters).toString();
  }
}
