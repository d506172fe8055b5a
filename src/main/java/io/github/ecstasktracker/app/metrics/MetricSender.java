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
 * The asynchronous client that Micrometer's registry asks for, without an asynchronous HTTP client
 * behind it.
 *
 * <ul>
 *   <li>A call is made on the caller's thread, which is the registry's own and would wait for the
 *       answer anyway: one call at a time, and nothing in line.
 *   <li>A failed call is counted, and told once until one goes through. It is answered as if it had
 *       gone through: all that the registry does with an error is to log it with its trace, every
 *       minute.
 *   <li>Nothing else of CloudWatch can be called.
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

  /** What became of a call. */
  enum Outcome {
    SENT,
    FAILED
  }

  static OutcomeCounters<Outcome> counters(MeterRegistry registry) {
    return new OutcomeCounters<>(
        registry,
        "ecs_task_tracker.cloudwatch.calls",
        "Calls with metrics, by what became of them",
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
            .log("metrics not sent to CloudWatch; told once until it works again");
      }
      failing = true;
    }
    return CompletableFuture.completedFuture(PutMetricDataResponse.builder().build());
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  /** The synchronous client is closed by whoever made it. */
  @Override
  public void close() {}
}
