package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Result;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/**
 * Task definitions by their own ARN.
 *
 * <ul>
 *   <li>A revision never changes, so one that was read is not read again while it is kept, be it
 *       here or by the {@link DefinitionKeeper}.
 *   <li>One question to ECS in flight per ARN: whoever else wants it waits for that one.
 *   <li>Bounded: what no task was of for the longest goes first. Failures are not kept.
 * </ul>
 */
final class TaskDefinitions {
  private static final Logger LOG = LoggerFactory.getLogger(TaskDefinitions.class);

  private final AwsCalls calls;
  private final Fanout fanout;
  private final DefinitionKeeper keeper;
  private final BoundedCache<String, TaskDefinitionSummary> known;
  private final SingleFlight<Result<TaskDefinitionSummary>> inFlight = new SingleFlight<>();

  TaskDefinitions(AwsCalls calls, Fanout fanout, DefinitionKeeper keeper, int max) {
    this.calls = calls;
    this.fanout = fanout;
    this.keeper = keeper;
    this.known = new BoundedCache<>(max);
  }

  /** The definition where it was read before; asks nobody. */
  Optional<TaskDefinitionSummary> known(String arn) {
    return known.get(arn);
  }

  /** Every one of them, side by side. What is known neither here nor to the keeper is asked for. */
  Map<String, Result<TaskDefinitionSummary>> read(Collection<String> arns) {
    Map<String, Result<TaskDefinitionSummary>> read = HashMap.newHashMap(arns.size());
    Set<String> unknown = new LinkedHashSet<>();
    for (String arn : arns) {
      known
          .get(arn)
          .ifPresentOrElse(
              summary -> read.put(arn, new Result.Ok<>(summary)), () -> unknown.add(arn));
    }
    keeper
        .load(unknown)
        .forEach(
            (arn, summary) -> {
              learn(arn, summary);
              read.put(arn, new Result.Ok<>(summary));
              unknown.remove(arn);
            });
    List<String> asked = List.copyOf(unknown);
    List<Result<TaskDefinitionSummary>> answers = fanout.map(asked, this::askOnce);
    for (int i = 0; i < asked.size(); i++) {
      read.put(asked.get(i), answers.get(i));
    }
    return read;
  }

  /** Tasks are of these, whether or not anything else about them is new. Makes no call. */
  void used(Collection<String> arns) {
    arns.forEach(arn -> known.get(arn).ifPresent(summary -> keeper.used(arn, summary)));
  }

  private Result<TaskDefinitionSummary> askOnce(String arn) {
    return inFlight
        .get(
            List.of(arn),
            _ ->
                Map.of(
                    arn,
                    known
                        .get(arn)
                        .<Result<TaskDefinitionSummary>>map(Result.Ok::new)
                        .orElseGet(() -> ask(arn))))
        .getOrDefault(
            arn, new Result.Failed<>("DescribeTaskDefinition: the call broke off", false));
  }

  private Result<TaskDefinitionSummary> ask(String arn) {
    return switch (calls.describeTaskDefinition(arn)) {
      case Result.Failed<TaskDefinition>(String reason, boolean throttled) ->
          new Result.Failed<>("task definition " + Arns.last(arn) + ": " + reason, throttled);
      case Result.Ok<TaskDefinition>(TaskDefinition definition) -> {
        TaskDefinitionSummary summary = TaskDefinitionParser.of(definition);
        learn(arn, summary);
        keeper.asked(arn, summary);
        yield new Result.Ok<>(summary);
      }
    };
  }

  private void learn(String arn, TaskDefinitionSummary summary) {
    for (String label : summary.ignored()) {
      LOG.atWarn()
          .addKeyValue("taskDefinition", summary.name())
          .log("A label is ignored: {}", label);
    }
    known.put(arn, summary);
  }
}
