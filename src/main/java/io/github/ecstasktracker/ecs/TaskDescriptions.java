package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Observation.UnattributedTask;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * Describes tasks, a hundred a call. Every task that was asked for is in the answer: described, or
 * with the reason why not. Pages that failed are asked for once more when all others are through.
 */
final class TaskDescriptions {
  private static final String MISSING = "MISSING";

  /**
   * What became of the question, in its order.
   *
   * @param undescribed tasks that ECS left out, and those of failed pages
   */
  record Described(List<Task> tasks, List<UnattributedTask> undescribed) {}

  /** One answer, without what nobody looks at: it waits for all the others. */
  private record Page(List<Task> tasks, List<Failure> failures) {
    static Page of(DescribeTasksResponse answer, Shared shared) {
      return new Page(
          answer.tasks().stream().map(task -> TrimmedTask.of(task, shared)).toList(),
          answer.failures());
    }
  }

  private final AwsCalls calls;
  private final Fanout fanout;

  TaskDescriptions(AwsCalls calls, Fanout fanout) {
    this.calls = calls;
    this.fanout = fanout;
  }

  /** A task that is named twice, be it in two forms of its ARN, is asked for once. */
  Described read(String cluster, Collection<String> arns, Shared shared, Urgency urgency) {
    Map<String, String> arnById = new LinkedHashMap<>();
    arns.forEach(arn -> arnById.putIfAbsent(Arns.last(arn), arn));
    List<List<String>> pages = Fanout.batches(arnById.values(), AwsCalls.ECS_PAGE);
    List<Result<Page>> answers =
        readTwice(
            pages,
            page ->
                calls.describeTasks(cluster, page, urgency).map(answer -> Page.of(answer, shared)));

    Map<String, Task> described = new HashMap<>();
    Map<String, TaskState.Unknown> reasons = new HashMap<>();
    for (int i = 0; i < pages.size(); i++) {
      switch (answers.get(i)) {
        case Result.Ok<Page>(Page answer) -> {
          answer.tasks().forEach(task -> described.put(Arns.last(task.taskArn()), task));
          answer.failures().stream()
              .filter(failure -> failure.arn() != null)
              .forEach(failure -> reasons.put(Arns.last(failure.arn()), unknown(failure)));
        }
        case Result.Failed<Page>(String reason, boolean throttled) ->
            pages
                .get(i)
                .forEach(arn -> reasons.put(Arns.last(arn), new TaskState.Unknown(false, reason)));
      }
    }
    return inOrder(arnById, described, reasons);
  }

  private List<Result<Page>> readTwice(
      List<List<String>> pages, Function<List<String>, Result<Page>> read) {
    List<Result<Page>> answers = new ArrayList<>(fanout.map(pages, read));
    List<Integer> failed = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i) instanceof Result.Failed<Page>) {
        failed.add(i);
      }
    }
    List<Result<Page>> again = fanout.map(failed, i -> read.apply(pages.get(i)));
    for (int i = 0; i < failed.size(); i++) {
      answers.set(failed.get(i), again.get(i));
    }
    return answers;
  }

  private static Described inOrder(
      Map<String, String> arnById,
      Map<String, Task> described,
      Map<String, TaskState.Unknown> reasons) {
    List<Task> tasks = new ArrayList<>();
    List<UnattributedTask> undescribed = new ArrayList<>();
    arnById.forEach(
        (id, arn) -> {
          Task task = described.get(id);
          if (task != null) {
            tasks.add(task);
          } else {
            TaskState.Unknown silence =
                new TaskState.Unknown(false, "DescribeTasks: the answer does not speak of it");
            undescribed.add(new UnattributedTask(arn, reasons.getOrDefault(id, silence)));
          }
        });
    return new Described(tasks, undescribed);
  }

  private static TaskState.Unknown unknown(Failure failure) {
    String detail = failure.detail() == null ? "" : ", " + failure.detail();
    return new TaskState.Unknown(
        MISSING.equals(failure.reason()),
        AwsFailures.line("DescribeTasks: ECS says " + failure.reason() + detail));
  }
}
