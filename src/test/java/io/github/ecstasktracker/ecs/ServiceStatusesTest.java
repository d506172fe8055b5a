package io.github.ecstasktracker.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.ecs.StubAws.Answer;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** DescribeServices: the whole answer or none. */
class ServiceStatusesTest {
  private static final ServiceKey WEB = new ServiceKey("prod", "web");

  private final FakeCluster cluster = new FakeCluster();
  private final EcsHandler handler = cluster.handler();

  private Result<Map<ServiceKey, ServiceStatus>> status(ServiceKey... keys) {
    return handler.statusOf(List.of(keys), Urgency.LIVE);
  }

  @Test
  void manyServicesOfTwoClusters_areAskedInTens() {
    cluster.aws.on("DescribeServices", ServiceStatusesTest::allLive);
    List<ServiceKey> keys = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      keys.add(new ServiceKey("prod", "s" + i));
    }
    keys.add(new ServiceKey("test", "s0"));

    Result<Map<ServiceKey, ServiceStatus>> told = handler.statusOf(keys, Urgency.LIVE);

    assertThat(told)
        .isInstanceOfSatisfying(
            Result.Ok.class, ok -> assertThat(((Map<?, ?>) ok.value()).keySet()).hasSize(26));
    assertThat(cluster.aws.requests("DescribeServices"))
        .extracting(request -> request.path("services").size())
        .containsExactly(10, 10, 5, 1);
  }

  private static Answer allLive(JsonNode request) {
    ObjectNode answer = StubAws.JSON.createObjectNode();
    for (JsonNode name : request.path("services")) {
      answer
          .withArray("services")
          .addObject()
          .put("serviceName", name.asText())
          .put("status", "ACTIVE")
          .put("runningCount", 1);
    }
    return Answer.ok(answer);
  }

  @Test
  void drainingService_isStillLive() {
    cluster.aws.on(
        "DescribeServices",
        request ->
            Answer.ok(
                """
                {"services": [{"serviceName": "web", "status": "DRAINING", "runningCount": 2}]}
                """));

    assertThat(status(WEB)).isEqualTo(new Result.Ok<>(Map.of(WEB, new ServiceStatus.Live(2))));
  }

  @Test
  void serviceDeletedAndMadeAnew_isLive() {
    cluster.aws.on(
        "DescribeServices",
        request ->
            Answer.ok(
                """
                {"services": [{"serviceName": "web", "status": "ACTIVE", "runningCount": 1},
                              {"serviceName": "web", "status": "INACTIVE", "runningCount": 0}]}
                """));

    assertThat(status(WEB)).isEqualTo(new Result.Ok<>(Map.of(WEB, new ServiceStatus.Live(1))));
  }

  @Test
  void failedCall_isNoAnswer() {
    cluster.aws.fail("DescribeServices", Answer.error("ThrottlingException", "Rate exceeded"));

    assertThat(status(WEB))
        .isEqualTo(
            new Result.Failed<>("DescribeServices: ThrottlingException: Rate exceeded", true));
  }

  @Test
  void serviceThatTheAnswerPassesOver_isNoAnswer() {
    cluster.aws.on("DescribeServices", request -> Answer.ok("{}"));

    assertThat(status(WEB))
        .isEqualTo(
            new Result.Failed<>("DescribeServices: the answer does not speak of web", false));
  }

  @Test
  void failureOtherThanMissing_isNoAnswer() {
    cluster.aws.on(
        "DescribeServices",
        request ->
            Answer.ok("{\"failures\": [{\"arn\": \"x:service/prod/web\", \"reason\": \"ODD\"}]}"));

    assertThat(status(WEB))
        .isEqualTo(new Result.Failed<>("DescribeServices: ECS says ODD of web", false));
  }

  @Test
  void noServices_costNoCall() {
    assertThat(status()).isEqualTo(new Result.Ok<>(Map.of()));
    assertThat(cluster.aws.count()).isZero();
  }
}
