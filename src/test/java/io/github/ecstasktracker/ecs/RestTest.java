package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Descriptions.excluded;
import static io.github.ecstasktracker.ecs.Descriptions.only;
import static io.github.ecstasktracker.ecs.Descriptions.urls;
import static io.github.ecstasktracker.ecs.FakeCluster.taskArn;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.ecs.Description.Answered;
import io.github.ecstasktracker.ecs.StubAws.Answer;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No task waits for the task definition or the host of another. */
class RestTest {
  private final FakeCluster cluster = new FakeCluster();
  private final EcsHandler handler = cluster.handler();

  @BeforeEach
  void oneTaskIsKnown() {
    cluster.tasks(1, "web");
    Looks.everything(handler);
    cluster.aws.forgetCalls();
  }

  private Answered first(String... ids) {
    return Looks.first(
        handler, List.of(ids).stream().map(FakeCluster::taskArn).toArray(String[]::new));
  }

  private static Answered rest(Answered first) {
    return first.unresolved().orElseThrow().get();
  }

  private static TaskState unknown(String reason) {
    return new TaskState.Unknown(reason);
  }

  @Test
  void allIsKnown_thereIsNoRest() {
    assertThat(urls(first("web-00000"))).hasSize(1);
    assertThat(first("web-00000").unresolved()).isEmpty();
    assertThat(cluster.aws.count()).isEqualTo(cluster.aws.count("DescribeTasks"));
  }

  @Test
  void newDefinition_isReadInTheRest_andHoldsUpNoOther() {
    cluster.definition("api:1");
    cluster.task("api", "api", "api:1", 0);
    cluster.nanos.set(7);

    Answered first = first("api", "web-00000");

    assertThat(first.tasks())
        .extracting(ObservedTask::state)
        .first()
        .isEqualTo(unknown("task definition api:1 is being read"));
    assertThat(first.tasks().getFirst().backend()).isEmpty();
    assertThat(urls(first)).containsExactly("http://10.1.0.1:32768");
    assertThat(cluster.aws.count()).isOne();

    cluster.nanos.set(9);
    Answered rest = rest(first);

    assertThat(rest.asked()).containsExactly(taskArn("api"));
    assertThat(only(rest).backend()).contains(new BackendKey("api"));
    assertThat(urls(rest)).containsExactly("http://10.1.0.1:32769");
    assertThat(rest.placements()).hasSize(1);
    assertThat(rest.begunNanos()).as("as old as the call").isEqualTo(7);
    assertThat(rest.unresolved()).isEmpty();
    assertThat(rest.missing()).isEmpty();
    assertThat(rest.undescribed()).isEmpty();
    assertThat(cluster.aws.count("DescribeTasks")).isOne();
    assertThat(cluster.aws.count("DescribeTaskDefinition")).isOne();
  }

  @Test
  void newHost_isLookedUpInTheRest_andHoldsUpNoOther() {
    cluster.host(1);
    cluster.task("b", "web", "web:7", 1);

    Answered first = first("b", "web-00000");

    assertThat(first.tasks().getFirst().state())
        .isEqualTo(unknown("container instance not looked up"));
    assertThat(first.tasks().getFirst().backend()).contains(new BackendKey("web"));
    assertThat(urls(first)).containsExactly("http://10.1.0.1:32768");
    assertThat(cluster.aws.count()).isOne();

    assertThat(urls(rest(first))).containsExactly("http://10.1.0.2:32769");
  }

  @Test
  void hostThatIsDueAgain_isWhereItWas_untilTheRestTells() {
    cluster.machine(1, "mi-1", "172.16.0.1");
    cluster.task("b", "web", "web:7", 1);
    rest(first("b"));
    cluster.machine(1, "mi-1", "172.16.0.2");
    cluster.nanos.addAndGet(Duration.ofMinutes(5).toNanos());

    Answered first = first("b");

    assertThat(urls(first)).containsExactly("http://172.16.0.1:32769");
    assertThat(urls(rest(first))).containsExactly("http://172.16.0.2:32769");
  }

  @Test
  void restThatFails_tellsWhy_andIsThereAgainNextTime() {
    cluster.definition("api:1");
    cluster.task("api", "api", "api:1", 0);
    cluster.aws.fail("DescribeTaskDefinition", 1, Answer.error("ServerException", "down"));

    assertThat(only(rest(first("api"))).state())
        .isEqualTo(unknown("task definition api:1: DescribeTaskDefinition: ServerException: down"));
    assertThat(urls(rest(first("api")))).hasSize(1);
  }

  @Test
  void stoppedTask_isStoppedAtOnce_andTheRestTellsWhereItWas() {
    cluster.definition("api:1");
    cluster.task("api", "api", "api:1", 0);
    cluster.change("api", task -> task.put("lastStatus", "STOPPED"));

    Answered first = first("api");

    assertThat(only(first).state()).isEqualTo(excluded(TaskState.Cause.STOPPED, "task is STOPPED"));
    assertThat(only(first).backend()).isEmpty();
    assertThat(only(rest(first)).backend()).contains(new BackendKey("api"));
    assertThat(only(rest(first)).state())
        .isInstanceOfSatisfying(
            TaskState.Excluded.class,
            state -> assertThat(state.address()).hasToString("Optional[10.1.0.1:32769]"));
  }

  @Test
  void taskThatIsNotOnItsHostsPorts_waitsForNoHost() {
    cluster.definition("lone:1").put("networkMode", "awsvpc");
    cluster.task("lone", "lone", "lone:1", 5);
    rest(first("lone"));

    assertThat(first("lone").unresolved()).isEmpty();
    assertThat(cluster.aws.count("DescribeContainerInstances")).isZero();
  }

  @Test
  void taskOfNoService_waitsForNothing() {
    cluster.definition("batch:1");
    cluster.task("batch", "web", "batch:1", 5);
    cluster.change("batch", task -> task.put("group", "family:batch"));

    assertThat(first("batch").unresolved()).isEmpty();
  }
}
