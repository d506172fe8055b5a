package io.github.ecstasktracker.http;

import static io.github.ecstasktracker.directory.Places.dockerId;
import static io.github.ecstasktracker.http.report.Views.backend;
import static io.github.ecstasktracker.model.BackendView.State.IN_SYNC;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.agent.OldAgent;
import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.directory.Source;
import io.github.ecstasktracker.lease.LeaderState;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The old agents' way in. */
class ReportRoutesTest {
  private static final String ID = dockerId("50f7");

  private final TestServer server =
      new TestServer(TestServer.SMALL, false, Optional.of("secret"), List.of(), List.of());

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void oldAgentsReport_goesInAndEveryQueryAnswersFromIt() throws Exception {
    OldAgent agent = new OldAgent().running("prod/3f2a", ID);
    assertThat(post("/report/event", OldAgent.event(agent.key(), "added")).body())
        .isEqualTo("true");
    HttpResponse<String> answer = post("/report/map", agent.map());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("true");
    assertThat(server.get("/query/container_id/50f7").body()).isEqualTo("3f2a");
    assertThat(server.get("/query/task_id/3f2a").body()).isEqualTo(ID);
    assertThat(server.get("/query/task_id/3f2a/_all").body())
        .contains("\"host_name\": \"ip-10-0-1-5\"", "\"sample_time\": \"1456789012.35\"")
        .isEqualTo(server.get("/query/container_id/" + ID + "/_all").body());
    assertThat(server.get("/query/address/10.0.1.5:32768").body()).contains(ID);
    assertThat(server.triggers).hasSize(1);
  }

  @Test
  void forgedReport_is401AndChangesNothing() throws Exception {
    String body = new OldAgent().running("3f2a", ID).map();
    for (String[] headers :
        new String[][] {
          {"Authorization", "Bearer wrong", "X-Forwarded-For", "10.0.0.9"},
          {"X-Forwarded-For", "10.0.0.9"}
        }) {
      HttpResponse<String> answer =
          server.send(
              server
                  .request("/report/map")
                  .headers(headers)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body)));
      assertThat(answer.statusCode()).isEqualTo(401);
    }
    assertNothingChanged();
  }

  @Test
  void oversizedReport_is413AndChangesNothing() throws Exception {
    OldAgent huge = new OldAgent();
    IntStream.range(0, 2_000).forEach(i -> huge.running("t" + i, dockerId("" + i)));
    assertThat(server.sendTooMuch(request("/report/map", huge.map())).statusCode()).isEqualTo(413);
    assertNothingChanged();
  }

  @Test
  void batchOfMoreThanTwentyFive_isTakenWhole() throws Exception {
    OldAgent many = new OldAgent();
    IntStream.range(0, 120).forEach(i -> many.running("t" + i, dockerId("" + i)));
    assertThat(post("/report/map", many.map()).statusCode()).isEqualTo(200);
    assertThat(server.directory.count(Source.AGENT)).isEqualTo(120);
  }

  @Test
  void emptiedHost_isRecorded() throws Exception {
    server.show(backend("web", IN_SYNC));
    assertThat(post("/report/map", "{}").statusCode()).isEqualTo(400);
    post("/report/map", new OldAgent().running("3f2a", ID).map());
    assertThat(post("/report/map", "{}").statusCode()).isEqualTo(200);
    assertThat(server.get("/query/task_id/3f2a").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "0", "\"\"", "{", "", "{\"a\": {}}"})
  void bodyThatIsNoReport_is400(String body) throws Exception {
    assertThat(post("/report/map", body).statusCode()).isEqualTo(400);
    assertThat(post("/report/event", body).statusCode()).isEqualTo(400);
    assertNothingChanged();
  }

  @Test
  void otherTypeThanJson_is400() throws Exception {
    String body = new OldAgent().running("3f2a", ID).map();
    assertThat(
            server
                .send(
                    server
                        .request("/report/map")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(body)))
                .statusCode())
        .isEqualTo(400);
    assertThat(
            server
                .send(
                    server
                        .request("/report/map")
                        .header("Content-Type", "application/json; charset=utf-8")
                        .POST(BodyPublishers.ofString(body)))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void report_isAnsweredToTheByte() throws Exception {
    String body = new OldAgent().running("3f2a", ID).map();

    String answer =
        server.raw(
            "POST /report/map HTTP/1.1\r\nHost: localhost\r\nContent-type: application/json\r\n"
                + "Accept: text/plain\r\nConnection: close\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);

    assertThat(answer)
        .startsWith("HTTP/1.1 200 ")
        .containsOnlyOnce("\r\nContent-Type: text/html; charset=utf-8\r\n")
        .endsWith("\r\n\r\ntrue");
  }

  @Test
  void get_is405() throws Exception {
    assertThat(server.get("/report/map").statusCode()).isEqualTo(405);
  }

  @Test
  void standby_refusesWithTheLeadersName() throws Exception {
    server.controller.standing = new LeaderState.Standby(Optional.of("replica-2"));
    HttpResponse<String> answer = post("/report/map", new OldAgent().running("3f2a", ID).map());
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("standby: the leader is replica-2");
    assertNothingChanged();
  }

  @Test
  void fullQueue_is503AndChangesNothing() throws Exception {
    server.acceptance = TriggerSink.Acceptance.UNAVAILABLE;
    HttpResponse<String> answer = post("/report/map", new OldAgent().running("3f2a", ID).map());
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(server.directory.count(Source.AGENT)).isZero();
  }

  private void assertNothingChanged() {
    assertThat(server.directory.count(Source.AGENT)).isZero();
    assertThat(server.triggers).isEmpty();
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return server.send(request(path, body));
  }

  private HttpRequest.Builder request(String path, String body) {
    return server
        .request(path)
        .header("Content-Type", "application/json")
        .header("Accept", "text/plain")
        .POST(BodyPublishers.ofString(body));
  }
}
