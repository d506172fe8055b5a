package io.github.ecstasktracker.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.ecstasktracker.http.Metric;
import io.github.ecstasktracker.http.MetricCatalog;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.wire.RealClients;
import io.github.ecstasktracker.simulation.wire.SimulatedAwsServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;

class MetersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SimulatedAccount account = SimulatedAccount.inVirtualTime(3);
  private final SimulatedAwsServer server = new SimulatedAwsServer(account);
  private final RealClients clients = new RealClients(server.url());
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Meters meters = Meters.scrapedAndSent();
  private final Logger log = (Logger) LoggerFactory.getLogger(MetricSender.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  MetersTest() {
    lines.start();
    log.setLevel(Level.WARN);
    log.addAppender(lines);
  }

  @AfterEach
  void close() {
    log.detachAppender(lines);
    log.setLevel(null);
    executor.shutdownNow();
    clients.close();
    server.close();
  }

  @Test
  void close_sendsTheChosenMetersAndNoOthers() {
    meters.all().gauge("ecs_task_tracker_contested_backends", 2);
    meters.all().counter("ecs_task_tracker_changes", "op", "add").increment(3);
    meters.all().counter("ecs_task_tracker_reconcile", "result", "changed").increment();
    meters.all().timer("ecs_task_tracker_trigger_to_write").record(Duration.ofMillis(500));
    begin();
    meters.all().counter("ecs_task_tracker_changes", "op", "add").increment(4);
    meters.close(PATIENCE, executor);

    assertThat(sent()).singleElement().extracting(PutMetricDataRequest::namespace).isEqualTo("T");
    assertThat(data())
        .containsEntry("ecs_task_tracker_contested_backends_value{table=traefik}", 2.0)
        .containsEntry("ecs_task_tracker_changes_count{op=add, table=traefik}", 4.0)
        .containsKey("ecs_task_tracker_trigger_to_write_count{table=traefik}")
        .allSatisfy((name, value) -> assertThat(name).doesNotContain("reconcile", "histogram"));
    assertThat(counted("sent")).isEqualTo(1);
    assertThat(meters.prometheus().scrape()).contains("ecs_task_tracker_reconcile_total");
    assertThat(server.refused()).isZero();
  }

  @Test
  void refused_isCountedEachTime_andToldOnceUntilItWorks() {
    MetricSender sender =
        new MetricSender(clients.cloudWatch(), MetricSender.counters(meters.prometheus()));
    account.faults().plant(Operation.PUT_METRIC_DATA, FaultKind.ACCESS_DENIED, 2);

    assertThat(sender.putMetricData(request())).isCompleted();
    assertThat(sender.putMetricData(request())).isCompleted();
    assertThat(counted("failed")).isEqualTo(2);
    assertThat(warnings()).hasSize(1);
    assertThat(warnings().getFirst().getKeyValuePairs().toString())
        .contains("not authorized to perform");

    assertThat(sender.putMetricData(request())).isCompleted();
    account.faults().plant(Operation.PUT_METRIC_DATA, FaultKind.SERVER_ERROR, 1);
    assertThat(sender.putMetricData(request())).isCompleted();
    assertThat(counted("sent")).isEqualTo(1);
    assertThat(warnings()).hasSize(2);
  }

  @Test
  void close_silentCloudWatch_endsInTime() {
    meters.all().gauge("ecs_task_tracker_contested_backends", 2);
    server.hangBeforeCutting(PATIENCE);
    account.faults().plant(Operation.PUT_METRIC_DATA, FaultKind.TIMEOUT, 1);
    begin();

    long began = System.nanoTime();
    meters.close(Duration.ofMillis(50), executor);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE);
  }

  @Test
  void notBegun_nothingIsSentAtTheEnd() {
    Meters.scraped().close(PATIENCE, executor);

    assertThat(sent()).isEmpty();
    assertThatThrownBy(() -> Meters.scraped().begin(clients.cloudWatch(), "T", "traefik"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void chosen_areInTheCatalog() {
    assertThat(MetricCatalog.all().stream().map(Metric::name))
        .extracting(ChosenMeters::name)
        .containsAll(ChosenMeters.NAMES);
  }

  private void begin() {
    meters.begin(clients.cloudWatch(), "T", "traefik");
  }

  private List<PutMetricDataRequest> sent() {
    return account.locked(() -> account.api().cloudWatch().sent());
  }

  /** By name and dimensions. */
  private Map<String, Double> data() {
    return sent().stream()
        .flatMap(request -> request.metricData().stream())
        .collect(
            Collectors.toMap(datum -> datum.metricName() + dimensions(datum), MetricDatum::value));
  }

  private static Map<String, String> dimensions(MetricDatum datum) {
    return new TreeMap<>(
        datum.dimensions().stream().collect(Collectors.toMap(Dimension::name, Dimension::value)));
  }

  private List<ILoggingEvent> warnings() {
    return lines.list.stream().filter(line -> line.getLevel() == Level.WARN).toList();
  }

  private double counted(String outcome) {
    return meters
        .prometheus()
        .get("ecs_task_tracker.cloudwatch.calls")
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  private static PutMetricDataRequest request() {
    return PutMetricDataRequest.builder()
        .namespace("T")
        .metricData(MetricDatum.builder().metricName("m").value(1.0).build())
        .build();
  }
}
