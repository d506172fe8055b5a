package io.github.ecstasktracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.ControllerStatus.Check;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthRoutesTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void probes_allOk_areOk() throws Exception {
    server.assertGet("/livez", 200, "ok");
    server.assertGet("/readyz", 200, "ok");
    server.assertGet("/healthz", 200, "ok");
  }

  @Test
  void health_live_isTheOriginalsTextExactly() throws Exception {
    HttpResponse<String> answer = server.get("/health");
    assertThat(answer.body()).isEqualTo("Healthy");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain;charset=utf-8");
  }

  @Test
  void aStuckLoop_failsEveryLivenessRoute() throws Exception {
    stick();
    server.assertGet("/health", 503, "Unhealthy");
    String lines =
        "[-]resync failed: silent for 300 s of 120 s\n[+]workers ok: silent for 1 s of 120 s\n";
    server.assertGet("/livez", 503, lines + "livez check failed\n");
    server.assertGet("/healthz", 503, lines + "healthz check failed\n");
    server.assertGet("/readyz", 200, "ok");
  }

  @Test
  void head_ofAFailingProbe_failsWithoutABody() throws Exception {
    stick();
    HttpResponse<String> answer =
        server.send(server.request("/livez").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void verbose_showsALineACheck() throws Exception {
    server.assertGet(
        "/livez?verbose", 200, "[+]resync ok: silent for 1 s of 120 s\nlivez check passed\n");
  }

  @Test
  void exclude_ofTheFailingCheck_passes() throws Exception {
    stick();
    server.assertGet("/livez?exclude=resync", 200, "ok");
    server.assertGet(
        "/livez?verbose&exclude=resync&exclude=nosuch",
        200,
        "[+]resync excluded: ok\n[+]workers ok: silent for 1 s of 120 s\n"
            + "warn: no such check to exclude: \"nosuch\"\nlivez check passed\n");
  }

  @Test
  void oneCheck_isAnsweredAlone() throws Exception {
    stick();
    server.assertGet("/livez/workers", 200, "ok");
    server.assertGet("/livez/workers?verbose", 200, "[+]workers ok: silent for 1 s of 120 s");
    server.assertGet("/livez/resync", 503, "[-]resync failed: silent for 300 s of 120 s");
    server.assertGet("/livez/nosuch", 404, "no such check");
    server.assertGet("/readyz/first-full-pass", 200, "ok");
  }

  private void stick() {
    server.controller.liveness =
        List.of(
            new Check("resync", false, "silent for 300 s of 120 s"),
            new Check("workers", true, "silent for 1 s of 120 s"));
  }
}
