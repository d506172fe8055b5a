package io.github.ecstasktracker.app.metrics;

import io.github.ecstasktracker.metrics.OutcomeCounters;
import io.micrometer.cloudwatch2.CloudWatchConfig;
import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/**
 * Publishes a run's metrics: always at {@code /metrics}, and to CloudWatch if that was started.
 *
 * <ul>
 *   <li>Counting never waits for CloudWatch: a separate thread reads the counters once per
 *       {@linkplain #STEP step}.
 *   <li>If nothing is sent, counting costs the same as with Prometheus alone.
 * </ul>
 */
public final class Meters {
  private static final Logger LOG = LoggerFactory.getLogger(Meters.class);

  /** CloudWatch's standard resolution; a finer one costs more (PutMetricData). */
  private static final Duration STEP = Duration.ofMinutes(1);

  private static final ThreadFactory THREADS = Thread.ofVirtual().name("cloudwatch-", 0).factory();

  private final PrometheusMeterRegistry scraped =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MeterRegistry all;
  private final OutcomeCounters<MetricSender.Outcome> counters;
  private volatile @Nullable CloudWatchMeterRegistry sent;

  private Meters(boolean several) {
    all =
        several
            ? new CompositeMeterRegistry(Clock.SYSTEM, List.<MeterRegistry>of(scraped))
            : scraped;
    // Registered whatever is configured, so that no rate or alert meets a missing series.
    counters = MetricSender.counters(scraped);
  }

  /** Meters for {@code /metrics} only. */
  public static Meters scraped() {
    return new Meters(false);
  }

  /** Meters also for CloudWatch, once {@linkplain #begin started}. */
  public static Meters scrapedAndSent() {
    return new Meters(true);
  }

  /** The registry for all meters. */
  public MeterRegistry all() {
    return all;
  }

  /** The registry that a scrape reads. */
  public PrometheusMeterRegistry prometheus() {
    return scraped;
  }

  /** Starts sending the {@linkplain ChosenMeters chosen} meters to CloudWatch. */
  public void begin(CloudWatchClient cloudWatch, String namespace, String table) {
    begin(cloudWatch, namespace, table, STEP);
  }

  void begin(CloudWatchClient cloudWatch, String namespace, String table, Duration step) {
    if (!(all instanceof CompositeMeterRegistry composite) || sent != null) {
      throw new IllegalStateException("not created for CloudWatch, or already started");
    }
    CloudWatchMeterRegistry registry =
        new CloudWatchMeterRegistry(
            config(namespace, step), Clock.SYSTEM, new MetricSender(cloudWatch, counters), THREADS);
    registry
        .config()
        .namingConvention(NamingConvention.snakeCase)
        .commonTags("table", table)
        .meterFilter(ChosenMeters.filter());
    composite.add(registry);
    sent = registry;
  }

  /** Sends what was counted since the last time, within the deadline or not at all. */
  public void close(Duration deadline, ExecutorService executor) {
    CloudWatchMeterRegistry registry = sent;
    if (registry == null) {
      return;
    }
    Future<?> closing = executor.submit(registry::close);
    try {
      closing.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      closing.cancel(/* mayInterruptIfRunning= */ true);
      LOG.warn("last metrics not sent: CloudWatch takes too long");
    } catch (ExecutionException | CancellationException e) {
      LOG.atError().setCause(e).log("last metrics not sent");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static CloudWatchConfig config(String namespace, Duration step) {
    return new CloudWatchConfig() {
      @Override
      public @Nullable String get(String key) {
        return null;
      }

      @Override
      public String namespace() {
        return namespace;
      }

      @Override
      public Duration step() {
        return step;
      }
    };
  }
}
