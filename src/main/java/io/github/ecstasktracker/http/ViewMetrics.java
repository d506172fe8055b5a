package io.github.ecstasktracker.http;

import io.github.ecstasktracker.http.report.Labels;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.View;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Gauges derived from the current view. Every series exists from the start. A view is counted once,
 * however many gauges are read.
 */
public final class ViewMetrics {
  private record Counted(long version, ViewFigures figures) {}

  private final Supplier<View> views;
  private volatile Counted last = new Counted(View.EMPTY.version(), ViewFigures.of(View.EMPTY));

  private ViewMetrics(Supplier<View> views) {
    this.views = views;
  }

  public static void register(MeterRegistry registry, Supplier<View> views) {
    ViewMetrics metrics = new ViewMetrics(views);
    for (BackendView.State state : BackendView.State.values()) {
      metrics.gauge(registry, "backends", "state", state, f -> count(f.backends(), state));
    }
    for (ViewFigures.ServiceState state : ViewFigures.ServiceState.values()) {
      metrics.gauge(registry, "services", "state", state, f -> count(f.services(), state));
    }
    for (Hold.Guard guard : Hold.Guard.values()) {
      metrics.gauge(registry, "holds", "guard", guard, f -> count(f.holds(), guard));
    }
    metrics.builder("servers", ViewFigures::desired).tag("state", "desired").register(registry);
    metrics.builder("servers", ViewFigures::actual).tag("state", "actual").register(registry);
    metrics.builder("last_success_timestamp_seconds", ViewFigures::lastSuccess).register(registry);
    metrics.builder("last_sweep_timestamp_seconds", ViewFigures::lastSweep).register(registry);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String label,
      Enum<?> value,
      ToDoubleFunction<ViewFigures> figure) {
    builder(name, figure).tag(label, Labels.of(value)).register(registry);
  }

  private Gauge.Builder<?> builder(String name, ToDoubleFunction<ViewFigures> figure) {
    return Gauge.builder("ecs_task_tracker_" + name, this, m -> figure.applyAsDouble(m.figures()))
        .strongReference(true);
  }

  private ViewFigures figures() {
    View view = views.get();
    Counted counted = last;
    if (counted.version() != view.version()) {
      counted = new Counted(view.version(), ViewFigures.of(view));
      last = counted;
    }
    return counted.figures();
  }

  private static <E extends Enum<E>> int count(Map<E, Integer> counts, E key) {
    return counts.getOrDefault(key, 0);
  }
}
