package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Placement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The answer to one DescribeTasks call. */
public sealed interface Description {
  /** The tasks that the call named, as they were named. */
  List<String> asked();

  /**
   * ECS answered. Every task of {@code asked} is in {@code tasks}, {@code missing} or {@code
   * undescribed}.
   *
   * @param begunNanos monotonic time at which the call was sent
   * @param placements where the described tasks are
   * @param missing task ARNs of which ECS says MISSING
   * @param undescribed task ARN to the reason why the answer does not describe it
   * @param unresolved the tasks whose task definition or host has to be read first: they are
   *     Unknown here. Blocks for those calls, and holds the same descriptions once they are known
   */
  record Answered(
      List<String> asked,
      long begunNanos,
      List<ObservedTask> tasks,
      List<Placement> placements,
      Set<String> missing,
      Map<String, String> undescribed,
      Optional<Supplier<Answered>> unresolved)
      implements Description {
    public Answered {
      asked = List.copyOf(asked);
      tasks = List.copyOf(tasks);
      placements = List.copyOf(placements);
      missing = Set.copyOf(missing);
      undescribed = Map.copyOf(undescribed);
    }

    /** The part of the answer that is about these tasks; by ARN. */
    public Answered only(Predicate<String> arns) {
      return new Answered(
          asked.stream().filter(arns).toList(),
          begunNanos,
          tasks.stream().filter(task -> arns.test(task.task().arn())).toList(),
          placements,
          missing.stream().filter(arns).collect(Collectors.toSet()),
          undescribed.entrySet().stream()
              .filter(each -> arns.test(each.getKey()))
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
          unresolved);
    }
  }

  /**
   * ECS refuses the request as invalid: one ARN that is not ours spoils the call for all others
   * (InvalidParameterException).
   */
  record Refused(List<String> asked, String reason) implements Description {}

  /**
   * No usable answer.
   *
   * @param throttled whether AWS asked for fewer calls
   */
  record Failed(List<String> asked, String reason, boolean throttled) implements Description {}
}
