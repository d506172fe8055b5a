package io.github.ecstasktracker.eventrule;

import java.util.Optional;

/**
 * What the rule should be.
 *
 * @param deadLetters where events go that could not be delivered; empty where there is no queue for
 *     them
 */
record RuleWanted(
    String name, ClusterArns clusters, Endpoint target, Optional<Endpoint> deadLetters) {
  /** An older trigger is worth nothing: the resync has healed by then. */
  static final int EVENT_AGE_SECONDS = 300;

  static final int ATTEMPTS = 10;

  /** Of the target, where none leads there yet. */
  static final String TARGET_ID = "ecs-task-tracker";

  static final String DESCRIPTION = "ECS events for ecs-task-tracker.";

  String arn() {
    return clusters.rule(name);
  }

  String pattern() {
    return EventPattern.of(clusters).toString();
  }
}
