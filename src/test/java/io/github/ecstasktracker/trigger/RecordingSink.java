package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.model.Trigger;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A controller that remembers its triggers and serves them when told to. */
final class RecordingSink implements TriggerSink {
  final List<Trigger> triggers = new CopyOnWriteArrayList<>();
  private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
  volatile Function<Trigger, Acceptance> answer = trigger -> Acceptance.ACCEPTED;

  @Override
  public Acceptance accept(Trigger trigger, Runnable served) {
    triggers.add(trigger);
    Acceptance acceptance = answer.apply(trigger);
    if (acceptance == Acceptance.ACCEPTED) {
      waiting.add(served);
    }
    return acceptance;
  }

  /** Ends the read that all triggers so far have waited for. */
  void serveAll() {
    List<Runnable> due = List.copyOf(waiting);
    waiting.clear();
    due.forEach(Runnable::run);
  }
}
