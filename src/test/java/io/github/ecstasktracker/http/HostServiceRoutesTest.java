package io.github.ecstasktracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.directory.HostRegistry;
import io.github.ecstasktracker.directory.HostState;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The old host service's bodies, field by field as its daemon sent them. */
class HostServiceRoutesTest {
  private static final String HANDSHAKE =
      """
      {"InstanceID": "i-0abc", "InstanceType": "g4dn.2xlarge", "Region": "us-east-1",
       "AWSAmiID": "ami-0123"}
      """;

  private final TestServer server =
      new TestServer(TestServer.SMALL, false, Optional.of("secret"), List.of(), List.of());

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    var request = server.request(path).POST(BodyPublishers.ofString(body));
    return server.send(headers.length == 0 ? request : request.headers(headers));
  }

  private static String beat(String token, int number, boolean dying) {
    return """
    {"AuthToken": "%s", "Timestamp": "2021-05-01T12:00:00Z", "HeartbeatNumber": %d,
     "InstanceID": "i-0abc", "TotalRAMinKB": "32000000", "FreeRAMinKB": "1000000",
     "AvailRAMinKB": "2000000", "IsDyingHeartbeat": %b}
    """
        .formatted(token, number, dying);
  }

  private Optional<HostState> state() throws Exception {
    String body = server.get("/hosts/i-0abc", "Accept", "application/json").body();
    return Optional.of(body)
        .filter(text -> text.contains("\"state\" : \""))
        .map(text -> HostState.valueOf(text.replaceAll("(?s).*\"state\" : \"(\\w+)\".*", "$1")));
  }

  @Test
  void handshakeAndBeats_tellHowTheHostIs() throws Exception {
    HttpResponse<String> answer = post("/host_service/auth", HANDSHAKE);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"AuthToken\" : \"given-1\"");
    assertThat(state()).contains(HostState.STARTING);

    assertThat(post("/host_service/heartbeat", beat("given-1", 0, false)).statusCode())
        .isEqualTo(200);
    assertThat(state()).contains(HostState.ACTIVE);
    assertThat(post("/host_service/heartbeat", beat("given-1", 1, true)).statusCode())
        .isEqualTo(200);
    assertThat(state()).contains(HostState.DEAD);
    assertThat(server.triggers).as("no heartbeat changes anything").isEmpty();
  }

  @Test
  void beatWithAnotherToken_is401AndChangesNothing() throws Exception {
    post("/host_service/auth", HANDSHAKE);
    assertThat(post("/host_service/heartbeat", beat("made-up", 0, true)).statusCode())
        .isEqualTo(401);
    assertThat(state()).contains(HostState.STARTING);
  }

  @Test
  void beatOfAHostThatAnotherLeaderKnew_isTaken_andItsTokenHolds() throws Exception {
    assertThat(post("/host_service/heartbeat", beat("from-before", 7, false)).statusCode())
        .isEqualTo(200);
    assertThat(state()).contains(HostState.ACTIVE);
    assertThat(post("/host_service/heartbeat", beat("made-up", 8, true)).statusCode())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"InstanceID\": 7}",
        "{\"InstanceID\": \"a b\", \"AuthToken\": \"t\"}",
        "{\"InstanceID\": \"i-1\", \"InstanceID\": \"i-2\", \"AuthToken\": \"t\"}"
      })
  void whatIsNeither_is400(String body) throws Exception {
    assertThat(post("/host_service/auth", body).statusCode()).isEqualTo(400);
    assertThat(post("/host_service/heartbeat", body).statusCode()).isEqualTo(400);
    assertThat(hosts()).isEmpty();
  }

  @Test
  void strangersAndHugeBodies_areRefused() throws Exception {
    assertThat(post("/host_service/auth", HANDSHAKE, "X-Forwarded-For", "10.0.0.9").statusCode())
        .isEqualTo(401);
    var huge =
        server.request("/host_service/auth").POST(BodyPublishers.ofString(" ".repeat(20_000)));
    assertThat(server.sendTooMuch(huge).statusCode()).isEqualTo(413);
    assertThat(hosts()).isEmpty();
  }

  private List<HostRegistry.Host> hosts() {
    return new HostRegistry(
            server.directory, server.hostReader, server.heartbeats, Set.of(), server.hostClock::get)
        .hosts()
        .hosts();
  }
}
