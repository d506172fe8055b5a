package io.github.ecstasktracker.http;

import static io.github.ecstasktracker.http.report.Views.backend;
import static io.github.ecstasktracker.model.BackendView.State.IN_SYNC;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.trigger.Delivery;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a standby refuses, and what it serves. */
class LeaderOnlyTest {
  private static final String REFUSAL = "standby: the leader is blue-1";

  private final TestServer server = new TestServer();
  private final AtomicInteger taken = new AtomicInteger();

  @BeforeEach
  void fill() {
    server.show(backend("web", IN_SYNC));
    server.events =
        (headers, body) -> {
          taken.incrementAndGet();
          return new Delivery.Accepted();
        };
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void leaderz_onTheLeader_is200() throws Exception {
    server.assertGet("/leaderz", 200, "leader");
  }

  @Test
  void leaderz_onAStandby_is503WithTheLeadersName() throws Exception {
    standby(Optional.of("blue-1"));
    server.assertGet("/leaderz", 503, REFUSAL);
    standby(Optional.empty());
    server.assertGet("/leaderz", 503, "standby: no leader is known");
  }

  @Test
  void leaderz_nameOfManyLines_isAnsweredInOne() throws Exception {
    standby(Optional.of("blue\r\nSet-Cookie: x"));
    server.assertGet("/leaderz", 503, "standby: the leader is blue Set-Cookie: x");
  }

  @Test
  void eventAndSync_onAStandby_are503AndReachNobody() throws Exception {
    standby(Optional.of("blue-1"));

    for (String path : List.of("/event", "/sync", "/sync/web", "/sync/nosuch")) {
      HttpResponse<String> answer = server.post(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(503);
      assertThat(answer.body()).as(path).isEqualTo(REFUSAL);
      assertThat(answer.headers().firstValue("Retry-After")).as(path).hasValue("3");
    }
    assertThat(taken).hasValue(0);
    assertThat(server.controller.asked).isEmpty();
  }

  @Test
  void everyReadRoute_onAStandby_answersAsOnTheLeader() throws Exception {
    for (String path :
        List.of("/", "/livez", "/readyz", "/healthz", "/health", "/metrics", "/diff", "/changes")) {
      HttpResponse<String> onTheLeader = server.get(path);
      standby(Optional.of("blue-1"));
      HttpResponse<String> onAStandby = server.get(path);

      assertThat(onTheLeader.statusCode()).as(path).isEqualTo(200);
      assertThat(onAStandby.statusCode()).as(path).isEqualTo(200);
      assertThat(onAStandby.body()).as(path).isEqualTo(onTheLeader.body());
      server.controller.standing = new FakeController().standing;
    }
  }

  @Test
  void takeover_opensWhatWasRefused() throws Exception {
    standby(Optional.of("blue-1"));
    server.assertPost("/event", 503, REFUSAL);
    server.controller.standing = new FakeController().standing;
    server.assertPost("/event", 200, "ok");
    server.assertPost("/sync/web", 200, "web synced");
  }

  @Test
  void dryRun_doesNotLead_andTakesEventsAllTheSame() throws Exception {
    server.controller.dryRun = true;
    server.assertGet("/leaderz", 503, "a dry run does not lead");
    standby(Optional.empty());
    server.assertPost("/event", 200, "ok");
    server.assertPost("/sync", 409, "a dry run writes nothing");
  }

  private void standby(Optional<String> leader) {
    server.controller.standing = new LeaderState.Standby(leader);
  }
}
