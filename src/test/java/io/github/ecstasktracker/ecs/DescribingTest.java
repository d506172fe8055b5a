package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Observations.listed;
import static io.github.ecstasktracker.ecs.Observations.urls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.ecs.StubAws.Answer;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Every task that was asked for comes back: described, or with the reason why not. */
class DescribingTest {
  private final FakeCluster cluster = new FakeCluster();
  private final EcsHandler handler = cluster.handler();

  private Observation observe(String... alsoDescribe) {
    return handler.observeCluster("prod", Set.of(alsoDescribe), Urgency.LIVE);
  }

  @Test
  void moreThanAHundredTasks_areDescribedInHundreds() {
    cluster.tasks(250, "web");

    assertThat(urls(observe())).hasSize(250);
    assertThat(cluster.aws.requests("DescribeTasks"))
        .extracting(request -> request.path("tasks").size())
        .containsExactly(100, 100, 50);
  }

  @Test
  void pageThatFailsOnce_isReadAgainAtTheEndOfThePass() {
    cluster.tasks(250, "web");
    cluster.aws.fail("DescribeTasks", 1, Answer.error("ThrottlingException", "Rate exceeded"));

    Observation seen = observe();

    assertThat(urls(seen)).hasSize(250);
    assertThat(listed(seen).unattributed()).isEmpty();
    List<JsonNode> requests = cluster.aws.requests("DescribeTasks");
    assertThat(requests).hasSize(4);
    assertThat(requests.getLast()).isEqualTo(requests.getFirst());
  }

  @Test
  void pageThatFailsTwice_itsTasksAreUnknown_theOthersAreAsTheyAre() {
    cluster.tasks(250, "web");
    Answer down = Answer.error("ServerException", "Service Unavailable");
    cluster.aws.fail("DescribeTasks", 2, down);
    cluster.aws.fail("DescribeTasks", 4, down);

    Observation seen = observe();

    assertThat(urls(seen)).hasSize(150);
    assertThat(listed(seen).unattributed())
        .hasSize(100)
        .allSatisfy(
            lost ->
                assertThat(lost.state())
                    .isEqualTo(
                        new TaskState.Unknown(
                            false, "DescribeTasks: ServerException: Service Unavailable")));
    assertThat(listed(seen).unattributed().getFirst().arn())
        .isEqualTo(FakeCluster.taskArn("web-00100"));
  }

  @Test
  void taskThatEcsDoesNotKnow_isMissing_otherFailuresAreNot() {
    cluster.tasks(1, "web");
    cluster.aws.on(
        "DescribeTasks",
        request ->
            Answer.ok(
                """
                {"tasks": [], "failures": [
                  {"arn": "%s", "reason": "MISSING"},
                  {"arn": "%s", "reason": "ACCESS_DENIED"}]}
                """
                    .formatted(FakeCluster.taskArn("a"), FakeCluster.taskArn("web-00000"))));

    assertThat(listed(observe(FakeCluster.taskArn("a"))).unattributed())
        .containsExactly(
            new Observation.UnattributedTask(
                FakeCluster.taskArn("web-00000"),
                new TaskState.Unknown(false, "DescribeTasks: ECS says ACCESS_DENIED")),
            new Observation.UnattributedTask(
                FakeCluster.taskArn("a"),
                new TaskState.Unknown(true, "DescribeTasks: ECS says MISSING")));
  }

  @Test
  void taskThatIsListedAndMissing_isNotTakenForMissing() {
    cluster.tasks(1, "web");
    cluster.aws.on(
        "DescribeTasks",
        request ->
            Answer.ok(
                """
                {"tasks": [], "failures": [{"arn": "%s", "reason": "MISSING"}]}
                """
                    .formatted(FakeCluster.taskArn("web-00000"))));

    assertThat(listed(observe()).unattributed())
        .extracting(Observation.UnattributedTask::state)
        .containsExactly(
            new TaskState.Unknown(
                false, "DescribeTasks: ECS says MISSING, and ListTasks lists it"));
  }

  @Test
  void taskThatTheAnswerPassesOver_isUnknown() {
    cluster.tasks(1, "web");
    cluster.aws.on("DescribeTasks", request -> Answer.ok("{}"));

    assertThat(listed(observe()).unattributed())
        .extracting(Observation.UnattributedTask::state)
        .containsExactly(
            new TaskState.Unknown(false, "DescribeTasks: the answer does not speak of it"));
  }

  @Test
  void alsoDescribe_unlistedTasks_comeBackInTheirTrueState() {
    cluster.tasks(2, "web");
    cluster.change(
        "web-00001", task -> task.put("desiredStatus", "STOPPED").put("lastStatus", "STOPPED"));

    Observation seen = observe(FakeCluster.taskArn("web-00001"));

    assertThat(listed(seen).tasks())
        .extracting(ObservedTask::state)
        .element(1)
        .isEqualTo(
            Observations.excluded(
                TaskState.Cause.STOPPED, new Address("10.1.0.1", 32_769), "task is STOPPED"));
  }

  @Test
  void alsoDescribe_listedTasksInEitherFormOfTheirArn_areAskedForOnce() {
    cluster.tasks(2, "web");

    Observation seen =
        observe(
            FakeCluster.taskArn("web-00001"), "arn:aws:ecs:us-west-2:111122223333:task/web-00000");

    assertThat(listed(seen).tasks()).hasSize(2);
    assertThat(cluster.aws.requests("DescribeTasks").getFirst().path("tasks")).hasSize(2);
  }

  @Test
  void describe_asksForWhatIsNamed_withoutListing() {
    cluster.tasks(300, "web");

    Observation seen =
        handler.describe(
            "prod",
            Set.of(FakeCluster.taskArn("web-00002"), FakeCluster.taskArn("web-00001")),
            Urgency.BACKGROUND);

    assertThat(listed(seen).tasks())
        .extracting(t -> Arns.last(t.task().arn()))
        .containsExactly("web-00001", "web-00002");
    assertThat(cluster.aws.count("ListTasks")).isZero();
    assertThat(cluster.aws.count("DescribeTasks")).isOne();
    assertThat(listed(handler.describe("prod", Set.of(), Urgency.LIVE)).tasks()).isEmpty();
  }

  @Test
  void readsSideBySide_giveTheSameAnswerAsOneAfterAnother() {
    cluster.tasks(1_234, "web");
    for (int i = 0; i < 40; i++) {
      cluster.host(i + 1);
      cluster.definition("api:" + i);
      cluster.task("api-" + i, "api", "api:" + i, i + 1);
    }
    Observation inOrder = observe();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Observation sideBySide =
          cluster.handler(threads).observeCluster("prod", Set.of(), Urgency.LIVE);
      assertThat(sideBySide).isEqualTo(inOrder);
    }
    assertThat(urls(inOrder)).hasSize(1_274);
  }

  @Test
  void fanout_keepsOrder_andPassesOnWhatIsNotExpected() {
    Fanout fanout = new Fanout(Runnable::run);
    List<Integer> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(i);
    }

    assertThat(fanout.map(many, i -> i * 2)).element(57).isEqualTo(114);
    assertThatThrownBy(
            () ->
                fanout.map(
                    many,
                    i -> {
                      throw new IllegalStateException("a defect");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a defect");
  }
}
