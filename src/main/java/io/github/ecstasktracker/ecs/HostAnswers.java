package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.ecs.HostLookup.Answer;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.Result;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one read knows of hosts: of each the same from its beginning to its end, whatever others
 * learn meanwhile. For one thread.
 */
final class HostAnswers {
  private final Map<String, Optional<Answer>> byInstance = new HashMap<>();
  private final Map<String, Result<Host>> asked = new HashMap<>();
  private final Function<String, Optional<Answer>> lastKnown;

  /**
   * @param answers of those that were asked for
   * @param lastKnown what is known of any other, however old; asks nobody
   */
  HostAnswers(Map<String, Answer> answers, Function<String, Optional<Answer>> lastKnown) {
    this.lastKnown = lastKnown;
    answers.forEach(
        (arn, answer) -> {
          byInstance.put(arn, Optional.of(answer));
          asked.put(arn, host(answer));
        });
  }

  /** Every instance that was asked for, with its machine or the reason why that is not known. */
  Map<String, Result<Host>> hosts() {
    return asked;
  }

  Optional<Machine> machine(String instanceArn) {
    return answer(instanceArn) instanceof Answer.Found found
        ? Optional.of(found.machine())
        : Optional.empty();
  }

  /** Null where nothing is known of it. */
  @Nullable Answer answer(@Nullable String instanceArn) {
    return instanceArn == null
        ? null
        : byInstance.computeIfAbsent(instanceArn, lastKnown).orElse(null);
  }

  private static Result<Host> host(Answer answer) {
    return switch (answer) {
      case Answer.Found found -> new Result.Ok<>(found.host());
      case Answer.Absent absent -> new Result.Failed<>(absent.reason(), false);
      case Answer.Failed failed -> new Result.Failed<>(failed.reason(), false);
    };
  }
}
