package io.github.ecstasktracker.http;

import static io.github.ecstasktracker.directory.Places.HOST;
import static io.github.ecstasktracker.directory.Places.NOON;
import static io.github.ecstasktracker.directory.Places.dockerId;
import static io.github.ecstasktracker.directory.Places.task;
import static io.github.ecstasktracker.directory.Places.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecstasktracker.model.HostStatus;
import io.github.ecstasktracker.model.Result;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostRoutesTest {
  private final TestServer server = new TestServer();

  @BeforeEach
  void stage() {
    server.directory.observe(
        List.of(
            task("3f2a").container("web", dockerId("50f7"), tcp(32_768, 80)).placed(),
            task("4b4b")
                .started(NOON.plusSeconds(3))
                .container("web", dockerId("50f8"), tcp(32_769, 80))
                .placed()));
    server.hostReader =
        (cluster, machines) ->
            new Result.Ok<>(
                List.of(
                    new HostStatus(
                        HOST,
                        cluster,
                        "DRAINING",
                        "",
                        false,
                        "OK",
                        "25.0.6",
                        "ami-1",
                        "spot",
                        2,
                        0,
                        new TreeMap<>(Map.of("CPU", 2048L)),
                        new TreeMap<>(Map.of("CPU", 512L)),
                        new TreeSet<>(List.of(22, 32_768)),
                        new TreeSet<>(),
                        NOON)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void hosts_isALineAHost() throws Exception {
    server.assertGet(
        "/hosts",
        200,
        """
        prod/c0ffee  i-0abc  10.0.1.5  m5.large  DRAINING  2 tasks  agent away
        1 host
        """);
  }

  @Test
  void host_isFoundByAnyNameAsTextAndJson() throws Exception {
    server.assertGet(
        "/hosts/i-0abc",
        200,
        """
        prod/c0ffee  i-0abc  10.0.1.5  m5.large  DRAINING  2 tasks  agent away
          CPU  512 of 2048 free
          . task 3f2a  prod/web  RUNNING
          . task 4b4b  prod/web  RUNNING
          tcp 32768  prod/web  task 3f2a  container web port 80
          tcp 32769  prod/web  task 4b4b  container web port 80
        """);

    JsonNode host = json("/hosts/c0ffee");
    assertThat(host.path("state").asText()).isEqualTo("DRAINING");
    assertThat(host.path("agentConnected").asBoolean(true)).isFalse();
    assertThat(host.path("registeredAt").asText()).isEqualTo("2026-11-21T12:00:00Z");
    assertThat(host.path("remaining").path("CPU").asInt()).isEqualTo(512);
    assertThat(host.path("tasks").findValuesAsText("id")).containsExactly("3f2a", "4b4b");
    assertThat(json("/hosts").path("hosts").path(0)).isEqualTo(host);
    assertThat(json("/hosts").path("schema").asText()).isEqualTo("ecs-task-tracker.hosts/v1");
  }

  @Test
  void ports_areTheTasksAndTheReserved() throws Exception {
    server.assertGet(
        "/hosts/10.0.1.5/ports",
        200,
        """
        tcp 32768  prod/web  task 3f2a  container web port 80
        tcp 32769  prod/web  task 4b4b  container web port 80
        tcp 22  reserved
        """);
    assertThat(json("/hosts/c0ffee/ports").path("reservedTcp").path(0).asInt()).isEqualTo(22);
  }

  @Test
  void port_isWhoHasIt() throws Exception {
    server.assertGet(
        "/hosts/i-0abc/ports/tcp/32769",
        200,
        "tcp 32769  prod/web  task 4b4b  container web port 80");
    assertThat(json("/hosts/i-0abc/ports/tcp/32769").path("containerId").asText())
        .isEqualTo(dockerId("50f8"));
  }

  @Test
  void portOfTwoTasks_isAFindingEverywhere() throws Exception {
    server.directory.observe(
        List.of(
            task("newer")
                .started(NOON.plusSeconds(9))
                .container("web", dockerId("1"), tcp(32_768, 80))
                .placed()));

    String finding = "tcp port 32768 is claimed by task 3f2a and by the newer newer, which has it";
    assertThat(server.get("/hosts").body()).contains("? " + finding + "\n");
    assertThat(server.get("/hosts/c0ffee").body()).contains("? " + finding + "\n");
    assertThat(server.get("/hosts/c0ffee/ports").body()).endsWith("? " + finding + "\n");
    assertThat(server.get("/hosts/c0ffee/ports/tcp/32768").body()).contains("task newer ");
  }

  @Test
  void ecsThatDoesNotAnswer_isToldBesideWhatIsKnown() throws Exception {
    server.hostReader = (cluster, machines) -> new Result.Failed<>("throttled", true);

    server.assertGet(
        "/hosts",
        200,
        """
        prod/c0ffee  i-0abc  10.0.1.5  m5.large  not read  2 tasks
        ? cluster prod: throttled
        1 host
        """);
    assertThat(json("/hosts/c0ffee").path("state").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/hosts/none,404",
    "/hosts/none/ports,404",
    "/hosts/c0ffee/ports/tcp/1,404",
    "/hosts/c0ffee/ports/udp/32768,404",
    "/hosts/c0ffee/ports/sctp/1,400",
    "/hosts/c0ffee/ports/tcp/x,400",
    "/hosts/c0ffee/ports/tcp/0,400"
  })
  void whatIsNotThere_isSaid(String path, int status) throws Exception {
    assertThat(server.get(path).statusCode()).isEqualTo(status);
  }

  @Test
  void offLoopback_nothingIsTold() throws Exception {
    for (String path : List.of("/hosts", "/hosts/c0ffee", "/hosts/c0ffee/ports/tcp/32768")) {
      assertThat(server.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 403 ");
    }
  }

  private JsonNode json(String path) throws Exception {
    return new ObjectMapper().readTree(server.get(path, "Accept", "application/json").body());
  }
}
