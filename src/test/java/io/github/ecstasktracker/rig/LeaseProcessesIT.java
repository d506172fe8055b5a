package io.github.ecstasktracker.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ecstasktracker.command.ExitCode;
import io.github.ecstasktracker.rig.ControllerProcess.Answer;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import io.github.ecstasktracker.simulation.wire.HeldRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Two controllers as real processes on one table: who leads, what the other does meanwhile, and
 * what becomes of a leader that was stopped in the middle of a write. How long a takeover lasts is
 * the benchmark's to tell: {@code ./ecs-task-tracker benchmark failover}.
 */
class LeaseProcessesIT {
  private static final String CLUSTER = "demo";
  private static final String FENCED = "ecs_task_tracker_fenced_writes_rejected_total";
  private static final String EPOCH = "ecs_task_tracker_lease_epoch";
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private LocalAws aws;
  private ClusterScript cluster;

  @BeforeEach
  void stage() {
    aws = new LocalAws(SimulatedAccount.inRealTime(5));
    cluster = aws.account().cluster(CLUSTER).hosts(3);
    cluster.service("web").tasks(6).bridge(80);
    cluster.service("api").tasks(3).fargate(8080);
    await().atMost(PATIENCE).until(aws.account()::steady);
  }

  @AfterEach
  void clear() {
    aws.close();
  }

  @Test
  void standby_isReadyAndRefusesWhatTheLeaderAloneDoes() throws Exception {
    try (ControllerProcess one = leader("one");
        ControllerProcess two = standby("two")) {
      awaitTrue("web");

      assertThat(two.ask("/readyz").orElseThrow().status()).isEqualTo(200);
      assertThat(two.ask("/readyz?verbose").orElseThrow().body())
          .contains("[+]leader ok: standby; the leader is one, epoch ");
      assertThat(one.ask("/readyz?verbose").orElseThrow().body())
          .contains("[+]leader ok: leader: one, epoch ");
      for (String path : List.of("/event", "/sync", "/sync/web")) {
        assertThat(two.post(path)).contains(new Answer(503, "standby: the leader is one"));
      }
      assertThat(one.post("/sync/web")).contains(new Answer(200, "web synced"));
      await()
          .atMost(PATIENCE)
          .until(() -> two.get("/diff").orElse("").contains("\"verdict\" : \"in_sync\""));
      assertThat(metric(one, "leader_election_master_status")).isEqualTo(1);
      assertThat(metric(two, "leader_election_master_status")).isZero();
    }
  }

  @Test
  void leaderThatStops_andLeaderThatIsKilled_areFollowed() throws Exception {
    try (ControllerProcess one = leader("one");
        ControllerProcess two = standby("two")) {
      awaitTrue("web");

      assertThat(one.stop(STOP_WITHIN)).isEqualTo(OptionalInt.of(ExitCode.OK));
      await().atMost(PATIENCE).until(two::leads);
      cluster.service("web").tasks(4);
      cluster.service("late").tasks(2).bridge(80);
      awaitTrue("web");
      awaitTrue("late");

      try (ControllerProcess three = standby("three")) {
        two.kill();
        cluster.service("web").roll();
        await().atMost(PATIENCE).until(three::leads);
        awaitTrue("web");
        assertThat(metric(three, EPOCH)).isGreaterThanOrEqualTo(3);
        assertThat(three.stop(STOP_WITHIN)).isEqualTo(OptionalInt.of(ExitCode.OK));
      }
    }
  }

  /**
   * The write that is held would land but for the fence: it makes an item that nobody makes in the
   * meantime, with a task that is dead by then.
   */
  @Test
  void leaderStoppedInTheMiddleOfAWrite_writesNothingWhenItGoesOn() throws Exception {
    try (ControllerProcess one = leader("one");
        ControllerProcess two = standby("two")) {
      awaitTrue("web");
      awaitTrue("api");
      HeldRequest write =
          aws.hold(
              "TransactWriteItems",
              body -> body.contains("ConditionCheck") && body.contains(TraefikTable.id("late")));
      cluster.service("late").tasks(1).bridge(80);
      assertThat(write.awaitArrival(PATIENCE)).isTrue();
      one.freeze();

      cluster.service("late").tasks(0);
      cluster.service("api").tasks(5);
      await()
          .atMost(PATIENCE)
          .until(() -> aws.account().steady() && cluster.service("late").runningTasks().isEmpty());
      assertThat(two.leads()).as("its task is dead before anybody else may write").isFalse();
      await().atMost(PATIENCE).until(two::leads);
      awaitTrue("api");
      Map<String, Map<String, AttributeValue>> before = aws.table().items();
      assertThat(before).doesNotContainKey(TraefikTable.id("late"));

      one.thaw();
      String answer = write.release(PATIENCE);

      assertThat(answer)
          .startsWith("400 ")
          .contains("TransactionCanceledException", "ConditionalCheckFailed");
      await().atMost(PATIENCE).until(() -> metric(one, FENCED) >= 1);
      assertThat(one.ask("/leaderz")).contains(new Answer(503, "standby: the leader is two"));
      assertThat(one.ask("/readyz").orElseThrow().status()).isEqualTo(200);
      assertThat(aws.table().items()).isEqualTo(before);
      assertThat(metric(two, FENCED)).isZero();

      // And the old one is of use again.
      assertThat(two.stop(STOP_WITHIN)).isEqualTo(OptionalInt.of(ExitCode.OK));
      await().atMost(PATIENCE).until(one::leads);
      cluster.service("web").tasks(3);
      awaitTrue("web");
    }
  }

  private ControllerProcess leader(String name) throws InterruptedException {
    ControllerProcess process = start(name);
    process.awaitReady();
    await().atMost(PATIENCE).until(process::leads);
    return process;
  }

  private ControllerProcess standby(String name) throws InterruptedException {
    ControllerProcess process = start(name);
    process.awaitReady();
    assertThat(process.leads()).isFalse();
    return process;
  }

  private ControllerProcess start(String name) {
    return ControllerProcess.start(
        aws,
        ControllerProcess.freePort(),
        folder.resolve(name + ".log"),
        List.of(
            "--cluster", CLUSTER,
            "--resync-interval", "5s",
            "--replica-name", name,
            "--lease-duration", "7s",
            "--lease-renew-deadline", "5s",
            "--lease-retry-period", "1s"));
  }

  private static double metric(ControllerProcess process, String name) throws InterruptedException {
    Matcher value =
        Pattern.compile("(?m)^" + name + "(\\{[^}]*})? ([0-9.E]+)$")
            .matcher(process.get("/metrics").orElse(""));
    return value.find() ? Double.parseDouble(value.group(2)) : Double.NaN;
  }

  private void awaitTrue(String service) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(aws.table().servers(service))
                    .isEqualTo(aws.account().expectedServers(CLUSTER, service))
                    .isNotEmpty());
  }
}
