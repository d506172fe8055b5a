package io.github.ecstasktracker.trigger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Metrics that can be asked. */
final class Counts {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final TriggerMetrics metrics = new TriggerMetrics(registry);

  double triggers(String source, String outcome) {
    return registry
        .get("ecs_task_tracker.triggers")
        .tag("source", source)
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  double sqsErrors(String operation) {
    return registry
        .get("ecs_task_tracker.sqs.errors")
        .tag("operation", operation)
        .counter()
        .count();
  }
}
