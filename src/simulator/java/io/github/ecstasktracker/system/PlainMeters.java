package io.github.ecstasktracker.system;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * Meters that count and sort nothing into buckets: a run makes many processes, and nobody looks at
 * their buckets.
 */
final class PlainMeters implements MeterFilter {
  private PlainMeters() {}

  static MeterRegistry registry() {
    MeterRegistry registry = new SimpleMeterRegistry();
    registry.config().meterFilter(new PlainMeters());
    return registry;
  }

  @Override
  public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
    return DistributionStatisticConfig.builder().serviceLevelObjectives().build().merge(config);
  }
}
