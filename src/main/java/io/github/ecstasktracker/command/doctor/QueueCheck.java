package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.command.aws.QueueFacts;
import io.github.ecstasktracker.model.Result;
import java.util.List;
import java.util.function.Supplier;

/** The queue of events. */
public final class QueueCheck implements Check {
  private static final String NAME = "queue";

  private final Supplier<Result<QueueFacts>> facts;

  public QueueCheck(Supplier<Result<QueueFacts>> facts) {
    this.facts = facts;
  }

  @Override
  public List<Finding> run() {
    return switch (facts.get()) {
      case Result.Failed<QueueFacts>(String reason, boolean throttled) ->
          List.of(
              reason.contains("QueueDoesNotExist") || reason.contains("NonExistentQueue")
                  ? Finding.found(
                      NAME,
                      reason,
                      "check --queue-url / ECS_TASK_TRACKER_QUEUE_URL and --region / REGION")
                  : Finding.failed(NAME, reason));
      case Result.Ok<QueueFacts>(QueueFacts queue) ->
          List.of(
              queue.deadLetters()
                  ? Finding.ok(NAME, "reachable, %s messages waiting".formatted(queue.waiting()))
                  : Finding.found(
                      NAME,
                      "has no dead letter queue",
                      "give it a redrive policy, so that no message goes round for days"));
    };
  }
}
