package io.github.ecstasktracker.eventrule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.eventrule.RuleKeeper.Outcome;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.wire.RealClients;
import io.github.ecstasktracker.simulation.wire.SimulatedAwsServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuleKeeperTest {
  private static final String RULE = "ecs-task-tracker-events";

  private final SimulatedAccount account = SimulatedAccount.inVirtualTime(5);
  private final SimulatedAwsServer server = new SimulatedAwsServer(account);
  private final RealClients clients = new RealClients(server.url());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @AfterEach
  void close() {
    clients.close();
    server.close();
  }

  @Test
  void ruleThatWentAway_isMendedOnceAndCounted() {
    RuleKeeper keeper = keeper(true, new Semaphore(0));
    assertThat(keeper.check()).isEqualTo(Outcome.MENDED);
    assertThat(keeper.check()).isEqualTo(Outcome.IN_PLACE);

    account.locked(() -> account.rules().remove(RULE));
    account.counters().reset();
    assertThat(keeper.check()).isEqualTo(Outcome.MENDED);
    assertThat(keeper.check()).isEqualTo(Outcome.IN_PLACE);

    assertThat(account.locked(() -> account.rules().find(RULE).orElseThrow().targets)).hasSize(1);
    assertThat(account.counters().mutatingCalls()).as("PutRule and PutTargets").isEqualTo(2);
    assertThat(counted("mended")).isEqualTo(2);
  }

  @Test
  void dryRun_tellsAndWritesNothing() {
    assertThat(keeper(false, new Semaphore(0)).check()).isEqualTo(Outcome.WRONG);

    assertThat(account.counters().mutatingCalls()).isZero();
    assertThat(counted("wrong")).isEqualTo(1);
  }

  @Test
  void lookThatFails_isCountedAndTheNextMends() {
    RuleKeeper keeper = keeper(true, new Semaphore(0));
    account.faults().plant(Operation.PUT_TARGETS, FaultKind.CONFLICT, 1);
    account.faults().plant(Operation.GET_QUEUE_ATTRIBUTES, FaultKind.ACCESS_DENIED, 1);

    assertThat(keeper.check()).isEqualTo(Outcome.FAILED);
    assertThat(keeper.check()).isEqualTo(Outcome.FAILED);
    assertThat(keeper.check()).isEqualTo(Outcome.MENDED);
    assertThat(counted("failed")).isEqualTo(2);
  }

  @Test
  void loop_looksAtOnceAfterEachPauseAndEndsWhenTold() {
    Semaphore rests = new Semaphore(0);
    RuleKeeper keeper = keeper(true, rests);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      keeper.begin(executor);
      keeper.begin(executor);
      await().until(() -> counted("mended") == 1);
      rests.release();
      await().until(() -> counted("in_place") == 1);
      keeper.end();
      keeper.end();
    }
    assertThat(counted("failed")).isZero();
  }

  /**
   * @param rests as many pauses as these end
   */
  private RuleKeeper keeper(boolean mends, Semaphore rests) {
    String url = account.events().queueUrl("events");
    ClusterArns clusters = new ClusterArns("arn:aws:ecs:eu-west-1:111122223333:", List.of("demo"));
    return new RuleKeeper(
        new EventRule(
            clients.events(),
            clients.sqs(),
            clients::sns,
            new EventRule.Order(
                () -> new Result.Ok<>(clusters),
                Optional.of(url),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())),
        mends,
        RuleKeeper.counters(registry),
        nanos -> {
          assertThat(nanos).isEqualTo(RuleKeeper.INTERVAL.toNanos());
          rests.acquire();
        });
  }

  private double counted(String outcome) {
    return registry.get("ecs_task_tracker.rule.checks").tag("outcome", outcome).counter().count();
  }
}
