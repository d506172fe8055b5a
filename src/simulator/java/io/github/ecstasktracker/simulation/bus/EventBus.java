package io.github.ecstasktracker.simulation.bus;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.core.Timeline;
import io.github.ecstasktracker.simulation.core.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * EventBridge between ECS and its targets.
 *
 * <ul>
 *   <li>Without faults every event reaches every target once, in order, within its latency.
 *   <li>Each fault is drawn for each event and target by itself, and counted.
 * </ul>
 */
public final class EventBus {
  private static final Span OVERTAKEN_BY = Span.ofSeconds(1, 10);

  /** A target with the time of its last delivery, which later ones may not precede. */
  private static final class Route {
    final EventTarget target;
    long lastAt;

    Route(EventTarget target) {
      this.target = target;
    }
  }

  private final Timeline timeline;
  private final Dice dice;
  private final Trace trace;
  private final List<Route> routes = new ArrayList<>();
  private Span latency = Span.ofMillis(50, 500);
  private BusFaults faults = BusFaults.NONE;
  private BusCounts counts = BusCounts.NONE;

  public EventBus(Timeline timeline, Dice dice, Trace trace) {
    this.timeline = timeline;
    this.dice = dice;
    this.trace = trace;
  }

  public void to(EventTarget target) {
    routes.add(new Route(target));
  }

  public void faults(BusFaults faults) {
    this.faults = faults;
  }

  public void latency(Span latency) {
    this.latency = latency;
  }

  public BusCounts counts() {
    return counts;
  }

  public void resetCounts() {
    counts = BusCounts.NONE;
  }

  /** Sends an event on its way to every target. Anything may be sent, even what no AWS would. */
  public void send(String event) {
    for (Route route : routes) {
      send(event, route);
    }
  }

  private void send(String event, Route route) {
    if (dice.chance(faults.drop())) {
      counts = counts.plus(1, 1, 0, 0, 0);
      trace.note("event dropped");
      return;
    }
    boolean twice = dice.chance(faults.duplicate());
    boolean reordered = dice.chance(faults.reorder());
    boolean late = dice.chance(faults.late());
    counts = counts.plus(1, 0, twice ? 1 : 0, reordered ? 1 : 0, late ? 1 : 0);
    Duration held = reordered ? dice.within(OVERTAKEN_BY) : Duration.ZERO;
    held = late ? held.plus(dice.within(faults.lateBy())) : held;
    plan(event, route, held);
    if (twice) {
      plan(event, route, held);
    }
  }

  private void plan(String event, Route route, Duration held) {
    long at = timeline.nanos() + dice.within(latency).toNanos();
    if (held.isZero()) {
      at = Math.max(at, route.lastAt);
      route.lastAt = at;
    }
    timeline.at(
        at + held.toNanos(),
        () -> {
          counts = counts.plusDelivered();
          trace.note("event delivered", event);
          route.target.deliver(event);
        });
  }
}
