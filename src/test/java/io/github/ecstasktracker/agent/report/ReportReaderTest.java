package io.github.ecstasktracker.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.agent.AgentRow;
import io.github.ecstasktracker.agent.OldAgent;
import io.github.ecstasktracker.agent.report.ReportReader.HostMap;
import io.github.ecstasktracker.directory.Places;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {
  private static final String ID = Places.dockerId("50f7");

  @Test
  void allSeventeenFields_areRead() {
    AgentRow row = row(new OldAgent().running("3f2a", ID));
    assertThat(row)
        .isEqualTo(
            new AgentRow(
                ID,
                "web",
                "80",
                "3f2a",
                "web-family",
                "7",
                "32768",
                "10.0.1.5",
                "i-0abc",
                "m5.large",
                "eu-west-1a",
                "RUNNING",
                "RUNNING",
                "ip-10-0-1-5",
                "prod",
                "1.91.0",
                new BigDecimal("1456789012.35")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3f2a", "prod/3f2a", "arn:aws:ecs:eu-west-1:111122223333:task/prod/3f2a"})
  void taskId_inEveryForm_isCutToItsLastPart(String sent) {
    assertThat(row(new OldAgent().running(sent, ID)).shortTaskId()).isEqualTo("3f2a");
  }

  @Test
  void key_ofTheShortId_isTakenWhereTheLongOneIsSent() {
    String key = new OldAgent().running("3f2a", ID).key();
    OldAgent sent = new OldAgent().running("prod/3f2a", ID);
    assertThat(ReportReader.map(utf8(sent.map().replace(sent.key(), key))))
        .isInstanceOf(HostMap.Rows.class);
  }

  @Test
  void cluster_asAnArn_isItsShortName() {
    OldAgent sent =
        new OldAgent()
            .cluster("arn:aws:ecs:eu-west-1:111122223333:cluster/prod")
            .running("3f2a", ID);
    assertThat(row(sent).cluster()).isEqualTo("prod");
  }

  @ParameterizedTest
  @CsvSource({
    "1456789012, 1456789012",
    "1456789012.35, 1456789012.35",
    "1.45678901235E9, 1456789012.35",
    "'\"1456789012.35\"', 1456789012.35"
  })
  void sampleTime_isANumberOrAText(String sent, BigDecimal read) {
    AgentRow row = row(new OldAgent().sampled(sent).running("3f2a", ID));
    assertThat(row.sampleTime()).isEqualByComparingTo(read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "-1", "1e400", "1e12", "\"soon\"", "[]", "true"})
  void sampleTime_thatIsNone_isRefused(String sent) {
    assertThat(ReportReader.map(new OldAgent().sampled(sent).running("3f2a", ID).bytes()))
        .isInstanceOf(HostMap.Refused.class);
  }

  @Test
  void fieldThatTheAgentDoesNotKnow_isEmpty() {
    AgentRow row = row(new OldAgent().running("3f2a", ID).with("host_name", null));
    assertThat(row.hostName()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "container_id, ''",
    "container_id, ../../etc",
    "task_id, prod/",
    "task_id, a b",
    "cluster_name, ''",
    "instance_id, ''",
    "host_name, '\\u000a'"
  })
  void nameThatIsNone_isRefused(String field, String value) {
    assertThat(ReportReader.map(new OldAgent().running("3f2a", ID).with(field, value).bytes()))
        .isInstanceOf(HostMap.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "0", "\"\"", "null", "", "{", "{\"a\": 1}", "{\"a\": {}}"})
  void bodyThatIsNoMap_isRefused(String body) {
    assertThat(ReportReader.map(utf8(body))).isInstanceOf(HostMap.Refused.class);
  }

  @Test
  void emptyMap_isAnEmptyHost() {
    assertThat(ReportReader.map(utf8("{}"))).isEqualTo(new HostMap.Empty());
  }

  @Test
  void keyOfAnotherRow_isRefused() {
    OldAgent sent = new OldAgent().running("3f2a", ID);
    String forged = sent.map().replace(sent.key(), "0".repeat(64));
    assertThat(ReportReader.map(utf8(forged)))
        .isEqualTo(new HostMap.Refused("a row that is none, or whose key is not its own"));
  }

  @Test
  void rowsOfTwoHosts_areRefused() {
    OldAgent sent = new OldAgent().running("a", ID).running("b", Places.dockerId("1"));
    sent.with("instance_id", "i-other");
    assertThat(ReportReader.map(sent.bytes()))
        .isEqualTo(new HostMap.Refused("rows of several hosts"));
  }

  @Test
  void rowsAndTexts_areBounded() {
    OldAgent many = new OldAgent();
    for (int i = 0; i < 1_200; i++) {
      many.running("t" + i, Places.dockerId("" + i));
    }
    assertThat(many.bytes()).hasSizeLessThan(1 << 20);
    assertThat(ReportReader.map(many.bytes())).isInstanceOf(HostMap.Rows.class);

    StringBuilder small = new StringBuilder("{");
    for (int i = 0; i <= ReportReader.MAX_ROWS; i++) {
      small.append(i == 0 ? "" : ",").append("\"").append(i).append("\":{}");
    }
    assertThat(ReportReader.map(utf8(small.append("}").toString())))
        .isEqualTo(new HostMap.Refused("more than 2000 rows"));
    OldAgent long_ = new OldAgent().running("a", ID).with("host_name", "x".repeat(301));
    assertThat(ReportReader.map(long_.bytes())).isInstanceOf(HostMap.Refused.class);
  }

  @Test
  void event_isReadWhole() {
    String key = new OldAgent().running("3f2a", ID).key();
    assertThat(ReportReader.event(utf8(OldAgent.event(key, "added"))))
        .contains(new ReportReader.HostEvent(key));
    assertThat(ReportReader.event(utf8(OldAgent.event(key, "moved")))).isEmpty();
    assertThat(ReportReader.event(utf8(OldAgent.event("50f7", "added")))).isEmpty();
    assertThat(ReportReader.event(utf8("{\"event_id\": \"" + key + "\", \"event\": \"added\"}")))
        .isEmpty();
    assertThat(ReportReader.event(utf8("[1]"))).isEmpty();
  }

  @Test
  void damagedBody_isReadOrRefusedAndNeverThrows() {
    byte[] whole = new OldAgent().running("3f2a", ID).stopped("b", Places.dockerId("1")).bytes();
    Random random = new Random(6);
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      refused += ReportReader.map(damaged) instanceof HostMap.Refused ? 1 : 0;
      assertThat(ReportReader.event(damaged)).isEmpty();
    }
    assertThat(refused).isBetween(200, 1_999);
  }

  private static AgentRow row(OldAgent sent) {
    assertThat(ReportReader.map(sent.bytes())).isInstanceOf(HostMap.Rows.class);
    return ((HostMap.Rows) ReportReader.map(sent.bytes())).rows().getFirst();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
