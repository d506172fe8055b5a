package io.github.ecstasktracker.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.model.Home;
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
        .isEqualTo(only("default", "web", Optional.of(new HeardTask(LONG_TASK, 5, false))));
  }

  @Test
  void taskEvent_shortArn_takesClusterFromClusterArn() {
    assertThat(parse(Fixtures.event("task-service-short-arn")))
        .isEqualTo(
            only(
                "default",
                "web",
                Optional.of(
                    new HeardTask(PREFIX + "task/b99d40b3-5176-4f71-9a52-9dbd6f1cebef", 3, true))));
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
        .isEqualTo(only("default", "web", Optional.of(new HeardTask(LONG_TASK, 5, false))));
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
  void containerInstance_draining_asksForAPass() {
    assertThat(parse(Fixtures.event("container-instance-draining")))
        .isInstanceOf(Parsed.Pass.class);
  }

  @Test
  void containerInstance_draining_whereServersStay_isNothing() {
    assertThat(
            new EventParser(Ours.ANY, false)
                .parse(Fixtures.event("container-instance-draining"), Source.SQS))
        .isInstanceOf(Parsed.Nothing.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS API Call via CloudTrail", "ECS Managed Daemon State Change"})
  void kindThatIsNotKnown_asksForAPass(String type) {
    ObjectNode event = Fixtures.object(Fixtures.event("deployment")).put("detail-type", type);
    assertThat(parse(event.toString())).isInstanceOf(Parsed.Pass.class);
  }

  @Test
  void taskEvent_thatSaysThatItServes_hintsAtIt() {
    ObjectNode event = Fixtures.object(Fixtures.event("task-service-long-arn"));
    assertThat(serving(event, "RUNNING", "RUNNING")).isTrue();
    assertThat(serving(event, "RUNNING", "STOPPED")).isFalse();
    assertThat(serving(event, "PENDING", "RUNNING")).isFalse();
    assertThat(serving(event, "STOPPED", "STOPPED")).isFalse();
  }

  private static boolean serving(ObjectNode event, String last, String desired) {
    detail(event).put("lastStatus", last).put("desiredStatus", desired);
    return ((Parsed.Triggers) parse(event.toString()))
        .triggers()
        .getFirst()
        .task()
        .orElseThrow()
        .serving();
  }

  /** AWS refuses a whole DescribeTasks call for one of these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "task/default/test",
        "task/default/A1173316D40A45DEA9B6A8B7A5B8E8D5",
        "task/default/a1173316d40a45dea9b6a8b7a5b8e8d",
        "task/default/a1173316d40a45dea9b6a8b7a5b8e8d5a",
        "task/other/a1173316d40a45dea9b6a8b7a5b8e8d5",
        "task/b99d40b35176-4f71-9a52-9dbd6f1cebef",
        "container/default/a1173316d40a45dea9b6a8b7a5b8e8d5"
      })
  void taskEvent_withAnArnThatIsNotOfTheClustersTasks_isForeign(String resource) {
    ObjectNode event = Fixtures.object(Fixtures.event("task-service-long-arn"));
    detail(event).put("taskArn", PREFIX + resource);
    assertThat(parse(event.toString())).isInstanceOf(Parsed.Foreign.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "task-service-long-arn",
        "task-service-short-arn",
        "service-action",
        "service-action-short-arn",
        "deployment",
        "container-instance-draining"
      })
  void eventOfAnotherAccountRegionOrPartition_isForeign(String name) {
    String event = Fixtures.event(name);
    Home home = new Home("aws", "us-west-2", "111122223333");
    assertThat(parse(event, home)).isNotInstanceOf(Parsed.Foreign.class);

    assertThat(parse(event, new Home("aws", "us-west-2", "999999999999")))
        .isInstanceOf(Parsed.Foreign.class);
    assertThat(parse(event, new Home("aws", "eu-west-1", "111122223333")))
        .isInstanceOf(Parsed.Foreign.class);
    assertThat(parse(event, new Home("aws-cn", "us-west-2", "111122223333")))
        .isInstanceOf(Parsed.Foreign.class);
  }

  @Test
  void kindThatIsNotKnown_ofAnotherAccount_isForeign() {
    String event =
        Fixtures.object(Fixtures.event("deployment")).put("detail-type", "New").toString();
    assertThat(parse(event, new Home("aws", "us-west-2", "999999999999")))
        .isInstanceOf(Parsed.Foreign.class);
  }

  @Test
  void beforeTheHomeIsKnown_theConfiguredRegionCounts() {
    String event = Fixtures.event("task-service-long-arn");
    assertThat(
            new EventParser(new Ours(Optional::empty, "eu-west-1"), true).parse(event, Source.SQS))
        .isInstanceOf(Parsed.Foreign.class);
    assertThat(
            new EventParser(new Ours(Optional::empty, "us-west-2"), true).parse(event, Source.SQS))
        .isInstanceOf(Parsed.Triggers.class);
  }

  @Test
  void taskEvent_whoseTaskAndClusterAreOfTwoAccounts_isForeign() {
    ObjectNode event = Fixtures.object(Fixtures.event("task-service-long-arn"));
    detail(event).put("taskArn", LONG_TASK.replace("111122223333", "999999999999"));
    assertThat(parse(event.toString())).isInstanceOf(Parsed.Foreign.class);
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
    return Receivers.PARSER.parse(text, Source.SQS);
  }

  private static Parsed parse(String text, Home home) {
    return new EventParser(new Ours(() -> Optional.of(home), ""), true).parse(text, Source.SQS);
  }

  private static Parsed only(String cluster, String service, Optional<HeardTask> task) {
    return new Parsed.Triggers(
        List.of(new Trigger(Source.SQS, Optional.of(new ServiceKey(cluster, service)), task)));
  }

  private static ObjectNode detail(ObjectNode event) {
    return (ObjectNode) event.get("detail");
  }
}
