package io.github.ecstasktracker.http;

import static io.github.ecstasktracker.http.report.Views.backend;
import static io.github.ecstasktracker.model.BackendView.State.ERROR;
import static io.github.ecstasktracker.model.BackendView.State.FOREIGN;
import static io.github.ecstasktracker.model.BackendView.State.HELD;
import static io.github.ecstasktracker.model.BackendView.State.IN_SYNC;
import static io.github.ecstasktracker.model.BackendView.State.MALFORMED;
import static io.github.ecstasktracker.model.BackendView.State.OUT_OF_SYNC;
import static io.github.ecstasktracker.model.BackendView.State.PAUSED;
import static io.github.ecstasktracker.model.BackendView.State.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ecstasktracker.http.report.Views;
import io.github.ecstasktracker.model.BackendView;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiffRoutesTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void diff_beforeTheFirstFullPass_isNotTakenForInSync() throws Exception {
    server.assertGet("/diff", 503, "no complete read yet");
    server.assertGet("/diff/web", 503, "no complete read yet");
  }

  @Test
  void diff_allInSync_saysSoExactly() throws Exception {
    server.show(backend("web", IN_SYNC), backend("old", PAUSED), backend("hand", FOREIGN));
    server.assertGet("/diff", 200, "all services in sync");
  }

  @Test
  void diff_someOutOfSync_listsThemExactly() throws Exception {
    server.show(
        backend("api", OUT_OF_SYNC),
        backend("cart", HELD),
        backend("mail", MALFORMED),
        backend("web", IN_SYNC),
        backend("zoo", ERROR));
    server.assertGet("/diff", 200, "services out of sync:\napi\ncart\nmail\nzoo");
  }

  @Test
  void diff_unknown_isListedApart() throws Exception {
    server.show(backend("api", OUT_OF_SYNC), backend("web", UNKNOWN));
    server.assertGet("/diff", 200, "services out of sync:\napi\nservices unknown:\nweb");
    server.assertGet("/diff/web", 200, "web is unknown");
  }

  @Test
  void diffOfOne_namesTheService() throws Exception {
    server.show(backend("web", IN_SYNC), backend("api", OUT_OF_SYNC));
    server.assertGet("/diff/web", 200, "web is in sync");
    server.assertGet("/diff/api", 200, "api is out of sync");
  }

  @ParameterizedTest
  @CsvSource({
    "/diff/a%20b,a b is in sync",
    "/diff/a+b,a+b is in sync",
    "/diff/gr%C3%BC%C3%9Fe,grüße is in sync",
    "/diff/a%25b,a%b is in sync",
    "/diff/prod%2Fa+b,prod/a+b is in sync",
    "/diff/a%3Fb,a?b is in sync"
  })
  void diffOfOne_anyEncodedName_isFound(String path, String text) throws Exception {
    server.show(
        backend("a b", IN_SYNC),
        backend("a+b", IN_SYNC),
        backend("grüße", IN_SYNC),
        backend("a%b", IN_SYNC),
        backend("a?b", IN_SYNC));
    server.assertGet(path, 200, text);
  }

  @Test
  void diffOfOne_unknownName_is404InOneLine() throws Exception {
    server.show(backend("web", IN_SYNC));
    server.assertGet("/diff/nosuch%0Aname", 404, "no service or backend named nosuch name");
  }

  @Test
  void diff_verbose_showsEveryServerAndReason() throws Exception {
    server.show(Views.everything());
    server.assertGet(
        "/diff?verbose",
        200,
        """
        web  out of sync: the last write was refused  <- blue/web, prod/web
          + 10.0.1.5:32768  http://10.0.1.5:32768 weight 0  (task 3f00 runs and should get requests)
          - 10.0.1.6:32768  http://10.0.1.6:32768 weight 0  (task 77aa stopped (task is STOPPED))
          ~ 10.0.1.7:32768  http://10.0.1.7:32768 weight 0 -> http://10.0.1.7:32768 weight 5  (the entry differs from what task 3f01 asks for)
          ! 10.0.1.8:32768  kept (incomplete): task 9c01: not described
          . task 3f2a  container web is UNHEALTHY
          . task 9c01  not described
        1 backend: 1 out of sync
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|true",
        "application/json, text/plain, */*|true",
        "text/plain;q=0.5, Application/JSON|true",
        "application/json;q=0|false",
        "text/plain, application/json;q=0.9|false",
        "*/*|false",
        "text/html, */*;q=0.8|false"
      })
  void diff_answersInJson_whereTheClientNamesIt(String accept, boolean json) throws Exception {
    server.show(backend("web", IN_SYNC));
    HttpResponse<String> answer = server.get("/diff", "Accept", accept);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue(json ? "application/json" : "text/plain;charset=utf-8");
  }

  @Test
  void diffOfOne_inJson_holdsThatOneOnly() throws Exception {
    server.show(backend("api", OUT_OF_SYNC), backend("web", IN_SYNC));
    JsonNode all = json("/diff");
    JsonNode one = json("/diff/web");
    assertThat(all.at("/schema").asText()).isEqualTo("ecs-task-tracker.diff/v1");
    assertThat(all.at("/backends")).hasSize(2);
    assertThat(all.at("/verdict").asText()).isEqualTo("out_of_sync");
    assertThat(one.at("/backends")).hasSize(1);
    assertThat(one.at("/backends/0/name").asText()).isEqualTo("web");
    assertThat(one.at("/verdict").asText()).isEqualTo("in_sync");
  }

  private JsonNode json(String path) throws Exception {
    return new JsonMapper().readTree(server.get(path, "Accept", "application/json").body());
  }

  @Test
  void largeReport_isCompressedForWhoTakesIt_andFollowsTheView() throws Exception {
    server.show(many(IN_SYNC));
    String plain = server.get("/diff", "Accept", "application/json").body();

    HttpResponse<byte[]> gzip = gzipped();
    assertThat(gzip.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(gzip.headers().firstValue("Vary")).contains("Accept-Encoding");
    assertThat(gzip.body().length).isLessThan(plain.length() / 2);
    assertThat(unzipped(gzip)).isEqualTo(plain).contains("\"in_sync\"");

    server.show(many(OUT_OF_SYNC));
    assertThat(unzipped(gzipped())).contains("\"out_of_sync\"").isNotEqualTo(plain);
    assertThat(
            server
                .get("/diff", "Accept", "application/json", "Accept-Encoding", "gzip;q=0")
                .headers()
                .firstValue("Content-Encoding"))
        .isEmpty();
  }

  private static BackendView[] many(BackendView.State state) {
    return IntStream.range(0, 50)
        .mapToObj(i -> backend("service-" + i, state))
        .toArray(BackendView[]::new);
  }

  private HttpResponse<byte[]> gzipped() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          server
              .request("/diff")
              .headers("Accept", "application/json", "Accept-Encoding", "gzip")
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private static String unzipped(HttpResponse<byte[]> answer) throws Exception {
    return new String(
        new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes(),
        StandardCharsets.UTF_8);
  }
}
