package io.github.ecstasktracker.agent.report;

import static io.github.ecstasktracker.directory.Places.dockerId;
import static io.github.ecstasktracker.directory.Places.task;
import static io.github.ecstasktracker.directory.Places.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.agent.OldAgent;
import io.github.ecstasktracker.agent.report.AgentReports.Sender;
import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.Row;
import io.github.ecstasktracker.directory.Source;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.trigger.Receivers;
import io.github.ecstasktracker.trigger.TriggerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AgentReportsTest {
  private static final String ID = dockerId("50f7");
  private static final String OTHER = dockerId("77aa");
  private static final Sender OLD = new Sender("10.0.1.5", Optional.empty());
  private static final ServiceKey WEB = new ServiceKey("prod", "web");
  private static final Trigger LOOK_AT_WEB =
      new Trigger(Trigger.Source.AGENT, Optional.of(WEB), Optional.empty());
  private static final Trigger EVERYTHING = Trigger.everything(Trigger.Source.AGENT);
  private static final Directory.Limits LIMITS =
      new Directory.Limits(100, Duration.ofDays(1), 5, Duration.ofMinutes(15));

  private final AtomicLong nanos = new AtomicLong();
  private final List<Trigger> triggers = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private TriggerSink.Acceptance acceptance = TriggerSink.Acceptance.ACCEPTED;
  private final Directory directory =
      new Directory(LIMITS, nanos::get, InstantSource.fixed(Instant.EPOCH));
  private final AgentReports reports =
      new AgentReports(
          directory,
          LIMITS,
          Receivers.of(this::accept, new TriggerMetrics(registry)),
          Set.of("prod"),
          nanos::get);

  @Test
  void row_comesOutAsItWentIn() {
    assertTaken(new OldAgent().running("prod/3f2a", ID));

    assertThat(Row.of(directory.container("50f7").best().orElseThrow()))
        .hasSize(17)
        .containsEntry("container_id", ID)
        .containsEntry("container_name", "web")
        .containsEntry("container_port", "80")
        .containsEntry("task_id", "3f2a")
        .containsEntry("task_name", "web-family")
        .containsEntry("task_version", "7")
        .containsEntry("instance_port", "32768")
        .containsEntry("instance_ip", "10.0.1.5")
        .containsEntry("instance_id", "i-0abc")
        .containsEntry("instance_type", "m5.large")
        .containsEntry("instance_az", "eu-west-1a")
        .containsEntry("desired_status", "RUNNING")
        .containsEntry("known_status", "RUNNING")
        .containsEntry("host_name", "ip-10-0-1-5")
        .containsEntry("cluster_name", "prod")
        .containsEntry("ecs_agent_version", "1.91.0")
        .containsEntry("sample_time", "1456789012.35");
  }

  @Test
  void newTaskOfAKnownFamily_asksForALookAtItsServiceAndIsItsTask() {
    directory.observe(List.of(task("old").container("web", OTHER).placed()));
    assertTaken(new OldAgent().running("new", ID));
    assertThat(triggers).containsExactly(LOOK_AT_WEB);
    assertThat(directory.service(WEB)).hasSize(2);
  }

  @Test
  void reportThatComesTwice_countsOnceButMayAskAgainWhileEcsDoesNotSayTheSame() {
    directory.observe(List.of(task("old").container("web", OTHER).placed()));
    OldAgent report = new OldAgent().running("new", ID);
    for (int i = 0; i < 10; i++) {
      assertTaken(report);
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }
    assertThat(triggers).hasSize(AgentReports.TELLS).containsOnly(LOOK_AT_WEB);
    assertThat(directory.count(Source.AGENT)).isOne();

    // Another change is worth looks of its own.
    assertTaken(new OldAgent().sampled("1456789013").stopped("new", ID));
    assertThat(triggers).hasSize(AgentReports.TELLS + 1);
  }

  @Test
  void whatEcsSaysToo_asksForNothing() {
    directory.observe(List.of(task("a").container("web", ID, tcp(32_768, 80)).placed()));
    assertTaken(new OldAgent().running("a", ID));
    assertThat(triggers).isEmpty();
    assertThat(directory.container("50f7").best().orElseThrow().entry().source())
        .isEqualTo(Source.ECS);

    assertTaken(new OldAgent().sampled("1456789013").stopped("a", ID));
    assertThat(triggers).containsExactly(LOOK_AT_WEB);
    directory.observe(
        List.of(task("a").version(2).status("STOPPED", "STOPPED").container("web", ID).placed()));
    assertTaken(new OldAgent().sampled("1456789014").stopped("a", ID));
    assertThat(triggers).hasSize(1);
  }

  @Test
  void taskThatIsGoneFromTheMap_isWithdrawnAndLookedAt() {
    directory.observe(List.of(task("a").container("web", ID).placed()));
    assertTaken(new OldAgent().running("a", ID).running("b", OTHER));
    triggers.clear();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertTaken(new OldAgent().sampled("1456789013").running("b", OTHER));
    assertThat(triggers).contains(LOOK_AT_WEB);
    assertThat(directory.count(Source.AGENT)).isOne();
  }

  @Test
  void agentThatDoesNotKnowOfAnEnd_makesNothingRun() {
    directory.observe(List.of(task("other").container("web", OTHER).placed()));
    assertTaken(new OldAgent().running("a", ID));
    directory.observe(
        List.of(task("a").version(9).status("STOPPED", "STOPPED").container("web", ID).placed()));
    assertThat(directory.service(WEB))
        .extracting(hit -> hit.placement().taskId())
        .containsExactly("other");
  }

  @Test
  void rowsOfOneContainer_theNewestCounts() {
    OldAgent both = new OldAgent().stopped("a", ID).running("a", ID);
    assertTaken(both);
    assertThat(directory.task("a").getFirst().container().lastStatus()).isEqualTo("STOPPED");
    assertThat(directory.task("a")).hasSize(1);
  }

  @Test
  void olderReport_changesNothing() {
    assertTaken(new OldAgent().sampled("1456789013").stopped("a", ID));
    assertTaken(new OldAgent().sampled("1456789012").running("a", ID));
    assertThat(directory.task("a").getFirst().container().lastStatus()).isEqualTo("STOPPED");
  }

  @Test
  void clockThatWentBack_isBelievedWhenTheHostWasSilentForLong() {
    assertTaken(new OldAgent().sampled("1456789013").stopped("a", ID));
    nanos.addAndGet(Duration.ofMinutes(15).toNanos());
    assertTaken(new OldAgent().sampled("1456780000").running("b", ID));
    assertThat(directory.task("b")).isNotEmpty();
  }

  /** One report with a time to come must not silence a host. */
  @Test
  void clockThatWasAhead_isBelievedOnceItIsRight() {
    assertTaken(new OldAgent().sampled("1456789013").stopped("a", ID));
    assertTaken(new OldAgent().sampled("1456785413").running("b", ID));
    assertThat(directory.task("b")).isNotEmpty();
  }

  @Test
  void emptyMap_ofAKnownHost_empties() {
    assertThat(reports.map(utf8("{}"), OLD)).isInstanceOf(ReportAnswer.Refused.class);
    assertTaken(new OldAgent().running("a", ID));

    assertThat(reports.map(utf8("{}"), new Sender("10.0.1.6", Optional.empty())))
        .isInstanceOf(ReportAnswer.Refused.class);
    assertThat(directory.count(Source.AGENT)).isOne();
    assertThat(reports.map(utf8("{}"), OLD)).isEqualTo(new ReportAnswer.Taken());
    assertThat(directory.count(Source.AGENT)).isZero();
  }

  @Test
  void emptyMap_fromAnAddressOfTwoHosts_isNobodys() {
    assertTaken(new OldAgent().running("a", ID));
    assertTaken(new OldAgent().on("i-other").running("b", OTHER));
    assertThat(reports.map(utf8("{}"), OLD)).isInstanceOf(ReportAnswer.Refused.class);
    assertThat(directory.count(Source.AGENT)).isEqualTo(2);

    Sender named = new Sender("10.0.1.5", Optional.of("i-other"));
    assertThat(reports.map(utf8("{}"), named)).isEqualTo(new ReportAnswer.Taken());
    assertThat(directory.task("a")).isNotEmpty();
    assertThat(directory.task("b")).isEmpty();
  }

  @Test
  void rowsOfAnotherHostThanNamed_areRefused() {
    Sender named = new Sender("10.0.1.5", Optional.of("i-other"));
    assertThat(reports.map(new OldAgent().running("a", ID).bytes(), named))
        .isInstanceOf(ReportAnswer.Refused.class);
    assertThat(directory.count(Source.AGENT)).isZero();
    assertThat(counted("refused")).isOne();
  }

  @Test
  void reportThatCannotBeTakenNow_changesNothingAndTellsAgainWhenItComesBack() {
    directory.observe(List.of(task("old").container("web", OTHER).placed()));
    acceptance = TriggerSink.Acceptance.UNAVAILABLE;
    OldAgent report = new OldAgent().running("new", ID);
    assertThat(reports.map(report.bytes(), OLD)).isEqualTo(new ReportAnswer.Unavailable());
    assertThat(directory.count(Source.AGENT)).isZero();

    acceptance = TriggerSink.Acceptance.ACCEPTED;
    triggers.clear();
    assertTaken(report);
    assertThat(triggers).containsExactly(LOOK_AT_WEB);
  }

  @Test
  void familyOfNoService_isLookedForOnceInTenMinutes() {
    assertTaken(new OldAgent().running("a", ID));
    assertTaken(new OldAgent().sampled("1456789013").running("a", ID).running("b", OTHER));
    assertThat(triggers).containsExactly(EVERYTHING);

    nanos.addAndGet(Duration.ofMinutes(10).toNanos());
    assertTaken(new OldAgent().sampled("1456789014").running("c", ID));
    assertThat(triggers).containsExactly(EVERYTHING, EVERYTHING);
  }

  @Test
  void refusedReport_costsNoneOfItsLooks() {
    acceptance = TriggerSink.Acceptance.UNAVAILABLE;
    OldAgent report = new OldAgent().running("new", ID);
    assertThat(reports.map(report.bytes(), OLD)).isInstanceOf(ReportAnswer.Unavailable.class);
    triggers.clear();
    acceptance = TriggerSink.Acceptance.ACCEPTED;
    assertTaken(report);
    assertThat(triggers).as("its family was not looked for yet").containsExactly(EVERYTHING);
  }

  @Test
  void madeUpTasks_haveTheirServiceLookedAtOnceInASecond() {
    directory.observe(List.of(task("old").container("web", OTHER).placed()));
    for (int i = 0; i < 50; i++) {
      assertTaken(new OldAgent().sampled("14567890" + (10 + i)).running("made-up-" + i, ID));
      nanos.addAndGet(Duration.ofMillis(100).toNanos());
    }
    assertThat(triggers).containsOnly(LOOK_AT_WEB).hasSize(5);
  }

  @Test
  void aLookThatFoundNoRoom_isMadeWithTheNextReportOfAnybody() {
    directory.observe(List.of(task("a").container("web", ID).placed()));
    assertTaken(new OldAgent().running("a", ID).running("b", OTHER));
    assertThat(reports.map(utf8("{}"), OLD)).isEqualTo(new ReportAnswer.Taken());
    assertThat(triggers).containsExactly(LOOK_AT_WEB);

    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertTaken(new OldAgent().cluster("elsewhere").on("i-other").running("c", OTHER));
    assertThat(triggers).containsExactly(LOOK_AT_WEB, LOOK_AT_WEB);
  }

  @Test
  void clusterThatIsNotOurs_isKnownAndAsksForNothing() {
    assertTaken(new OldAgent().cluster("elsewhere").running("a", ID));
    assertThat(triggers).isEmpty();
    assertThat(directory.task("a")).isNotEmpty();
  }

  @Test
  void event_ofAKnownRow_asksForALook() {
    directory.observe(List.of(task("other").container("web", OTHER).placed()));
    OldAgent report = new OldAgent().running("a", ID);
    assertThat(event(report.key())).isEqualTo(new ReportAnswer.Taken());
    assertThat(triggers).isEmpty();
    assertTaken(report);
    triggers.clear();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(event(report.key())).isEqualTo(new ReportAnswer.Taken());
    assertThat(triggers).containsExactly(LOOK_AT_WEB);
    assertThat(reports.event(utf8("{}"))).isInstanceOf(ReportAnswer.Refused.class);
  }

  @Test
  void hosts_areBoundedAndTheLongestSilentGoesFirst() {
    for (int i = 0; i < 8; i++) {
      assertTaken(new OldAgent().on("i-" + i).running("t" + i, dockerId("" + i)));
    }
    assertThat(directory.count(Source.AGENT)).isEqualTo(5);
    assertThat(directory.task("t2")).isEmpty();
    assertThat(directory.task("t3")).isNotEmpty();
    for (int i = 0; i < 8; i++) {
      Sender named = new Sender("10.9.9.9", Optional.of("i-empty" + i));
      assertThat(reports.map(utf8("{}"), named)).isEqualTo(new ReportAnswer.Taken());
    }
    assertThat(directory.count(Source.AGENT)).isZero();
  }

  @Test
  void hugeHost_isTakenAsFarAsTheDirectoryGoes() {
    OldAgent huge = new OldAgent();
    for (int i = 0; i < 9; i++) {
      huge.running("t" + i, dockerId("" + i));
    }
    assertTaken(huge);
    assertThat(directory.count(Source.AGENT)).isEqualTo(5);
  }

  private ReportAnswer event(String key) {
    return reports.event(utf8(OldAgent.event(key, "removed")));
  }

  private void assertTaken(OldAgent report) {
    assertThat(reports.map(report.bytes(), OLD)).isEqualTo(new ReportAnswer.Taken());
  }

  private double counted(String outcome) {
    return registry
        .get("ecs_task_tracker.triggers")
        .tags("source", "agent", "outcome", outcome)
        .counter()
        .count();
  }

  private TriggerSink.Acceptance accept(Trigger trigger, Runnable served) {
    triggers.add(trigger);
    return acceptance;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
