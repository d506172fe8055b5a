package io.github.ecstasktracker.http;

import static io.github.ecstasktracker.http.report.Views.backend;
import static io.github.ecstasktracker.model.BackendView.State.IN_SYNC;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.http.auth.FakeIssuer;
import io.github.ecstasktracker.http.auth.IssuerClient;
import io.github.ecstasktracker.http.auth.JwtCheck;
import io.github.ecstasktracker.http.auth.TrustedIssuer;
import io.github.ecstasktracker.model.MonotonicClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request counts as local by its address, its headers and the name it was sent to. */
class AccessTest {
  private static final String TOKEN = "s3cret";

  private TestServer server = TestServer.withToken(TOKEN);

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Forwarded: for=192.0.2.1",
        "X-Forwarded-For: 192.0.2.1",
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-Host: localhost",
        "X-Real-IP: 127.0.0.1",
        "Via: 1.1 proxy"
      })
  void throughAProxy_isNeverLocal(String header) throws Exception {
    for (String path : new String[] {"/diff", "/diff/web", "/changes"}) {
      assertThat(status("GET", path, "localhost", header)).isEqualTo(401);
    }
    assertThat(status("POST", "/sync", "localhost", header)).isEqualTo(401);
    assertThat(status("POST", "/sync/web", "localhost", header)).isEqualTo(401);
    assertThat(status("GET", "/livez", "localhost", header)).isEqualTo(200);
    assertThat(status("GET", "/metrics", "localhost", header)).isEqualTo(200);
    assertThat(server.controller.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,200",
    "LocalHost:8080,200",
    "127.0.0.1,200",
    "127.0.0.1:80,200",
    "[::1]:8080,200",
    "[::1],200",
    "evil.example,401",
    "evil.example:8080,401",
    "localhost.evil.example,401",
    "127.0.0.1.evil.example,401",
    "10.0.0.1,401",
    "[::2],401"
  })
  void aLoopbackRequest_isLocalOnlyByALocalName(String host, int expected) throws Exception {
    server.show(backend("web", IN_SYNC));
    assertThat(status("POST", "/sync", host)).isEqualTo(expected);
    assertThat(status("GET", "/diff", host)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer s3cret,200",
    "bearer s3cret,200",
    "Bearer  s3cret ,200",
    "Bearer wrong,401",
    "Bearer s3cretx,401",
    "Bearer,401",
    "Basic s3cret,401",
    "s3cret,401"
  })
  void offLoopback_theTokenDecides(String authorization, int expected) throws Exception {
    server.show(backend("web", IN_SYNC));
    String header = "Authorization: " + authorization;
    assertThat(status("POST", "/sync", "tracker.example", header)).isEqualTo(expected);
    assertThat(status("GET", "/diff", "tracker.example", header)).isEqualTo(expected);
  }

  @Test
  void withoutAToken_theAnswerAsksForOne() throws Exception {
    String answer = exchange("GET", "/diff", "tracker.example");
    assertThat(answer).startsWith("HTTP/1.1 401 ").contains("WWW-Authenticate: Bearer\r\n");
    assertThat(answer).endsWith("\r\n\r\na bearer token is needed off loopback");
  }

  private void serveFor(TrustedIssuer trusted, IssuerClient client) {
    server.close();
    JwtCheck check =
        new JwtCheck(
            trusted,
            client,
            MonotonicClock.SYSTEM,
            InstantSource.system(),
            new JwtCheck.Counters(new SimpleMeterRegistry()));
    server =
        new TestServer(
            TestServer.SMALL,
            false,
            Optional.of(TokenCheck.of(check)),
            Optional.empty(),
            List.of(),
            List.of());
  }

  /** Every route of each group, so that none is left in another. */
  @ParameterizedTest
  @CsvSource({
    "read,200,403,403",
    "sync,403,200,403",
    "report,403,403,400",
    "read ecs-task-tracker:sync ecs-task-tracker:report,200,200,400",
    "READ,403,403,403"
  })
  void scopedToken_opensItsGroupAlone(String scope, int read, int sync, int report)
      throws Exception {
    try (FakeIssuer issuer = new FakeIssuer();
        IssuerClient client = new IssuerClient(issuer.trusted())) {
      TrustedIssuer scoped =
          new TrustedIssuer(issuer.url(), FakeIssuer.AUDIENCE, Optional.empty(), true);
      serveFor(scoped, client);
      server.show(backend("web", IN_SYNC));
      String token = bearer(issuer.token(Instant.now(), "openid ecs-task-tracker:" + scope));

      for (String path : List.of("/diff", "/diff/web", "/changes", "/hosts")) {
        assertThat(status("GET", path, "tracker.example", token)).as(path).isEqualTo(read);
      }
      for (String path : List.of("/query/container_id/none/urls", "/query/service/prod/web/_all")) {
        assertThat(status("GET", path, "tracker.example", token)).as(path).isEqualTo(read);
      }
      for (String path : List.of("/sync", "/sync/web")) {
        assertThat(status("POST", path, "tracker.example", token)).as(path).isEqualTo(sync);
      }
      for (String path :
          List.of(
              "/report/map", "/report/event", "/host_service/auth", "/host_service/heartbeat")) {
        assertThat(status("POST", path, "tracker.example", token)).as(path).isEqualTo(report);
      }
    }
  }

  @Test
  void tokenWithoutScopes_opensNothingWhereScopesAreAskedFor_butThisMachineNeedsNone()
      throws Exception {
    try (FakeIssuer issuer = new FakeIssuer();
        IssuerClient client = new IssuerClient(issuer.trusted())) {
      serveFor(
          new TrustedIssuer(issuer.url(), FakeIssuer.AUDIENCE, Optional.empty(), true), client);
      server.show(backend("web", IN_SYNC));
      String token = bearer(issuer.token(Instant.now()));

      assertThat(exchange("POST", "/sync", "tracker.example", token))
          .startsWith("HTTP/1.1 403 ")
          .contains(
              "WWW-Authenticate: Bearer error=\"insufficient_scope\","
                  + " scope=\"ecs-task-tracker:sync\"\r\n")
          .endsWith("\r\n\r\nthe token lacks the scope ecs-task-tracker:sync");
      assertThat(server.controller.asked).isEmpty();
      assertThat(status("GET", "/diff", "localhost", token)).isEqualTo(200);
      assertThat(status("GET", "/livez", "tracker.example", token)).isEqualTo(200);
    }
  }

  @Test
  void offLoopback_aTokenOfTheIssuerDecides() throws Exception {
    try (FakeIssuer issuer = new FakeIssuer();
        IssuerClient client = new IssuerClient(issuer.trusted())) {
      serveFor(issuer.trusted(), client);
      server.show(backend("web", IN_SYNC));
      Instant now = Instant.now();

      assertThat(exchange("POST", "/sync", "tracker.example", bearer(issuer.token(now))))
          .startsWith("HTTP/1.1 200 ");
      assertThat(
              exchange(
                  "GET",
                  "/diff",
                  "tracker.example",
                  bearer(issuer.token(now.minus(Duration.ofDays(1))))))
          .startsWith("HTTP/1.1 401 ")
          .endsWith("\r\n\r\na bearer token is needed off loopback");
    }
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  @Test
  void noTokenConfigured_isClosedOffLoopbackAndSaysHowToOpen() throws Exception {
    server.close();
    server = new TestServer(TestServer.SMALL, false, Optional.empty());
    String answer = exchange("POST", "/sync", "tracker.example", "Authorization: Bearer ");
    assertThat(answer).startsWith("HTTP/1.1 403 ").contains("--api-token-file");
    assertThat(server.controller.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.example",
        "Origin: http://localhost:3000",
        "Origin: null",
        "Origin: not a uri",
        "Sec-Fetch-Site: cross-site"
      })
  void aPageOfAnotherOrigin_isRefusedEvenWithTheToken(String header) throws Exception {
    String token = "Authorization: Bearer " + TOKEN;
    assertThat(status("POST", "/sync", "localhost:8080", header)).isEqualTo(403);
    assertThat(status("POST", "/sync", "localhost:8080", header, token)).isEqualTo(403);
    assertThat(server.controller.asked).isEmpty();
  }

  @Test
  void aPageOfOurOwnOrigin_isServed() throws Exception {
    server.show(backend("web", IN_SYNC));
    String origin = "Origin: http://localhost:8080";
    assertThat(status("POST", "/sync", "localhost:8080", origin)).isEqualTo(200);
  }

  private int status(String method, String path, String host, String... headers) throws Exception {
    return Integer.parseInt(exchange(method, path, host, headers).substring(9, 12));
  }

  private String exchange(String method, String path, String host, String... headers)
      throws Exception {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    request.append("Host: ").append(host).append("\r\nConnection: close\r\nContent-Length: 0\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return server.raw(request.append("\r\n").toString());
  }
}
