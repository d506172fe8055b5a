package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Descriptions.answered;
import static io.github.ecstasktracker.ecs.Descriptions.only;
import static io.github.ecstasktracker.ecs.Descriptions.urls;
import static io.github.ecstasktracker.ecs.FakeCluster.taskArn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.ecs.Description.Answered;
import io.github.ecstasktracker.ecs.StubAws.Answer;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.AwsApi;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Every task that a call names comes back: described, MISSING, or with the reason why not. */
class DescribingTest {
  private final FakeCluster cluster = new FakeCluster();
  private final EcsHandler handler = cluster.handler();

  private Description describe(String... arns) {
    return handler.describe("prod", () -> List.of(arns), Urgency.LIVE);
  }

  @Test
  void taskThatEcsDoesNotKnow_isMissing_otherFailuresAreNot() {
    cluster.aws.on(
        "DescribeTasks",
        request ->
            Answer.ok(
                """
                {"tasks": [], "failures": [
                  {"arn": "%s", "reason": "MISSING"},
                  {"arn": "%s", "reason": "ACCESS_DENIED"},
                  {"arn": "%s", "reason": "INTERNAL", "detail": "try\\n again"}]}
                """
                    .formatted(taskArn("a"), taskArn("b"), taskArn("c"))));

    Answered seen = answered(describe(taskArn("a"), taskArn("b"), taskArn("c")));

    assertThat(seen.tasks()).isEmpty();
    assertThat(seen.missing()).containsExactly(taskArn("a"));
    assertThat(seen.undescribed())
        .hasSize(2)
        .containsEntry(taskArn("b"), "DescribeTasks: ECS says ACCESS_DENIED")
        .containsEntry(taskArn("c"), "DescribeTasks: ECS says INTERNAL, try again");
  }

  @Test
  void taskThatTheAnswerPassesOver_isUndescribed() {
    cluster.tasks(2, "web");
    cluster.aws.on(
        "DescribeTasks",
        request -> {
          var answer = StubAws.JSON.createObjectNode();
          answer.putArray("tasks").add(cluster.tasks.get(taskArn("web-00000")));
          return Answer.ok(answer);
        });

    Answered seen = answered(describe(taskArn("web-00000"), taskArn("web-00001")));

    assertThat(only(seen).task().arn()).isEqualTo(taskArn("web-00000"));
    assertThat(seen.missing()).isEmpty();
    assertThat(seen.undescribed())
        .containsOnlyKeys(taskArn("web-00001"))
        .containsValue("DescribeTasks: the answer does not mention it");
  }

  @Test
  void taskNamedInTheOtherFormOfItsArn_isDescribed() {
    cluster.tasks(1, "web");
    String named = "arn:aws:ecs:us-west-2:111122223333:task/web-00000";
    cluster.tasks.put(named, cluster.tasks.remove(taskArn("web-00000")));

    Answered seen = answered(describe(named));

    assertThat(only(seen).task().arn()).isEqualTo(taskArn("web-00000"));
    assertThat(seen.asked()).containsExactly(named);
    assertThat(seen.missing()).isEmpty();
    assertThat(seen.undescribed()).isEmpty();
  }

  @Test
  void unlistedTasks_comeBackInTheirTrueState() {
    cluster.tasks(2, "web");
    cluster.change(
        "web-00001", task -> task.put("desiredStatus", "STOPPED").put("lastStatus", "STOPPED"));

    assertThat(only(Looks.tasks(handler, taskArn("web-00001"))).state())
        .isEqualTo(
            Descriptions.excluded(
                TaskState.Cause.STOPPED, new Address("10.1.0.1", 32_769), "task is STOPPED"));
  }

  @Test
  void describe_asksForWhatIsNamed_withoutListing() {
    cluster.tasks(300, "web");

    Answered seen = answered(describe(taskArn("web-00002"), taskArn("web-00001")));

    assertThat(seen.asked()).containsExactly(taskArn("web-00002"), taskArn("web-00001"));
    assertThat(seen.tasks())
        .extracting(t -> Arns.last(t.task().arn()))
        .containsExactly("web-00002", "web-00001");
    assertThat(cluster.aws.count("ListTasks")).isZero();
    assertThat(cluster.aws.count("DescribeTasks")).isOne();
  }

  @Test
  void emptyChoice_isNoCall() {
    Answered seen = answered(describe());

    assertThat(seen.asked()).isEmpty();
    assertThat(seen.tasks()).isEmpty();
    assertThat(seen.unresolved()).isEmpty();
    assertThat(cluster.aws.count()).isZero();
  }

  @Test
  void tasksAreChosen_andTheCallBegins_onceTheTokenIsThere() {
    cluster.tasks(2, "web");
    List<String> due = new ArrayList<>(List.of(taskArn("web-00000")));
    List<Long> choices = new ArrayList<>();
    CallGate slow =
        new CallGate() {
          @Override
          public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
            cluster.nanos.set(5);
            due.add(taskArn("web-00001"));
            return call.get();
          }
        };
    cluster.aws.on(
        "DescribeTasks",
        request -> {
          cluster.nanos.set(9);
          return Answer.ok("{}");
        });

    Description seen =
        cluster
            .handler(slow, Runnable::run, EcsOptions.NONE)
            .describe(
                "prod",
                () -> {
                  choices.add(cluster.nanos.get());
                  return List.copyOf(due);
                },
                Urgency.LIVE);

    assertThat(choices).containsExactly(5L);
    assertThat(answered(seen).begunNanos()).isEqualTo(5);
    assertThat(answered(seen).asked()).isEqualTo(due).hasSize(2);
  }

  @Test
  void requestThatEcsFindsInvalid_isRefused_andNoFailureOfTheApi() {
    cluster.aws.fail(
        "DescribeTasks", Answer.error("InvalidParameterException", "Invalid Region in ARN"));
    List<Result<?>> outcomes = new ArrayList<>();
    CallGate gate =
        new CallGate() {
          @Override
          public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
            Result<T> outcome = call.get();
            outcomes.add(outcome);
            return outcome;
          }
        };
    List<String> asked = List.of(taskArn("a"), "arn:aws:ecs:us-east-1:999999999999:task/prod/b");

    assertThat(
            cluster
                .handler(gate, Runnable::run, EcsOptions.NONE)
                .describe("prod", () -> asked, Urgency.LIVE))
        .isEqualTo(
            new Description.Refused(
                asked, "DescribeTasks: InvalidParameterException: Invalid Region in ARN"));
    assertThat(outcomes).singleElement().isInstanceOf(Result.Ok.class);
  }

  @Test
  void failedCall_namesWhatItAskedFor_andSaysWhetherItWasThrottled() {
    List<String> asked = List.of(taskArn("a"));
    cluster.aws.fail("DescribeTasks", 1, Answer.error("ThrottlingException", "Rate exceeded"));
    cluster.aws.fail("DescribeTasks", 2, Answer.error("AccessDeniedException", "no"));
    cluster.aws.fail("DescribeTasks", 3, Answer.error("ClusterNotFoundException", "no"));

    assertThat(describe(taskArn("a")))
        .isEqualTo(
            new Description.Failed(
                asked, "DescribeTasks: ThrottlingException: Rate exceeded", true));
    assertThat(describe(taskArn("a")))
        .isEqualTo(
            new Description.Failed(asked, "DescribeTasks: AccessDeniedException: no", false));
    assertThat(describe(taskArn("a")))
        .isEqualTo(
            new Description.Failed(
                asked,
                "DescribeTasks: there is no such cluster in this account and Region",
                false));
  }

  @Test
  void readsSideBySide_giveTheSameAnswersAsOneAfterAnother() throws Exception {
    cluster.tasks(1_234, "web");
    for (int i = 0; i < 40; i++) {
      cluster.host(i + 1);
      cluster.definition("api:" + i);
      cluster.task("api-" + i, "api", "api:" + i, i + 1);
    }
    Answered inOrder = Looks.everything(handler);

    List<ObservedTask> tasks = new ArrayList<>();
    List<Placement> placements = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      EcsHandler another = cluster.handler(threads);
      List<Future<Answered>> pages = new ArrayList<>();
      for (List<String> page : Fanout.batches(cluster.tasks.keySet(), 100)) {
        pages.add(threads.submit(() -> Looks.tasks(another, page, Urgency.LIVE)));
      }
      for (Future<Answered> page : pages) {
        tasks.addAll(page.get(10, TimeUnit.SECONDS).tasks());
        placements.addAll(page.get().placements());
      }
    }
    assertThat(tasks).isEqualTo(inOrder.tasks());
    assertThat(placements).isEqualTo(inOrder.placements());
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
