package io.github.ecstasktracker.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.Pause;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.wire.RealClients;
import io.github.ecstasktracker.simulation.wire.SimulatedAwsServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

class ChangePublisherTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SimulatedAccount account = SimulatedAccount.inVirtualTime(3);
  private final SimulatedAwsServer server = new SimulatedAwsServer(account);
  private final RealClients clients = new RealClients(server.url());
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Runnable> jobs = new ArrayDeque<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ChangePublisher publisher =
      new ChangePublisher(
          clients.events(),
          "default",
          "traefik",
          ChangePublisher.counters(registry),
          jobs::add,
          nanos -> assertThat(nanos).isPositive());

  @AfterEach
  void close() {
    executor.shutdownNow();
    clients.close();
    server.close();
  }

  private void work() {
    while (!jobs.isEmpty()) {
      jobs.remove().run();
    }
  }

  @Test
  void everyWrite_isPublishedInOrderTenACall() throws Exception {
    IntStream.range(0, 25).forEach(i -> publisher.offer(change("web-" + i, 2)));
    work();

    List<PutEventsRequestEntry> published = account.rules().published();
    assertThat(published).hasSize(25);
    assertThat(account.counters().calls(Operation.PUT_EVENTS)).isEqualTo(3);
    assertThat(counted("sent")).isEqualTo(25);
    PutEventsRequestEntry first = published.getFirst();
    assertThat(first.source()).isEqualTo("ecs-task-tracker");
    assertThat(first.detailType()).isEqualTo("Backend Servers Changed");
    assertThat(first.time()).isEqualTo(Instant.EPOCH);
    JsonNode detail = new ObjectMapper().readTree(first.detail());
    assertThat(detail.path("itemId").asText()).isEqualTo("web-0__backend");
    assertThat(detail.path("added").path(0).asText()).isEqualTo("10.0.0.0:80");
    assertThat(detail.path("truncated").asBoolean()).isFalse();
  }

  @Test
  void tenOfTheLargest_fitOneCall() throws Exception {
    IntStream.range(0, 10).forEach(i -> publisher.offer(change("web", 6_000)));
    work();

    List<PutEventsRequestEntry> published = account.rules().published();
    assertThat(published).hasSize(10);
    assertThat(published.stream().mapToInt(entry -> entry.detail().length()).sum())
        .isLessThan(256 * 1024);
    JsonNode detail = new ObjectMapper().readTree(published.getFirst().detail());
    assertThat(detail.path("added")).hasSize(ChangeEvent.NAMES_MAX);
    assertThat(detail.path("truncated").asBoolean()).isTrue();
  }

  @Test
  void entryThatFailed_isTriedAgainAlone() {
    account.faults().plant(Operation.PUT_EVENTS, FaultKind.CONFLICT, 1);
    IntStream.range(0, 3).forEach(i -> publisher.offer(change("web-" + i, 1)));
    work();

    assertThat(account.rules().published()).hasSize(3);
    assertThat(account.counters().calls(Operation.PUT_EVENTS)).isEqualTo(2);
    assertThat(counted("failed")).isZero();
  }

  @Test
  void throttle_isTriedThreeTimesAndGivenUp() {
    account.faults().rate(Operation.PUT_EVENTS, FaultKind.THROTTLE, 1);
    publisher.offer(change("web", 1));
    work();

    assertThat(account.counters().calls(Operation.PUT_EVENTS)).isEqualTo(3);
    assertThat(counted("failed")).isEqualTo(1);
  }

  @Test
  void refusal_isNotTriedAgainAndTheNextIsSent() {
    account.faults().plant(Operation.PUT_EVENTS, FaultKind.ACCESS_DENIED, 1);
    IntStream.range(0, 11).forEach(i -> publisher.offer(change("web-" + i, 1)));
    work();

    assertThat(counted("failed")).isEqualTo(10);
    assertThat(counted("sent")).isEqualTo(1);
  }

  @Test
  void defectOfTheClient_costsTheBatchAndNotTheSender() {
    AtomicInteger calls = new AtomicInteger();
    ChangePublisher unlucky =
        publisher(
            request -> {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("Connection pool shut down");
              }
              return clients.events().putEvents(request);
            },
            jobs::add,
            nanos -> {});
    IntStream.range(0, 11).forEach(i -> unlucky.offer(change("web-" + i, 1)));
    work();

    assertThat(counted("failed")).isEqualTo(10);
    assertThat(counted("sent")).isEqualTo(1);
  }

  /** The interrupt comes while it waits for its next attempt. */
  @Test
  void interruptedSender_countsWhatItHadInHand() {
    ChangePublisher interrupted =
        publisher(
            clients.events()::putEvents,
            executor,
            nanos -> {
              throw new InterruptedException();
            });
    account.faults().rate(Operation.PUT_EVENTS, FaultKind.THROTTLE, 1);
    IntStream.range(0, 3).forEach(i -> interrupted.offer(change("web-" + i, 1)));
    interrupted.close(PATIENCE);

    assertThat(counted("dropped")).isEqualTo(3);
  }

  private ChangePublisher publisher(
      Function<PutEventsRequest, PutEventsResponse> putEvents, Executor on, Pause pause) {
    EventBridgeClient client =
        new EventBridgeClient() {
          @Override
          public PutEventsResponse putEvents(PutEventsRequest request) {
            return putEvents.apply(request);
          }

          @Override
          public String serviceName() {
            return SERVICE_NAME;
          }

          @Override
          public void close() {}
        };
    return new ChangePublisher(
        client, "default", "traefik", ChangePublisher.counters(registry), on, pause);
  }

  /** Nobody sends: as where EventBridge hangs. */
  @Test
  void fullLine_dropsAndNeverBlocks() {
    IntStream.range(0, ChangePublisher.CAPACITY + 7)
        .forEach(i -> publisher.offer(change("web", 1)));

    assertThat(counted("dropped")).isEqualTo(7);
    publisher.close(Duration.ofMillis(1));
    assertThat(counted("dropped")).isEqualTo(ChangePublisher.CAPACITY + 7);
    publisher.offer(change("web", 1));
    assertThat(counted("dropped")).isEqualTo(ChangePublisher.CAPACITY + 8);
  }

  private double counted(String outcome) {
    return registry
        .get("ecs_task_tracker.events.published")
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  private static AppliedChange change(String backend, int servers) {
    List<ServerChange> added =
        IntStream.range(0, servers).mapToObj(ChangePublisherTest::add).toList();
    return new AppliedChange(
        Instant.EPOCH,
        new BackendKey(backend),
        "sqs",
        added,
        new TreeMap<>(),
        new TreeMap<>(),
        "r");
  }

  private static ServerChange add(int i) {
    Address address = new Address("10.0.%d.%d".formatted(i / 256, i % 256), 80);
    return new ServerChange.Add(
        StoredServer.of(address, "http", 0), new ChangeCause.InRotation("3f00"));
  }
}
