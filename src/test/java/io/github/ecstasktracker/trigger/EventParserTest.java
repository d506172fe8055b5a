package io.github.ecstasktracker.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Trigger.HeardTask;
import io.github.ecstasktracker.model.Trigger.Source;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {
  private static final String PREFIX = "arn:aws:ecs:us-west-2:111122223333:";
  private static final String LONG_TASK = PREFIX + "task/default/a1173316d40a45dea9b6a8b7a5b8e8d5";

  @Test
  void taskEvent_longArn_namesServiceTaskAndVersion() {
    assertThat(parse(Fixtures.event("task-service-long-arn")))
        .isEqualTo(only("default", "web", Optional.of(new HeardTask(LONG_TASK, 5))));
  }

  @Test
  void taskEvent_shortArn_takesClusterFromClusterArn() {
    assertThat(parse(Fixtures.event("task-service-short-arn")))
        .isEqualTo(
            only(
                "default",
                "web",
                Optional.of(
                    new HeardTask(PREFIX + "task/b99d40b3-5176-4f71-9a52-9dbd6f1cebef", 3))));
  }

  /** The original took the second part of the ARN for the service: with long ARNs, the cluster. */
  @Test
  void defect4_longServiceArn_isNotTakenForItsCluster() {
    assertThat(parse(Fixtures.event("service-action")))
        .isEqualTo(only("default", "servicetest", Optional.empty()));
  }

  @Test
  void taskEvent_withoutClusterArn_takesClusterFromLongTaskArn() {
    ObjectNode event = Fixtures.object(Fixtures.event("task-service-long-arn"));
    detail(event).remove("clusterArn");
    assertThat(parse(event.toString()))
        .isEqualTo(only("default", "web", Optional.of(new HeardTask(LONG_TASK, 5))));
  }

  @Test
  void taskEvent_withoutAnyCluster_isNotUnderstood() {
    ObjectNode event = Fixtures.object(Fixtures.event("task-service-short-arn"));
    detail(event).remove("clusterArn");
    assertThat(parse(event.toString())).isInstanceOf(Parsed.NotUnderstood.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "-1", "1.5", "\"5\"", "{}", "99999999999999999999"})
  void taskEvent_withoutUsableVersion_stillNamesTheService(String version) {
    String event =
        Fixtures.object(Fixtures.event("task-service-long-arn"))
            .toString()
            .replace("\"version\":5}", "\"version\":" + version + "}");
    assertThat(event).contains("\"version\":" + version + "}");
    assertThat(parse(event)).isEqualTo(only("default", "web", Optional.empty()));
  }

  @Test
  void taskEvent_ofStandaloneTask_isNothing() {
    assertThat(parse(Fixtures.event("task-fargate-standalone"))).isInstanceOf(Parsed.Nothing.class);
  }

  @Test
  void taskEvent_withServiceNameThatEcsForbids_isNotUnderstood() {
    ObjectNode event = Fixtures.object(Fixtures.event("task-service-long-arn"));
    detail(event).put("group", "service:we\nb");
    assertThat(parse(event.toString())).isInstanceOf(Parsed.NotUnderstood.class);
  }

  @Test
  void taskEvent_withUnknownProperties_isUnderstood() {
    ObjectNode event = Fixtures.object(Fixtures.event("task-service-long-arn"));
    event.put("new", 1);
    detail(event).putObject("alsoNew").putArray("deep").add(true);
    assertThat(parse(event.toString())).isInstanceOf(Parsed.Triggers.class);
  }

  @Test
  void serviceAction_shortArn_takesClusterFromDetail() {
    assertThat(parse(Fixtures.event("service-action-short-arn")))
        .isEqualTo(only("default", "servicetest", Optional.empty()));
  }

  @Test
  void deployment_longArn_namesTheService() {
    assertThat(parse(Fixtures.event("deployment")))
        .isEqualTo(only("default", "servicetest", Optional.empty()));
  }

  @Test
  void deployment_shortArnAndNoCluster_isNotUnderstood() {
    assertThat(parse(Fixtures.event("deployment").replace("service/default/", "service/")))
        .isInstanceOf(Parsed.NotUnderstood.class);
  }

  @Test
  void serviceEvent_withoutResources_isNotUnderstood() {
    ObjectNode event = Fixtures.object(Fixtures.event("deployment"));
    event.remove("resources");
    assertThat(parse(event.toString())).isInstanceOf(Parsed.NotUnderstood.class);
  }

  @Test
  void serviceEvent_namingOneServiceTwice_givesOneTrigger() {
    ObjectNode event = Fixtures.object(Fixtures.event("service-action"));
    event.withArray("resources").add(PREFIX + "service/default/servicetest");
    assertThat(parse(event.toString())).isEqualTo(only("default", "servicetest", Optional.empty()));
  }

  @Test
  void containerInstance_active_isNothing() {
    assertThat(parse(Fixtures.event("container-instance-active")))
        .isInstanceOf(Parsed.Nothing.class);
  }

  @Test
  void containerInstance_draining_asksForEverything() {
    assertThat(parse(Fixtures.event("container-instance-draining")))
        .isEqualTo(new Parsed.Triggers(List.of(Trigger.everything(Source.SQS))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "hello",
        "null",
        "[]",
        "\"text\"",
        "{}",
        "{\"detail-type\":\"ECS Task State Change\"}",
        "{\"detail-type\":7,\"detail\":{}}",
        "{\"detail-type\":\"Something Else\",\"detail\":{}}",
        "{\"detail\":{},\"detail\":{}}",
        "{\"detail\":{}} {}"
      })
  void anythingElse_isNotUnderstood(String text) {
    assertThat(parse(text)).isInstanceOf(Parsed.NotUnderstood.class);
  }

  @Test
  void depthBomb_isNotUnderstood() {
    String bomb = "{\"detail\":" + "[".repeat(300_000) + "]".repeat(300_000) + "}";
    assertThat(parse(bomb)).isInstanceOf(Parsed.NotUnderstood.class);
  }

  @Test
  void oversize_isNotUnderstood() {
    String padding = " ".repeat(BoundedJson.MAX_BYTES);
    assertThat(parse(Fixtures.event("deployment") + padding))
        .isInstanceOf(Parsed.NotUnderstood.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mutilatedEvents_neverThrow(long seed) {
    Random random = new Random(seed);
    String event = Fixtures.event("task-service-long-arn");
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder(event);
      for (int edits = random.nextInt(1, 6); edits > 0; edits--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(0x20, 0x7f));
          case 1 -> text.deleteCharAt(at);
          default -> text.insert(at, "{}[]\":,\\".charAt(random.nextInt(8)));
        }
      }
      assertThat(parse(text.toString())).as("seed %d, case %d: %s", seed, i, text).isNotNull();
    }
  }

  private static Parsed parse(String text) {
    return EventParser.parse(text, Source.SQS);
  }

  private static Parsed only(String cluster, String service, Optional<HeardTask> task) {
    return new Parsed.Triggers(
        List.of(new Trigger(Source.SQS, Optional.of(new ServiceKey(cluster, service)), task)));
  }

  private static ObjectNode detail(ObjectNode event) {
    return (ObjectNode) event.get("detail");
  }
}
