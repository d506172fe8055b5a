package io.github.ecstasktracker.command.doctor;

import io.github.ecstasktracker.app.aws.QueueFacts;
import io.github.ecstasktracker.model.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Checks the event queue. */
public final class QueueCheck implements Check {
  private static final String NAME = "queue";

  /** With a longer retention, the controller would process long outdated events after an outage. */
  private static final Duration RETENTION_MAX = Duration.ofMinutes(15);

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
      case Result.Ok<QueueFacts>(QueueFacts queue) -> judge(queue);
    };
  }

  private static List<Finding> judge(QueueFacts queue) {
    List<Finding> findings = new ArrayList<>();
    if (!queue.deadLetters()) {
      findings.add(
          Finding.found(
              NAME,
              "has no dead letter queue",
              "give it a redrive policy, so that no message is redelivered for days"));
    }
    if (queue.retention().compareTo(RETENTION_MAX) > 0) {
      findings.add(
          Finding.found(
              NAME,
              "keeps messages for %d s; old ones are useless, since a resync has corrected everything by then"
                  .formatted(queue.retention().toSeconds()),
              "set its MessageRetentionPeriod to 600"));
    }
    if (findings.isEmpty()) {
      findings.add(Finding.ok(NAME, "reachable, %s messages waiting".formatted(queue.waiting())));
    }
    return findings;
  }
}
