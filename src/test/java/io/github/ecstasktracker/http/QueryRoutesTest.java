package io.github.ecstasktracker.http;

import static io.github.ecstasktracker.directory.Places.NOON;
import static io.github.ecstasktracker.directory.Places.dockerId;
import static io.github.ecstasktracker.directory.Places.task;
import static io.github.ecstasktracker.directory.Places.tcp;
import static io.github.ecstasktracker.http.report.Views.backend;
import static io.github.ecstasktracker.model.BackendView.State.IN_SYNC;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.directory.LinkTemplate;
import io.github.ecstasktracker.directory.Places;
import io.github.ecstasktracker.model.PortBinding;
import io.github.ecstasktracker.model.View;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire of ECS ID Mapper, row by row, and what is new beside it. */
class QueryRoutesTest {
  private static final String WEB = dockerId("50f7");
  private static final String SIDE = dockerId("77aa");
  private static final String HTML = "text/html; charset=utf-8";

  private static final String ROW =
      """
      {
        "cadvisor_url": "http://10.0.1.5:9070/docker/%s",
        "cluster_name": "prod",
        "container_id": "%s",
        "container_name": "web",
        "container_port": "80",
        "desired_status": "RUNNING",
        "ecs_agent_version": "1.91.0",
        "graylog_url": "https://logs.example/search?q=50f700000000",
        "host_name": "",
        "instance_az": "eu-west-1a",
        "instance_id": "i-0abc",
        "instance_ip": "10.0.1.5",
        "instance_port": "32768",
        "instance_type": "m5.large",
        "known_status": "RUNNING",
        "new_relic_url": "https://rpm.example/apps/web",
        "sample_time": "1456789012.35",
        "task_id": "3f2a",
        "task_name": "web-family",
        "task_version": "7"
      }\
      """
          .formatted(WEB, WEB);

  private final TestServer server =
      new TestServer(
          TestServer.SMALL,
          false,
          Optional.empty(),
          Stream.of(
                  "cadvisor=http://{instance_ip}:9070/docker/{container_id}",
                  "graylog=https://logs.example/search?q={short_container_id}",
                  "newrelic=https://rpm.example/apps/{service_name}")
              .map(text -> LinkTemplate.parse(text).orElseThrow())
              .toList(),
          List.of());

  @BeforeEach
  void stage() {
    server.show(backend("web", IN_SYNC), backend("idle", IN_SYNC));
    observe(task("3f2a").container("web", WEB, tcp(32_768, 80)).container("side", SIDE));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "50f7", "50f700000000", "50f7000000000", "FULL"})
  void containerId_anyPrefix_isTheTask(String id) throws Exception {
    HttpResponse<String> answer = get("/query/container_id/" + id.replace("FULL", WEB));

    assertText(answer, "3f2a");
    assertThat(answer.headers().firstValue("X-Match-Count")).contains("1");
  }

  @Test
  void containerId_severalFit_newestRunningAnswersAndTheCountIsTold() throws Exception {
    observe(task("4b4b").started(NOON.plusSeconds(5)).container("web", dockerId("50f8")));

    HttpResponse<String> answer = get("/query/container_id/50f");

    assertText(answer, "4b4b");
    assertThat(answer.headers().firstValue("X-Match-Count")).contains("2");
  }

  @Test
  void containerIdAll_isTheFlatRow() throws Exception {
    HttpResponse<String> answer = get("/query/container_id/50f7/_all");

    assertJson(answer, ROW);
  }

  @Test
  void containerIdAll_forAScript_isOneLine() throws Exception {
    HttpResponse<String> answer =
        server.get("/query/container_id/50f7/_all", "X-Requested-With", "XMLHttpRequest");

    assertJson(answer, ROW.replace("\n  ", "").replace("\n", "").replace("\",\"", "\", \""));
  }

  @ParameterizedTest
  @CsvSource({
    "/query/container_id/50f7/cadvisor,http://10.0.1.5:9070/docker/WEB",
    "/query/container_id/50f7/graylog,https://logs.example/search?q=50f700000000",
    "/query/task_id/3f2a/cadvisor,http://10.0.1.5:9070/docker/WEB",
    "/query/task_id/3f2a/graylog,https://logs.example/search?q=50f700000000",
    "/query/task_id/3f2a/newrelic,https://rpm.example/apps/web",
    "/query/service/prod/web/newrelic,https://rpm.example/apps/web"
  })
  void link_isTextOrARedirect(String path, String url) throws Exception {
    String link = url.replace("WEB", WEB);
    assertText(get(path), link);
    assertText(get(path + "?redir=false"), link);
    assertText(get(path + "?redir=1"), link);
    for (String yes : List.of("true", "True", "TRUE")) {
      HttpResponse<String> answer = get(path + "?redir=" + yes);
      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(answer.headers().firstValue("Location")).contains(link);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/query/container_id/50f7,200",
    "HEAD,/query/container_id/50f7,200",
    "OPTIONS,/query/container_id/50f7,200",
    "GET,/query/task_id/3f2a/cadvisor,200",
    "GET,/query/task_id/3f2a/cadvisor?redir=true,302"
  })
  void texts_bearTheOldServersTypeToTheByte(String method, String path, int status)
      throws Exception {
    String answer =
        server.raw(
            method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .containsOnlyOnce("\r\nContent-Type: text/html; charset=utf-8\r\n");
    assertThat(answer.split("(?i)content-type:", -1)).hasSize(2);
  }

  @Test
  void longTexts_bearTheOldServersTypeAndEndWithoutALine() throws Exception {
    String answer =
        server.raw(
            "GET /query/task_id/3f2a HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\n"
                + "Connection: close\r\n\r\n");

    assertThat(answer)
        .contains("\r\nContent-Type: text/html; charset=utf-8\r\n", "\r\nContent-Length: 64\r\n")
        .endsWith("\r\n\r\n" + WEB);
  }

  @Test
  void urls_isTheRowAndEmptyWhereNothingIsKnown() throws Exception {
    assertJson(get("/query/container_id/50f7/urls"), ROW);
    assertJson(get("/query/container_id/none/urls"), "{}");
  }

  @Test
  void taskId_isTheContainerThatCanBeReached() throws Exception {
    assertText(get("/query/task_id/3f2a"), WEB);
  }

  @Test
  void taskIdAll_isThatContainersRow() throws Exception {
    assertJson(get("/query/task_id/3f2a/_all"), ROW);
  }

  @Test
  void taskIdContainers_isEachWithWhatElseIsKnown() throws Exception {
    HttpResponse<String> answer = get("/query/task_id/3f2a/containers");

    JsonNode list = new ObjectMapper().readTree(answer.body());
    assertThat(list.findValuesAsText("container_name")).containsExactly("web", "side");
    assertThat(list.path(1).path("container_port").asText()).isEqualTo("0");
    assertThat(list.path(0).path("service_name").asText()).isEqualTo("web");
    assertThat(list.path(0).path("source").asText()).isEqualTo("ecs");
    assertThat(list.path(0).path("started_at").asText()).isEqualTo("2026-11-21T12:00:00Z");
    assertThat(list.path(0).path("stopped_at").asText()).isEmpty();
    assertThat(list.path(0).path("task_arn").asText()).endsWith(":task/prod/3f2a");
    assertThat(answer.headers().firstValue("X-Match-Count")).contains("2");
  }

  @Test
  void serviceAll_listsItsRunningTasks() throws Exception {
    assertJson(
        get("/query/service/prod/web/_all"),
        """
        {
          "cluster_name": "prod",
          "service_name": "web",
          "tasks": [
            %s
          ]
        }\
        """
            .formatted(ROW.replace("\n", "\n    ")));
  }

  @Test
  void serviceAll_withoutTasks_isAnEmptyList() throws Exception {
    assertJson(
        get("/query/service/prod/idle/_all"),
        "{\n  \"cluster_name\": \"prod\",\n  \"service_name\": \"idle\",\n  \"tasks\": []\n}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.1.5:32768", "10.0.1.5:32768/tcp", "10.9.0.8:8080", "%5B2001:db8::1%5D:80"})
  void address_isWhoListensThere(String address) throws Exception {
    observe(task("far").on(null).at("10.9.0.8").container("web", "far-1", tcp(8080, 8080)));
    observe(task("six").on(null).at("2001:db8::1").container("web", "six-1", tcp(80, 80)));

    HttpResponse<String> answer = get("/query/address/" + address);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("X-Match-Count")).contains("1");
    assertThat(new ObjectMapper().readTree(answer.body()).path(0).path("service_name").asText())
        .isEqualTo("web");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/query/container_id/none",
        "/query/container_id/none/_all",
        "/query/container_id/none/cadvisor",
        "/query/container_id/50f7/nolink",
        "/query/task_id/none",
        "/query/task_id/3f2",
        "/query/task_id/none/_all",
        "/query/task_id/none/containers",
        "/query/task_id/none/cadvisor",
        "/query/task_id/none/graylog",
        "/query/task_id/none/newrelic",
        "/query/service/prod/none/_all",
        "/query/service/none/web/_all",
        "/query/service/prod/none/newrelic",
        "/query/service/prod/idle/newrelic",
        "/query/address/10.0.1.5:1",
        "/query/address/10.0.1.5:32768/udp",
        "/query/container_id/50f7/",
        "/query/container_id/50f7/_all/",
        "/query/container_id"
      })
  void unknown_isNotFound(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void anyName_isFound() throws Exception {
    for (String name : List.of("web", "prod/web", "3f2a", "10.0.1.5:32768", "i-0abc")) {
      HttpResponse<String> answer = get("/query?name=" + name);
      assertThat(answer.statusCode()).as(name).isEqualTo(200);
      assertThat(new ObjectMapper().readTree(answer.body()).path(0).path("task_id").asText())
          .isEqualTo("3f2a");
    }
    assertThat(get("/query?name=nobody").statusCode()).isEqualTo(404);
    assertThat(get("/query?name=").statusCode()).isEqualTo(400);
    assertThat(get("/query").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.1.5", "10.0.1.5:0", "10.0.1.5:70000", "x", "10.0.1.5:1/sctp"})
  void addressThatIsNone_isRefused(String address) throws Exception {
    assertThat(get("/query/address/" + address).statusCode()).isEqualTo(400);
  }

  @Test
  void everyRoute_answersHeadAndOptionsAndNothingElse() throws Exception {
    for (String path :
        List.of(
            "/query/container_id/50f7", "/query/task_id/3f2a/_all", "/query/service/a/b/_all")) {
      String known = path.contains("service") ? "/query/service/prod/web/_all" : path;
      HttpResponse<String> head = method("HEAD", known);
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValue("Content-Type"))
          .isEqualTo(get(known).headers().firstValue("Content-Type"));
      HttpResponse<String> options = method("OPTIONS", known);
      assertThat(options.statusCode()).isEqualTo(200);
      assertThat(options.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
      for (String other : List.of("POST", "PUT", "DELETE", "PATCH")) {
        assertThat(method(other, known).statusCode()).isEqualTo(405);
      }
    }
    assertThat(method("HEAD", "/query/container_id/none").statusCode()).isEqualTo(404);
  }

  @Test
  void beforeTheFirstCompleteRead_nothingIsSaidToBeAbsent() throws Exception {
    server.controller.view = () -> View.EMPTY;

    assertThat(get("/query/container_id/none").statusCode()).isEqualTo(503);
    assertText(get("/query/container_id/50f7"), "3f2a");
  }

  @Test
  void taskWithoutAContainerIdYet_isNotFound() throws Exception {
    observe(task("new").status("PENDING", "RUNNING").container("web", ""));

    assertThat(get("/query/task_id/new").statusCode()).isEqualTo(404);
    assertThat(get("/query/task_id/new/_all").statusCode()).isEqualTo(200);
  }

  @Test
  void offLoopback_nothingIsTold() throws Exception {
    for (String path : List.of("/query/container_id/50f7", "/query/container_id/none/urls")) {
      String answer =
          server.raw("GET " + path + " HTTP/1.1\r\nHost: x.example\r\nConnection: close\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 403 ").doesNotContain("3f2a");
    }
  }

  @Test
  void udpPort_isAnotherThanTcp() throws Exception {
    observe(task("dns").container("dns", dockerId("d"), new PortBinding("udp", "", 32_768, 53)));

    JsonNode udp = new ObjectMapper().readTree(get("/query/address/10.0.1.5:32768/udp").body());
    assertThat(udp.findValuesAsText("task_id")).containsExactly("dns");
    JsonNode both = new ObjectMapper().readTree(get("/query/address/10.0.1.5:32768").body());
    assertThat(both.findValuesAsText("task_id")).containsExactlyInAnyOrder("dns", "3f2a");
  }

  private void observe(Places task) {
    server.directory.observe(List.of(task.placed()));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return server.get(path);
  }

  private HttpResponse<String> method(String method, String path) throws Exception {
    return server.send(server.request(path).method(method, HttpRequest.BodyPublishers.noBody()));
  }

  private static void assertText(HttpResponse<String> answer, String text) {
    assertThat(answer.body()).isEqualTo(text);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains(HTML);
  }

  private static void assertJson(HttpResponse<String> answer, String text) {
    assertThat(answer.body()).isEqualTo(text);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
  }
}
