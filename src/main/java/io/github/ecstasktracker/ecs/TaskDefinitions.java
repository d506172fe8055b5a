package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/**
 * Task definitions by their own ARN.
 *
 * <ul>
 *   <li>A revision never changes, so one that was read is not read again while it is kept.
 *   <li>One read in flight per ARN: whoever else wants it waits for that one.
 *   <li>Bounded: what no new task was of for the longest goes first. Failures are not kept.
 * </ul>
 */
final class TaskDefinitions {
  private static final Logger LOG = LoggerFactory.getLogger(TaskDefinitions.class);

  private final AwsCalls calls;
  private final BoundedCache<String, TaskDefinitionSummary> known;
  private final ConcurrentHashMap<String, CompletableFuture<Result<TaskDefinitionSummary>>>
      inFlight = new ConcurrentHashMap<>();

  TaskDefinitions(AwsCalls calls, int max) {
    this.calls = calls;
    this.known = new BoundedCache<>(max);
  }

  Result<TaskDefinitionSummary> read(String arn, Urgency urgency) {
    Optional<TaskDefinitionSummary> cached = known.get(arn);
    if (cached.isPresent()) {
      return new Result.Ok<>(cached.get());
    }
    CompletableFuture<Result<TaskDefinitionSummary>> mine = new CompletableFuture<>();
    CompletableFuture<Result<TaskDefinitionSummary>> other = inFlight.putIfAbsent(arn, mine);
    if (other != null) {
      return other.join();
    }
    Result<TaskDefinitionSummary> outcome =
        new Result.Failed<>("DescribeTaskDefinition: the call broke off", false);
    try {
      // Somebody may have brought it between the look and the claim.
      outcome =
          known
              .get(arn)
              .<Result<TaskDefinitionSummary>>map(Result.Ok::new)
              .orElseGet(() -> call(arn, urgency));
      return outcome;
    } finally {
      inFlight.remove(arn);
      mine.complete(outcome);
    }
  }

  private Result<TaskDefinitionSummary> call(String arn, Urgency urgency) {
    return switch (calls.describeTaskDefinition(arn, urgency)) {
      case Result.Failed<TaskDefinition>(String reason, boolean throttled) ->
          new Result.Failed<>("task definition " + Arns.last(arn) + ": " + reason, throttled);
      case Result.Ok<TaskDefinition>(TaskDefinition definition) -> {
        TaskDefinitionSummary summary = TaskDefinitionParser.of(definition);
        for (String label : summary.ignored()) {
          LOG.atWarn()
              .addKeyValue("taskDefinition", summary.name())
              .log("A label is ignored: {}", label);
        }
        known.put(arn, summary);
        yield new Result.Ok<>(summary);
      }
    };
  }
}
