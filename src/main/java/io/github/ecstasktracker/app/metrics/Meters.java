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
 * Where a run's figures go: to {@code /metrics} always, and to CloudWatch where that is begun.
 *
 * <ul>
 *   <li>Who counts something never waits for CloudWatch: a thread of its own reads the counts once
 *       in a {@linkplain #STEP step}.
 *   <li>Where nothing is sent, counting costs what it costs with Prometheus alone.
 * </ul>
 */
public final class Meters {
  private static final Logger LOG = LoggerFactory.getLogger(Meters.class);

  /** CloudWatch's standard resolution: anything finer costs more (PutMetricData). */
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
    // Whatever is configured: a rate or an alert never meets a missing one.
    counters = MetricSender.counters(scraped);
  }

  /** For {@code /metrics} alone. */
  public static Meters scraped() {
    return new Meters(false);
  }

  /** For CloudWatch too, once that {@linkplain #begin is begun}. */
  public static Meters scrapedAndSent() {
    return new Meters(true);
  }

  /** In which everything is to be counted. */
  public MeterRegistry all() {
    return all;
  }

  /** What a scrape reads. */
  public PrometheusMeterRegistry prometheus() {
    return scraped;
  }

  /** From now on CloudWatch is told of the {@linkplain ChosenMeters chosen} meters. */
  public void begin(CloudWatchClient cloudWatch, String namespace, String table) {
    begin(cloudWatch, namespace, table, STEP);
  }

  void begin(CloudWatchClient cloudWatch, String namespace, String table, Duration step) {
    if (!(all instanceof CompositeMeterRegistry composite) || sent != null) {
      throw new IllegalStateException("not made for it, or begun before");
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

  /** Sends what was counted since the last time, within this time or not at all. */
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
      LOG.warn("the last metrics are not sent: CloudWatch takes too long");
    } catch (ExecutionException | CancellationException e) {
      LOG.atError().setCause(e).log("the last metrics are not sent");
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
