package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Arns;
import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call, and the calls that it is split into where ECS refuses it. */
final class DescribeCall {
  private static final Logger LOG = LoggerFactory.getLogger(DescribeCall.class);

  private final Describer describer;
  private final Supplier<Choice> choice;

  /** Null until the call has its token. */
  private @Nullable Choice chosen;

  private List<Due> asked = List.of();

  /**
   * What a call asks for.
   *
   * @param term of this process in which they were taken
   * @param nanos when they had been taken: a round that begins later needs another call
   */
  record Choice(List<Due> dues, int term, long nanos) {}

  DescribeCall(Describer describer, Supplier<Choice> choice) {
    this.describer = describer;
    this.choice = choice;
  }

  void run(Urgency urgency) {
    Description answer = ask(urgency);
    try {
      handle(answer, urgency);
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("an answer could not be applied");
      describer.comeBack(asked);
      ended(_ -> e.toString());
    }
  }

  private Description ask(Urgency urgency) {
    Description answer;
    try {
      answer = describer.ecs.describe(describer.cluster, this::choose, urgency);
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("a description failed unexpectedly");
      answer = new Description.Failed(List.of(), e.toString(), false);
    }
    if (chosen == null) {
      // Refused before it was sent: what it was for waits for its backoff.
      choose();
    }
    return answer;
  }

  private List<String> choose() {
    Choice now = choice.get();
    chosen = now;
    asked = now.dues();
    return asked.stream().map(each -> each.arn).toList();
  }

  private Choice chosen() {
    return Objects.requireNonNull(chosen, "nothing was asked for");
  }

  private void handle(Description answer, Urgency urgency) {
    if (asked.isEmpty()) {
      return;
    }
    switch (answer) {
      case Description.Answered answered -> answered(answered);
      case Description.Refused(var _, String reason) -> refused(reason, urgency);
      case Description.Failed(var _, String reason, boolean throttled) -> {
        describer.sink.failed(reason, throttled);
        describer.comeBack(asked);
        ended(_ -> reason);
      }
    }
  }

  private void answered(Description.Answered answer) {
    describer.sink.applied(answer, asked);
    Set<String> unread = answer.unresolved().isPresent() ? unknown(answer) : Set.of();
    List<Due> known = new ArrayList<>();
    List<Due> waiting = new ArrayList<>();
    for (Due each : asked) {
      (unread.contains(Arns.last(each.arn)) ? waiting : known).add(each);
    }
    answer.unresolved().ifPresent(rest -> describer.resolve(rest, waiting));
    describer.follow(known);
    ended(answer.undescribed()::get);
    serve(asked.stream().filter(each -> !isLeftOut(each, answer)).toList());
    describer.comeBack(asked.stream().filter(each -> isOwed(each, answer)).toList());
  }

  /** Whether it is to be asked for again: also where ECS described it as it was long ago. */
  private boolean isOwed(Due due, Description.Answered answer) {
    return isLeftOut(due, answer)
        || (due.always && !describer.cache.settledSince(due.arn, answer.begunNanos()));
  }

  private static boolean isLeftOut(Due due, Description.Answered answer) {
    return answer.undescribed().containsKey(due.arn);
  }

  private void refused(String reason, Urgency urgency) {
    if (asked.size() == 1) {
      describer.sink.refused(asked.getFirst().arn, reason);
      describer.forget(asked.getFirst().arn);
      ended(_ -> null);
      serve(asked);
      return;
    }
    int half = asked.size() / 2;
    for (List<Due> part : List.of(asked.subList(0, half), asked.subList(half, asked.size()))) {
      new DescribeCall(describer, () -> new Choice(part, chosen().term(), describer.clock.nanos()))
          .run(urgency);
    }
  }

  private void ended(Function<String, @Nullable String> failure) {
    describer.ended(asked, chosen().nanos(), failure);
  }

  private void serve(List<Due> answered) {
    if (chosen().term() != describer.term() || !describer.sink.leads()) {
      return;
    }
    for (Due each : answered) {
      each.served().forEach(this::acknowledge);
      each.forgetWaiting();
    }
  }

  private void acknowledge(Runnable served) {
    try {
      served.run();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a message could not be acknowledged");
    }
  }

  private static Set<String> unknown(Description.Answered answer) {
    Set<String> ids = new HashSet<>();
    for (ObservedTask task : answer.tasks()) {
      if (task.state() instanceof TaskState.Unknown) {
        ids.add(Arns.last(task.task().arn()));
      }
    }
    return ids;
  }
}
