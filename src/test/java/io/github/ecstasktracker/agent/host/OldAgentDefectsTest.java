package io.github.ecstasktracker.agent.host;

import static io.github.ecstasktracker.directory.Places.dockerId;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.agent.AgentRow;
import io.github.ecstasktracker.agent.OldAgent;
import io.github.ecstasktracker.agent.report.AgentReports;
import io.github.ecstasktracker.agent.report.ReportAnswer;
import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.Source;
import io.github.ecstasktracker.trigger.Receivers;
import io.github.ecstasktracker.trigger.TriggerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What ECS ID Mapper's agent, and its way in, got wrong, and these do not; its queries' defects are
 * elsewhere. One has nothing here that could have it: nothing is kept in a domain that an agent's
 * first report has to make.
 */
class OldAgentDefectsTest {
  private static final AgentReports.Sender PEER =
      new AgentReports.Sender("10.0.1.5", Optional.empty());

  private final AtomicLong nanos = new AtomicLong();
  private final Directory directory =
      new Directory(Directory.Limits.DEFAULT, nanos::get, InstantSource.fixed(Instant.EPOCH));
  private final AgentReports reports =
      new AgentReports(
          directory,
          Directory.Limits.DEFAULT,
          Receivers.of(
              (trigger, served) -> TriggerSink.Acceptance.ACCEPTED,
              new TriggerMetrics(new SimpleMeterRegistry())),
          Set.of("prod"),
          nanos::get);
  private final RecordedHost host;
  private final Receiver receiver;
  private final HostAgent agent;

  OldAgentDefectsTest() throws Exception {
    host = new RecordedHost();
    receiver = new Receiver();
    agent = newAgent();
  }

  @AfterEach
  void stop() {
    agent.close();
    receiver.close();
    host.close();
  }

  /** It stored 25 rows at a time, and skipped one between two batches. */
  @Test
  void mapOfSixtyRows_isTakenWhole() {
    OldAgent map = new OldAgent();
    IntStream.range(0, 60).forEach(i -> map.running("task-" + i, dockerId("a" + i + "f")));
    assertThat(reports.map(map.bytes(), PEER)).isEqualTo(new ReportAnswer.Taken());
    assertThat(IntStream.range(0, 60))
        .allSatisfy(i -> assertThat(directory.task("task-" + i)).hasSize(1));
  }

  /** It refused an empty map, so the last task of a host stayed for ever. */
  @Test
  void emptiedHost_isRecorded() {
    reports.map(new OldAgent().running("a", dockerId("1")).bytes(), PEER);
    assertThat(reports.map("{}".getBytes(StandardCharsets.UTF_8), PEER))
        .isEqualTo(new ReportAnswer.Taken());
    assertThat(directory.count(Source.AGENT)).isZero();
  }

  /** It read two lines of {@code docker port}, IPv4 and IPv6, as no port. */
  @Test
  void portBoundForBothFamilies_isThatPort() throws Exception {
    host.tasks = "tasks-running";
    agent.step();
    assertThat(last().getFirst())
        .extracting(AgentRow::instancePort, AgentRow::containerPort)
        .containsExactly("32768", "80");
  }

  /** It told of what Docker did after its start alone. */
  @Test
  void agentThatStartsOnABusyHost_tellsOfWhatRunsThere() throws Exception {
    host.tasks = "tasks-running";
    agent.step();
    assertThat(receiver.directory.count(Source.AGENT)).isEqualTo(2);
  }

  /** Its key did not hold the known status, so a start was never told of. */
  @Test
  void pendingTaskThatRuns_isToldOf() throws Exception {
    host.tasks = "tasks-pending";
    agent.step();
    assertThat(last().getFirst().knownStatus()).isEqualTo("PENDING");
    host.tasks = "tasks-running";
    agent.step();
    assertThat(last().getFirst().knownStatus()).isEqualTo("RUNNING");
  }

  /** It took a report for told before it was, and never sent a lost one again. */
  @Test
  void lostReport_isSentAgain() throws Exception {
    receiver.weather = Receiver.Weather.LOST;
    host.tasks = "tasks-running";
    steps(5);
    assertThat(receiver.received).isEmpty();
    receiver.weather = Receiver.Weather.FINE;
    steps(40);
    assertThat(receiver.directory.count(Source.AGENT)).isEqualTo(2);
  }

  /** Its rest was squared at each failure, and kept after a success. */
  @Test
  void restBetweenAttempts_beginsAnewAfterASuccess() throws Exception {
    receiver.weather = Receiver.Weather.LOST;
    host.tasks = "tasks-running";
    steps(300);
    receiver.weather = Receiver.Weather.FINE;
    steps(40);
    assertThat(receiver.received).as("the longest rest is half a minute").isNotEmpty();

    receiver.weather = Receiver.Weather.LOST;
    host.tasks = "tasks-stopped";
    steps(1);
    receiver.weather = Receiver.Weather.FINE;
    steps(4);
    assertThat(last().getFirst().knownStatus()).as("the first rest is short").isEqualTo("STOPPED");
  }

  private List<AgentRow> last() {
    return receiver.received.getLast();
  }

  private void steps(int seconds) throws Exception {
    for (int second = 0; second < seconds; second++) {
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      agent.step();
    }
  }

  private HostAgent newAgent() {
    return new HostAgent(
        new HostAgent.Setup(
            receiver.uri(),
            Optional.empty(),
            host.uri(),
            host.uri(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30)),
        nanos::get,
        () -> Instant.parse("2025-11-21T12:00:00.350Z"),
        new Random(6));
  }
}
