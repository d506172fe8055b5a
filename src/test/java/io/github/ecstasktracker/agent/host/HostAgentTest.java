package io.github.ecstasktracker.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.agent.AgentRow;
import io.github.ecstasktracker.directory.Source;
import io.github.ecstasktracker.model.Result;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The agent beside a recorded ECS agent, before a real way in. */
class HostAgentTest {
  private static final String WEB =
      "50f7a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e";
  private static final String TASK = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

  private final AtomicLong nanos = new AtomicLong();
  private final RecordedHost host;
  private final Receiver receiver;
  private final HostAgent agent;

  HostAgentTest() throws Exception {
    host = new RecordedHost();
    receiver = new Receiver();
    agent = agent(6);
  }

  @AfterEach
  void stop() {
    agent.close();
    receiver.close();
    host.close();
  }

  @Test
  void runningTask_isReportedWithAllSeventeenFieldsAndItsIpv4Port() throws Exception {
    host.tasks = "tasks-running";
    agent.step();

    assertThat(receiver.received).hasSize(1);
    assertThat(receiver.received.getFirst().getFirst())
        .isEqualTo(
            new AgentRow(
                WEB,
                "web",
                "80",
                "prod/" + TASK,
                "web-family",
                "7",
                "32768",
                "10.0.1.5",
                "i-0abc",
                "m5.large",
                "eu-west-1a",
                "RUNNING",
                "RUNNING",
                "ip-10-0-1-5.ec2.internal",
                "prod",
                "1.91.0",
                new BigDecimal("1763726400.35")));
    assertThat(receiver.received.getFirst().get(1))
        .extracting(AgentRow::taskId, AgentRow::desiredStatus, AgentRow::instancePort)
        .containsExactly("9f8e7d6c-1111-2222-3333-444455556666", "STOPPED", "0");
    assertThat(receiver.authorizations).containsExactly("Bearer secret");
    assertThat(receiver.directory.task(TASK)).hasSize(1);
  }

  @Test
  void everyChange_isReported() throws Exception {
    for (String tasks :
        List.of("tasks-none", "tasks-pending", "tasks-running", "tasks-stopped", "tasks-none")) {
      host.tasks = tasks;
      agent.step();
    }
    assertThat(receiver.received.stream().map(HostAgentTest::web))
        .containsExactly("", "PENDING", "RUNNING", "STOPPED", "");
    assertThat(receiver.directory.count(Source.AGENT)).isZero();
  }

  @Test
  void nothingNew_isToldOnceMoreAndThenAtTheHeartbeatOnly() throws Exception {
    host.tasks = "tasks-running";
    for (int second = 0; second < 120; second++) {
      agent.step();
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }
    // The change, its echo, and one each 24 to 36 s.
    assertThat(receiver.received).hasSizeBetween(5, 7);
    assertThat(receiver.directory.count(Source.AGENT)).isEqualTo(2);
  }

  @Test
  void networkLoss_isOutlastedAndNothingIsForgotten() throws Exception {
    agent.step();
    receiver.weather = Receiver.Weather.LOST;
    host.tasks = "tasks-running";
    steps(30);
    host.tasks = "tasks-none";
    steps(30);
    assertThat(receiver.received).hasSize(1);

    receiver.weather = Receiver.Weather.FINE;
    steps(40);
    // It came and went while nothing could be told, and is told of as stopped.
    assertThat(web(receiver.received.get(1))).isEqualTo("STOPPED");
    assertThat(web(receiver.received.getLast())).isEmpty();
    assertThat(receiver.directory.count(Source.AGENT)).isZero();
  }

  @Test
  void lostAnswer_isToldAgainAndCountsOnce() throws Exception {
    receiver.weather = Receiver.Weather.ANSWERS_LOST;
    host.tasks = "tasks-running";
    steps(10);
    assertThat(receiver.received).hasSizeGreaterThan(1);
    receiver.weather = Receiver.Weather.FINE;
    steps(40);
    assertThat(receiver.directory.count(Source.AGENT)).isEqualTo(2);
    // Two families of no service: one look at everything in ten seconds, whatever comes again.
    assertThat(receiver.triggers).hasSize(1);
  }

  @Test
  void failures_areRetriedEverMoreRarelyButTwiceAMinute() throws Exception {
    receiver.weather = Receiver.Weather.ANSWERS_LOST;
    host.tasks = "tasks-running";
    steps(600);
    assertThat(receiver.received).hasSizeBetween(20, 120);
  }

  @Test
  void retryAfter_isHeeded() throws Exception {
    receiver.weather = Receiver.Weather.UNAVAILABLE;
    agent.step();
    receiver.weather = Receiver.Weather.FINE;
    nanos.addAndGet(Duration.ofMillis(2_900).toNanos());
    agent.step();
    assertThat(receiver.received).isEmpty();
    nanos.addAndGet(Duration.ofMillis(101).toNanos());
    agent.step();
    assertThat(receiver.received).hasSize(1);
  }

  @Test
  void ecsAgentThatRestarts_isNoEmptyHost() throws Exception {
    host.tasks = "tasks-running";
    agent.step();
    host.agentDown = true;
    steps(60);
    host.agentDown = false;
    host.metadata = "metadata-unregistered";
    host.tasks = "tasks-none";
    steps(60);
    assertThat(receiver.received).hasSize(1);

    host.metadata = "metadata";
    host.tasks = "tasks-stopped";
    steps(1);
    assertThat(web(receiver.received.getLast())).isEqualTo("STOPPED");
  }

  @Test
  void agentThatStartsAnew_tellsAllThereIs() throws Exception {
    host.tasks = "tasks-running";
    agent.step();
    try (HostAgent next = agent(7)) {
      next.step();
    }
    assertThat(receiver.received).hasSize(2);
    assertThat(receiver.received.get(1)).isEqualTo(receiver.received.getFirst());
    assertThat(receiver.directory.count(Source.AGENT)).isEqualTo(2);
  }

  @Test
  void metadataThatDoesNotAnswerYet_isAskedAgain() throws Exception {
    host.metadataDown = true;
    host.tasks = "tasks-running";
    agent.step();
    assertThat(receiver.received).isEmpty();
    host.metadataDown = false;
    agent.step();
    assertThat(receiver.received).hasSize(1);
  }

  @Test
  void last_tellsOnceMoreOnTheWayOut() throws Exception {
    host.tasks = "tasks-running";
    agent.step();
    host.tasks = "tasks-stopped";
    assertThat(agent.last()).isTrue();
    assertThat(web(receiver.received.getLast())).isEqualTo("STOPPED");
    receiver.weather = Receiver.Weather.LOST;
    assertThat(agent.last()).isFalse();
  }

  @Test
  void periods_haveTheirJitter() throws Exception {
    List<Duration> waits =
        List.of(agent.step(), agent.step(), agent.step(), agent.step(), agent.step());
    assertThat(waits)
        .allMatch(wait -> wait.toMillis() >= 800 && wait.toMillis() <= 1_200)
        .doesNotHaveDuplicates();
  }

  private void steps(int seconds) throws Exception {
    for (int second = 0; second < seconds; second++) {
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      agent.step();
    }
  }

  /** What a report says of the one container. */
  private static String web(List<AgentRow> rows) {
    return rows.stream()
        .filter(row -> row.containerId().equals(WEB))
        .map(AgentRow::knownStatus)
        .findFirst()
        .orElse("");
  }

  private HostAgent agent(long seed) {
    return new HostAgent(
        new HostAgent.Setup(
            receiver.uri(),
            Optional.of(() -> new Result.Ok<>("secret")),
            host.uri(),
            host.uri(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30)),
        nanos::get,
        () -> Instant.parse("2025-11-21T12:00:00.350Z"),
        new Random(seed));
  }
}
