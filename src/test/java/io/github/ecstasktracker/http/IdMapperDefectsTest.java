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
import io.github.ecstasktracker.directory.Source;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.PortBinding;
import io.github.ecstasktracker.model.View;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ECS ID Mapper's queries got wrong, and these do not. */
class IdMapperDefectsTest {
  private static final String ID = dockerId("50f7");

  private final TestServer server =
      new TestServer(
          TestServer.SMALL,
          false,
          Optional.empty(),
          Stream.of(
                  "cadvisor=http://{instance_ip}:9070/docker/{container_id}",
                  "newrelic=https://rpm.example/{container_id}")
              .map(text -> LinkTemplate.parse(text).orElseThrow())
              .toList(),
          List.of());

  @BeforeEach
  void stage() {
    server.show(backend("web", IN_SYNC));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void allOfATask_isOneContainerAndNotSeveralLaidOverEachOther() throws Exception {
    observe(task("a").container("web", ID, tcp(32_768, 80)).container("side", dockerId("1")));

    JsonNode row = json("/query/task_id/a/_all");

    assertThat(row.path("container_name").asText()).isEqualTo("web");
    assertThat(row.path("container_id").asText()).isEqualTo(ID);
    assertThat(row.path("instance_port").asText()).isEqualTo("32768");
  }

  @Test
  void rowOfAStoppedTask_neverWinsOverARunningOne() throws Exception {
    observe(task("gone").status("STOPPED", "STOPPED").container("web", dockerId("50f8")));
    observe(task("runs").container("web", ID, tcp(32_768, 80)));
    observe(
        task("late")
            .started(NOON.plusSeconds(9))
            .status("STOPPED", "STOPPED")
            .container("web", dockerId("50f9")));

    assertThat(server.get("/query/container_id/50f").body()).isEqualTo("runs");
    assertThat(json("/query/container_id/50f/_all").path("instance_port").asText())
        .isEqualTo("32768");
  }

  @Test
  void taskIdAndCluster_areRightWithLongArns() throws Exception {
    observe(task("a").container("web", ID));

    assertThat(server.get("/query/container_id/" + ID).body()).isEqualTo("a");
    assertThat(json("/query/service/prod/web/_all").path("tasks")).hasSize(1);
    assertThat(json("/query/task_id/a/_all").path("cluster_name").asText()).isEqualTo("prod");
  }

  @Test
  void service_hasMoreThanAHundredTasks() throws Exception {
    IntStream.range(0, 250).forEach(i -> observe(task("t" + i).container("web", dockerId("" + i))));

    assertThat(json("/query/service/prod/web/_all").path("tasks")).hasSize(250);
  }

  @Test
  void events_neverWorkedAndIsNotThere() throws Exception {
    observe(task("a").container("web", ID));

    assertThat(server.get("/query/events/web-family").statusCode()).isEqualTo(404);
  }

  @Test
  void portBoundForBothFamilies_isTheIpv4One() throws Exception {
    observe(
        task("a").container("web", ID, tcp(32_768, 80), new PortBinding("tcp", "::", 32_769, 80)));

    assertThat(json("/query/container_id/50f7/_all").path("instance_port").asText())
        .isEqualTo("32768");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%25", "_", "5_f7", "50%25", "%22", "50f7%22%20or%20%221%22=%221", "'"})
  void marksOfAQueryLanguage_meanThemselves(String id) throws Exception {
    observe(task("a").container("web", ID));

    assertThat(server.get("/query/container_id/" + id).statusCode()).isEqualTo(404);
    assertThat(server.get("/query/task_id/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void reportedAddress_redirectsNobody() throws Exception {
    Machine evil = Machine.named("i-evil", "203.0.113.9");
    server.directory.put(Source.AGENT, task("a").on(evil).container("web", ID).placed(), "host");

    assertThat(server.get("/query/container_id/50f7/cadvisor?redir=true").statusCode())
        .isEqualTo(403);
    assertThat(server.get("/query/container_id/50f7/cadvisor").body())
        .isEqualTo("http://203.0.113.9:9070/docker/" + ID);
    assertThat(server.get("/query/container_id/50f7/newrelic?redir=true").statusCode())
        .isEqualTo(302);
  }

  @Test
  void newRelicUrl_hasOneNameAndNoTroubleOfAwsIsA404() throws Exception {
    server.controller.view = () -> View.EMPTY;
    assertThat(server.get("/query/task_id/a/newrelic").statusCode()).isEqualTo(503);

    observe(task("a").container("web", ID));
    assertThat(json("/query/task_id/a/_all").path("new_relic_url").asText())
        .isEqualTo("https://rpm.example/" + ID);
    assertThat(server.get("/query/task_id/a/newrelic").body())
        .isEqualTo("https://rpm.example/" + ID);
  }

  @Test
  void newRelicLink_isTheSameHoweverManyContainersBeginAlike() throws Exception {
    observe(task("a").container("web", dockerId("50f700000000aa")));
    observe(task("b").container("web", dockerId("50f700000000bb")));

    assertThat(server.get("/query/task_id/a/newrelic").body())
        .isEqualTo("https://rpm.example/" + dockerId("50f700000000aa"));
    assertThat(server.get("/query/task_id/b/newrelic").body())
        .isEqualTo("https://rpm.example/" + dockerId("50f700000000bb"));
  }

  @Test
  void serviceWithoutTasks_isNoServerError() throws Exception {
    assertThat(server.get("/query/service/prod/web/newrelic").statusCode()).isEqualTo(404);
  }

  @Test
  void health_asksNobody() throws Exception {
    server.controller.view =
        () -> {
          throw new IllegalStateException("nothing is to be read for this");
        };

    assertThat(server.get("/health").statusCode()).isEqualTo(200);
  }

  private void observe(Places task) {
    server.directory.observe(List.of(task.placed()));
  }

  private JsonNode json(String path) throws Exception {
    return new ObjectMapper().readTree(server.get(path).body());
  }
}
