package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Descriptions.only;
import static io.github.ecstasktracker.ecs.Descriptions.urls;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecstasktracker.ecs.StubAws.Answer;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Task definitions are read once each, and a failure to read one concludes nothing. */
class TaskDefinitionsTest {
  private final FakeCluster cluster = new FakeCluster();

  private TaskDefinitions definitions(int max) {
    return new TaskDefinitions(
        cluster.calls(CallGate.open()), new Fanout(Runnable::run), NoDefinitions.keeper(), max);
  }

  private static Result<TaskDefinitionSummary> read(TaskDefinitions definitions, String arn) {
    Result<TaskDefinitionSummary> read = definitions.read(List.of(arn)).get(arn);
    assertThat(read).isNotNull();
    return read;
  }

  private String define(String name) {
    return cluster.definition(name).path("taskDefinitionArn").asText();
  }

  @Test
  void readAtOnceByMany_isOneCall() throws Exception {
    String arn = define("web:7");
    TaskDefinitions definitions = definitions(10);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    cluster.aws.on(
        "DescribeTaskDefinition",
        blocking(asked, answer, "{\"taskDefinition\": " + cluster.definitions.get(arn) + "}"));

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Result<TaskDefinitionSummary>>> reads = new ArrayList<>();
      reads.add(threads.submit(() -> read(definitions, arn)));
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 20; i++) {
        reads.add(threads.submit(() -> read(definitions, arn)));
      }
      answer.countDown();
      Result<TaskDefinitionSummary> first = reads.getFirst().get(10, TimeUnit.SECONDS);
      for (Future<Result<TaskDefinitionSummary>> read : reads) {
        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(first);
      }
    }
    assertThat(cluster.aws.count("DescribeTaskDefinition")).isOne();
  }

  private static Function<JsonNode, Answer> blocking(
      CountDownLatch asked, CountDownLatch answer, String body) {
    return request -> {
      asked.countDown();
      try {
        assertThat(answer.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return Answer.ok(body);
    };
  }

  @Test
  void bounded_theLeastUsedIsReadAgain() {
    TaskDefinitions definitions = definitions(2);
    for (String name : List.of("a:1", "b:1", "c:1")) {
      read(definitions, define(name));
    }
    cluster.aws.forgetCalls();

    read(definitions, define("c:1"));
    assertThat(cluster.aws.count()).isZero();
    read(definitions, define("a:1"));
    assertThat(cluster.aws.count()).isOne();
  }

  @Test
  void failedRead_makesTheTaskUnknown_andIsTriedAgain() {
    cluster.tasks(1, "web");
    EcsHandler handler = cluster.handler();
    cluster.aws.fail(
        "DescribeTaskDefinition", 1, Answer.error("ThrottlingException", "Rate exceeded"));

    var seen = only(Looks.everything(handler));
    assertThat(seen.state())
        .isEqualTo(
            new TaskState.Unknown(
                "task definition web:7: DescribeTaskDefinition:"
                    + " ThrottlingException: Rate exceeded"));
    assertThat(seen.backend()).isEmpty();
    assertThat(urls(Looks.everything(handler))).hasSize(1);
  }

  @Test
  void stoppedTask_isStopped_evenIfItsDefinitionCannotBeRead() {
    cluster.tasks(1, "web");
    cluster.definitions.clear();
    cluster.change("web-00000", task -> task.put("lastStatus", "STOPPING"));

    assertThat(only(Looks.everything(cluster.handler())).state())
        .isEqualTo(Descriptions.excluded(TaskState.Cause.STOPPED, "task is STOPPING"));
  }

  @Test
  void taskWithoutADefinition_isUnknown() {
    cluster.tasks(1, "web");
    cluster.change("web-00000", task -> task.remove("taskDefinitionArn"));

    assertThat(only(Looks.everything(cluster.handler())).state())
        .isEqualTo(new TaskState.Unknown("task definition null was not read"));
  }
}
