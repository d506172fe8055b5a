package io.github.ecstasktracker.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.command.ExitCode;
import io.github.ecstasktracker.rig.CommandProcess.Ended;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.scenario.ClusterScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product as processes: exit codes, signals, and what reaches AWS. */
class ProcessesIT {
  private static final String CLUSTER = "demo";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
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
  void diff_endsWithOneZeroOrTwo_andNeverChangesAnything() throws Exception {
    Ended different = diff();
    assertThat(different.exitCode()).as(different.err()).isEqualTo(ExitCode.FINDINGS);
    assertThat(json(different).path("schema").asText()).isEqualTo("ecs-task-tracker.diff/v1");
    assertThat(aws.table().items()).isEmpty();
    assertThat(aws.account().counters().mutatingCalls()).isZero();

    Ended synced = CommandProcess.run(aws, folder, "sync", "--cluster", CLUSTER);
    assertThat(synced.exitCode()).as(synced.err()).isEqualTo(ExitCode.OK);
    assertTrue("web");
    assertTrue("api");
    aws.account().counters().reset();

    Ended same = diff();
    assertThat(same.exitCode()).as(same.out()).isEqualTo(ExitCode.OK);
    assertThat(diff("--table", "nowhere").exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(aws.account().counters().mutatingCalls()).isZero();
  }

  @Test
  void dryRun_looksForEverNeverChangesAnything_andEndsInZeroOnSigterm() throws Exception {
    try (ControllerProcess controller = start("--dry-run")) {
      controller.awaitReady();
      cluster.service("web").crash(2);
      long seen = aws.account().counters().calls(Operation.LIST_TASKS);
      await()
          .atMost(PATIENCE)
          .until(() -> aws.account().counters().calls(Operation.LIST_TASKS) >= seen + 2);

      assertThat(controller.get("/diff")).isPresent();
      assertThat(controller.stop(STOP_WITHIN)).isEqualTo(OptionalInt.of(ExitCode.OK));
    }
    assertThat(aws.table().items()).isEmpty();
    assertThat(aws.account().counters().mutatingCalls()).isZero();
  }

  @Test
  void killedController_convergesWhenItIsStartedAgain_andEndsInZeroOnSigterm() throws Exception {
    try (ControllerProcess controller = start()) {
      awaitTrue("web");
      awaitTrue("api");
      // Killed in the middle of what this sets off.
      cluster.service("web").roll();
      controller.kill();
    }
    cluster.service("web").tasks(2);
    cluster.service("api").tasks(0);
    cluster.service("late").tasks(2).bridge(80);
    await().atMost(PATIENCE).until(aws.account()::steady);

    try (ControllerProcess again = start()) {
      awaitTrue("web");
      awaitTrue("api");
      awaitTrue("late");
      assertThat(aws.table().item(TraefikTable.id("api"))).isNotEmpty();
      assertThat(again.stop(STOP_WITHIN)).isEqualTo(OptionalInt.of(ExitCode.OK));
    }
  }

  private ControllerProcess start(String... more) {
    List<String> words = new ArrayList<>(List.of("--cluster", CLUSTER, "--resync-interval", "5s"));
    // A lease that a killed process leaves behind is waited for.
    words.addAll(List.of("--lease-duration", "4s", "--lease-renew-deadline", "3s"));
    words.addAll(List.of("--lease-retry-period", "500ms"));
    words.addAll(List.of(more));
    return ControllerProcess.start(
        aws, ControllerProcess.freePort(), folder.resolve("controller.log"), words);
  }

  private Ended diff(String... more) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of("diff", "--cluster", CLUSTER, "--output", "json"));
    words.addAll(List.of(more));
    return CommandProcess.run(aws, folder, words.toArray(String[]::new));
  }

  private static JsonNode json(Ended ended) throws Exception {
    return new ObjectMapper().readTree(ended.out());
  }

  private void awaitTrue(String service) {
    await().atMost(PATIENCE).untilAsserted(() -> assertTrue(service));
  }

  private void assertTrue(String service) {
    assertThat(aws.table().servers(service))
        .isEqualTo(aws.account().expectedServers(CLUSTER, service));
  }
}
