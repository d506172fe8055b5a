package io.github.ecstasktracker.workqueue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A queue's figures under the names, the label and the buckets that Kubernetes' controllers use, so
 * that the dashboards made for those show this one too: {@code workqueue_*{name}} as in
 * k8s.io/component-base/metrics/prometheus/workqueue. All are there, and zero, from the start.
 */
public final class WorkQueueMetrics implements QueueListener {
  private static final double NANOS_A_SECOND = 1e9;

  /** 1 microsecond to 1,000 seconds. */
  private static final Duration[] BUCKETS =
      IntStream.range(0, 10)
          .mapToObj(power -> Duration.ofNanos((long) Math.pow(10, 3 + power)))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Tags tags;
  private final Counter adds;
  private final Counter retries;
  private final Timer queueDuration;
  private final Timer workDuration;

  /**
   * Registers all but the gauges.
   *
   * @param name the label that tells several queues of a process apart
   */
  public WorkQueueMetrics(MeterRegistry registry, String name) {
    this.registry = registry;
    this.tags = Tags.of("name", name);
    this.adds =
        Counter.builder("workqueue.adds")
            .description("Requests handled by the queue, without those merged into a waiting one.")
            .tags(tags)
            .register(registry);
    this.retries =
        Counter.builder("workqueue.retries")
            .description("Requests made because work had failed.")
            .tags(tags)
            .register(registry);
    this.queueDuration =
        timer("workqueue.queue.duration", "How long a key was ready before it was taken.");
    this.workDuration = timer("workqueue.work.duration", "How long the work on a key took.");
  }

  /** Begins to show the gauges of the queue; once a queue. */
  public void watch(WorkQueue<?> queue) {
    gauge(
        queue,
        "workqueue.depth",
        "Keys ready to be taken, or ready again once the work on them is done.",
        load -> load.ready() + load.dirty());
    gauge(
        queue,
        "workqueue.unfinished.work.seconds",
        "Seconds spent so far on keys in work; grows without end where work is stuck.",
        load -> load.unfinishedNanos() / NANOS_A_SECOND);
    gauge(
        queue,
        "workqueue.longest.running.processor.seconds",
        "Seconds spent so far on the key that has been in work longest.",
        load -> load.longestNanos() / NANOS_A_SECOND);
  }

  @Override
  public void added() {
    adds.increment();
  }

  @Override
  public void retried() {
    retries.increment();
  }

  @Override
  public void taken(long waitedNanos) {
    queueDuration.record(waitedNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void finished(long workedNanos) {
    workDuration.record(workedNanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .tags(tags)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private void gauge(
      WorkQueue<?> queue, String name, String description, ToDoubleFunction<QueueLoad> figure) {
    Gauge.builder(name, queue, watched -> figure.applyAsDouble(watched.load()))
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }
}
