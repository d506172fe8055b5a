package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Pause;

/** Receivers for which every account is ours and every drain matters. */
public final class Receivers {
  public static final EventParser PARSER = new EventParser(Ours.ANY, true);

  private Receivers() {}

  public static TriggerReceiver of(TriggerSink sink, TriggerMetrics metrics) {
    return of(sink, metrics, PARSER);
  }

  static TriggerReceiver of(TriggerSink sink, TriggerMetrics metrics, EventParser parser) {
    return new TriggerReceiver(
        parser,
        sink,
        new PassRequests(MonotonicClock.SYSTEM, Pause.SLEEP, Thread::startVirtualThread),
        metrics);
  }
}
