package io.github.ecstasktracker.app.metrics;

import io.github.ecstasktracker.metrics.OutcomeCounters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;

/**
 * The asynchronous client that Micrometer's registry requires, without an asynchronous HTTP client.
 *
 * <ul>
 *   <li>Calls run on the caller's thread, which belongs to the registry and would wait for the
 *       response anyway: one call at a time and no queue.
 *   <li>A failed call is counted, and logged once until a call succeeds. It is reported to the
 *       registry as a success: the registry would only log the error with its stack trace every
 *       minute.
 *   <li>No other CloudWatch operation is supported.
 * </ul>
 */
final class MetricSender implements CloudWatchAsyncClient {
  private static final Logger LOG = LoggerFactory.getLogger(MetricSender.class);

  private final CloudWatchClient cloudWatch;
  private final OutcomeCounters<Outcome> counters;
  private boolean failing;

  MetricSender(CloudWatchClient cloudWatch, OutcomeCounters<Outcome> counters) {
    this.cloudWatch = cloudWatch;
    this.counters = counters;
  }

  /** Result of a call. */
  enum Outcome {
    SENT,
    FAILED
  }

  static OutcomeCounters<Outcome> counters(MeterRegistry registry) {
    return new OutcomeCounters<>(
        registry,
        "ecs_task_tracker.cloudwatch.calls",
        "Calls that send metrics by result",
        Outcome.class);
  }

  @Override
  public synchronized CompletableFuture<PutMetricDataResponse> putMetricData(
      PutMetricDataRequest request) {
    try {
      cloudWatch.putMetricData(request);
      counters.add(Outcome.SENT, 1);
      failing = false;
    } catch (SdkException e) {
      counters.add(Outcome.FAILED, 1);
      if (!failing) {
        LOG.atWarn()
            .addKeyValue("namespace", request.namespace())
            .addKeyValue("reason", e.getMessage())
            .log("metrics not sent to CloudWatch; logged once until it works again");
      }
      failing = true;
    }
    return CompletableFuture.completedFuture(PutMetricDataResponse.builder().build());
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  /** The synchronous client is closed by its creator. */
  @Override
  public void close() {}
}
