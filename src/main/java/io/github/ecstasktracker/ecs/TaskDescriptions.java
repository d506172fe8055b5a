package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.ecs.Sights.Seen;
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
  record Described(List<Seen> tasks, List<UnattributedTask> undescribed) {}

  /** One answer, without what nobody looks at: it waits for all the others. */
  private record Page(Map<String, Seen> tasks, List<Failure> failures) {
    static Page of(DescribeTasksResponse answer, Function<Task, Seen> look) {
      Map<String, Seen> tasks = HashMap.newHashMap(answer.tasks().size());
      for (Task task : answer.tasks()) {
        tasks.put(Arns.last(task.taskArn()), look.apply(task));
      }
      return new Page(tasks, answer.failures());
    }
  }

  private final AwsCalls calls;
  private final Fanout fanout;

  TaskDescriptions(AwsCalls calls, Fanout fanout) {
    this.calls = calls;
    this.fanout = fanout;
  }

  /**
   * A task that is named twice, be it in two forms of its ARN, is asked for once.
   *
   * @param look what is kept of a task until all pages are there
   */
  Described read(
      String cluster, Collection<String> arns, Function<Task, Seen> look, Urgency urgency) {
    Map<String, String> arnById = LinkedHashMap.newLinkedHashMap(arns.size());
    arns.forEach(arn -> arnById.putIfAbsent(Arns.last(arn), arn));
    List<List<String>> pages = Fanout.batches(arnById.values(), AwsCalls.ECS_PAGE);
    List<Result<Page>> answers =
        readTwice(
            pages,
            page ->
                calls.describeTasks(cluster, page, urgency).map(answer -> Page.of(answer, look)));

    Described described = new Described(new ArrayList<>(arnById.size()), new ArrayList<>());
    for (int i = 0; i < pages.size(); i++) {
      switch (answers.get(i)) {
        case Result.Ok<Page>(Page answer) -> sort(pages.get(i), answer, described);
        case Result.Failed<Page>(String reason, boolean throttled) ->
            giveUp(pages.get(i), new TaskState.Unknown(false, reason), described);
      }
    }
    return described;
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

  private static void giveUp(List<String> asked, TaskState.Unknown why, Described described) {
    asked.forEach(arn -> described.undescribed().add(new UnattributedTask(arn, why)));
  }

  private static void sort(List<String> asked, Page answer, Described described) {
    for (String arn : asked) {
      Seen task = answer.tasks().get(Arns.last(arn));
      if (task != null) {
        described.tasks().add(task);
      } else {
        described.undescribed().add(new UnattributedTask(arn, reason(arn, answer.failures())));
      }
    }
  }

  private static TaskState.Unknown reason(String arn, List<Failure> failures) {
    return failures.stream()
        .filter(failure -> failure.arn() != null && Arns.last(failure.arn()).equals(Arns.last(arn)))
        .reduce((_, later) -> later)
        .map(TaskDescriptions::unknown)
        .orElseGet(
            () -> new TaskState.Unknown(false, "DescribeTasks: the answer does not speak of it"));
  }

  private static TaskState.Unknown unknown(Failure failure) {
    String detail = failure.detail() == null ? "" : ", " + failure.detail();
    return new TaskState.Unknown(
        MISSING.equals(failure.reason()),
        AwsFailures.line("DescribeTasks: ECS says " + failure.reason() + detail));
  }
}
