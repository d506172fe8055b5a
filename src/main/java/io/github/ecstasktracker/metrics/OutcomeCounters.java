package io.github.ecstasktracker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * One counter per outcome. Each exists with zero from the start, so that no rate or alert meets a
 * missing series.
 */
public final class OutcomeCounters<E extends Enum<E>> {
  private final Map<E, Counter> counters;

  public OutcomeCounters(
      MeterRegistry registry, String name, String description, Class<E> outcomes) {
    counters = new EnumMap<>(outcomes);
    for (E outcome : outcomes.getEnumConstants()) {
      counters.put(
          outcome,
          Counter.builder(name)
              .description(description)
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  public void add(E outcome, int times) {
    Counter counter = counters.get(outcome);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + outcome);
    }
    counter.increment(times);
  }
}
