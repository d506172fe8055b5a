package io.github.ecstasktracker.http;

import static io.github.ecstasktracker.http.report.Views.backend;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.Controller;
import io.github.ecstasktracker.controller.Platform;
import io.github.ecstasktracker.controller.Progress;
import io.github.ecstasktracker.controller.Settings;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.eventrule.RuleKeeper;
import io.github.ecstasktracker.history.Recall;
import io.github.ecstasktracker.http.auth.JwtCheck;
import io.github.ecstasktracker.http.report.Views;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.model.BackendView.State;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.HoldCause;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.View;
import io.github.ecstasktracker.notify.ChangePublisher;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.plan.PlanRules;
import io.github.ecstasktracker.plan.Policy;
import io.github.ecstasktracker.ratelimit.Pace;
import io.github.ecstasktracker.target.BackendReader;
import io.github.ecstasktracker.trigger.TriggerMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  /** Counted per call, or not built yet. */
  private static final Set<String> NOT_HERE =
      Set.of(
          "ecs_task_tracker_cloudwatch_calls_total",
          "ecs_task_tracker_definitions_total",
          "ecs_task_tracker_lease_epoch",
          "ecs_task_tracker_history_writes_total",
          "leader_election_master_status");

  private final TestServer server = new TestServer();
  private final PrometheusMeterRegistry registry = server.registry;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void scrape_ofAFreshController_holdsTheCatalogAndNoMore() throws Exception {
    BuildMetrics.register(registry, "1.2.3", "25");
    ViewMetrics.register(registry, () -> View.EMPTY);
    registerOtherRooms();
    Set<String> expected = ScrapeCheck.named("ecs_task_tracker_", "workqueue_");
    expected.removeAll(NOT_HERE);

    assertThat(ScrapeCheck.problems(server.get("/metrics").body(), expected)).isEmpty();
  }

  @Test
  void check_ofAnotherScrape_findsTheDifferences() {
    String scrape =
        """
        # TYPE workqueue_depth counter
        workqueue_depth{name="a",key="web"} 1.0
        # TYPE ecs_task_tracker_stray gauge
        ecs_task_tracker_stray 1.0
        """;
    assertThat(ScrapeCheck.problems(scrape, Set.of("workqueue_retries_total")))
        .containsExactlyInAnyOrder(
            "workqueue_depth has the labels [name, key]",
            "ecs_task_tracker_stray is a sample of nothing in the catalog",
            "workqueue_depth is a counter, the catalog says GAUGE",
            "ecs_task_tracker_stray is not in the catalog",
            "workqueue_retries_total is not in the scrape");
  }

  @Test
  void viewMetrics_emptyView_areAllThereAtZero() throws Exception {
    ViewMetrics.register(registry, () -> View.EMPTY);
    assertThat(server.get("/metrics").body().lines().filter(line -> !line.startsWith("#")))
        .contains(
            "ecs_task_tracker_services{state=\"in_sync\"} 0.0",
            "ecs_task_tracker_services{state=\"out_of_sync\"} 0.0",
            "ecs_task_tracker_services{state=\"unknown\"} 0.0",
            "ecs_task_tracker_services{state=\"paused\"} 0.0",
            "ecs_task_tracker_servers{state=\"desired\"} 0.0",
            "ecs_task_tracker_servers{state=\"actual\"} 0.0",
            "ecs_task_tracker_holds{guard=\"last\"} 0.0",
            "ecs_task_tracker_backends{state=\"malformed\"} 0.0",
            "ecs_task_tracker_last_success_timestamp_seconds 0.0",
            "ecs_task_tracker_last_sweep_timestamp_seconds 0.0")
        .hasSize(4 + 8 + 6 + 2 + 2);
  }

  @Test
  void viewMetrics_followTheView() throws Exception {
    ViewMetrics.register(registry, server.controller::view);
    assertThat(server.get("/metrics").body()).contains("services{state=\"in_sync\"} 0.0");
    Hold hold =
        new Hold(
            "10.0.1.5:32768",
            Hold.Guard.LAST,
            new HoldCause.Wanted(
                new ChangeCause.TaskNotServing("3f00", TaskState.Cause.UNHEALTHY, "it is")));
    server.show(
        Views.everything(),
        backend("held", State.HELD, List.of(), List.of(hold)),
        backend("fine", State.IN_SYNC),
        backend("dark", State.UNKNOWN),
        backend("hand", State.FOREIGN));
    assertThat(server.get("/metrics").body())
        .contains("services{state=\"in_sync\"} 1.0")
        .contains("services{state=\"out_of_sync\"} 3.0")
        .contains("services{state=\"unknown\"} 1.0")
        .contains("backends{state=\"held\"} 1.0")
        .contains("backends{state=\"foreign\"} 1.0")
        .contains("holds{guard=\"last\"} 1.0")
        .contains("holds{guard=\"incomplete\"} 1.0")
        .contains("servers{state=\"desired\"} 4.0")
        .contains("servers{state=\"actual\"} 6.0")
        .contains("last_success_timestamp_seconds 1.795262")
        .contains("last_sweep_timestamp_seconds 1.795262");
  }

  @Test
  void metrics_openMetricsAskedFor_isAnsweredInIt() throws Exception {
    BuildMetrics.register(registry, "1.2.3", "25");
    String accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";
    assertThat(server.get("/metrics", "Accept", accept).headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
    assertThat(server.get("/metrics", "Accept", accept).body()).endsWith("# EOF\n");
    assertThat(server.get("/metrics").headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).matches("text/plain; ?version=0.0.4;.*"));
    assertThat(server.get("/metrics").body())
        .contains("ecs_task_tracker_build_info{java=\"25\",version=\"1.2.3\"} 1");
  }

  /** Nothing is started, so nothing is called: registering is all that is wanted. */
  private void registerOtherRooms() {
    var _ = Recall.counters(registry);
    new JwtCheck.Counters(registry);
    var _ = RuleKeeper.counters(registry);
    var _ = ChangePublisher.counters(registry);
    new TriggerMetrics(registry);
    MonotonicClock clock = () -> 0;
    new Pace(Pace.Limits.DEFAULT, clock, nanos -> {}, registry);
    new Controller(
        new Controller.Ports(
            never(EcsReader.class),
            CallGate.open(),
            never(BackendReader.class),
            Optional.empty(),
            Leadership.sole(0)),
        new Settings(
            List.of("prod"),
            service -> true,
            new PlanRules(Policy.SYNC, 50, Duration.ofSeconds(60), false),
            OnHostDrain.IGNORE,
            Duration.ofSeconds(60),
            Duration.ofSeconds(15),
            4),
        new Platform(
            clock,
            InstantSource.system(),
            (delay, task) -> {},
            Runnable::run,
            Runnable::run,
            new SplittableRandom(1)),
        new Progress(clock),
        registry);
  }

  private static <T> T never(Class<T> port) {
    Object stub =
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (self, method, arguments) -> {
              throw new AssertionError(method + " was called");
            });
    return port.cast(stub);
  }
}
