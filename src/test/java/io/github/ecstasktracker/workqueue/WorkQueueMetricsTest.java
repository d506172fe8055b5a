package io.github.ecstasktracker.workqueue;

import static io.github.ecstasktracker.workqueue.WorkQueue.Priority.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.testing.SteppedTime;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WorkQueueMetricsTest {
  private final SteppedTime time = new SteppedTime();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final WorkQueueMetrics metrics = new WorkQueueMetrics(registry, "backends");
  private final WorkQueue<String> queue =
      new WorkQueue<>(10, time, new Backoff(new SplittableRandom(1)), metrics);

  WorkQueueMetricsTest() {
    metrics.watch(queue);
  }

  @Test
  void scrape_nothingHappenedYet_showsAllOfThemAsZero() {
    assertThat(registry.scrape())
        .contains("# TYPE workqueue_depth gauge", "workqueue_depth{name=\"backends\"} 0.0")
        .contains("# TYPE workqueue_adds_total counter")
        .contains("workqueue_adds_total{name=\"backends\"} 0.0")
        .contains("workqueue_retries_total{name=\"backends\"} 0.0")
        .contains("# TYPE workqueue_queue_duration_seconds histogram")
        .contains("workqueue_queue_duration_seconds_count{name=\"backends\"} 0")
        .contains("workqueue_queue_duration_seconds_bucket{name=\"backends\",le=\"1.0E-6\"} 0")
        .contains("workqueue_queue_duration_seconds_bucket{name=\"backends\",le=\"1000.0\"} 0")
        .contains("workqueue_work_duration_seconds_bucket{name=\"backends\",le=\"+Inf\"} 0")
        .contains("workqueue_unfinished_work_seconds{name=\"backends\"} 0.0")
        .contains("workqueue_longest_running_processor_seconds{name=\"backends\"} 0.0");
  }

  @Test
  void scrape_afterWork_tellsWhatHappened() {
    queue.add("a", LIVE);
    queue.add("a", LIVE);
    queue.add("b", LIVE);
    time.advance(Duration.ofSeconds(2));
    queue.take(2);
    time.advance(Duration.ofSeconds(3));
    queue.retry("a", LIVE);
    queue.done("a");
    queue.add("b", LIVE);
    queue.add("c", LIVE);
    queue.take(1);
    time.advance(Duration.ofSeconds(4));
    queue.addAfter("d", Duration.ofSeconds(9), LIVE);

    assertThat(registry.scrape())
        .contains("workqueue_adds_total{name=\"backends\"} 6.0")
        .contains("workqueue_retries_total{name=\"backends\"} 1.0")
        .contains("workqueue_depth{name=\"backends\"} 2.0")
        .contains("workqueue_queue_duration_seconds_count{name=\"backends\"} 3")
        .contains("workqueue_queue_duration_seconds_sum{name=\"backends\"} 4.0")
        .contains("workqueue_work_duration_seconds_sum{name=\"backends\"} 3.0")
        .contains("workqueue_work_duration_seconds_bucket{name=\"backends\",le=\"1.0\"} 0")
        .contains("workqueue_work_duration_seconds_bucket{name=\"backends\",le=\"10.0\"} 1")
        .contains("workqueue_unfinished_work_seconds{name=\"backends\"} 11.0")
        .contains("workqueue_longest_running_processor_seconds{name=\"backends\"} 7.0\n");
    assertThat(queue.load().delayed()).isEqualTo(1);
    assertThat(queue.load().dirty()).isEqualTo(1);
  }

  @Test
  void waited_leavesOutADelayThatWasAskedFor() {
    queue.addAfter("a", Duration.ofSeconds(10), LIVE);
    time.advance(Duration.ofSeconds(11));
    queue.take(1);
    assertThat(registry.scrape())
        .contains("workqueue_queue_duration_seconds_count{name=\"backends\"} 1")
        .contains("workqueue_queue_duration_seconds_sum{name=\"backends\"} 1.0");
  }
}
