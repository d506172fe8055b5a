package io.github.ecstasktracker.ecs;

import static io.github.ecstasktracker.ecs.Descriptions.only;
import static io.github.ecstasktracker.ecs.Descriptions.urls;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.ecs.Description.Answered;
import io.github.ecstasktracker.ecs.StubAws.Answer;
import io.github.ecstasktracker.model.CallGate;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.TaskState;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ecs.model.Task;

/** Of a task that is described as before nothing is made anew; of any other everything is. */
class DescribedTasksTest {
  private final FakeCluster cluster = new FakeCluster();
  private final EcsHandler handler = cluster.handler();

  @BeforeEach
  void oneTaskOnHostOne() {
    cluster.host(1);
    cluster.definition("web:7");
    cluster.task("a", "web", "web:7", 1);
  }

  private Answered observe() {
    return Looks.everything(handler);
  }

  private void wait(Duration time) {
    cluster.nanos.addAndGet(time.toNanos());
  }

  @Test
  void unchangedTask_isTheSameObject_inWhateverReadItComes() {
    ObservedTask task = only(observe());
    Placement place = observe().placements().getFirst();

    assertThat(only(observe())).isSameAs(task);
    assertThat(observe().placements().getFirst()).isSameAs(place);
    assertThat(only(Looks.service(handler, "web"))).isSameAs(task);
    assertThat(only(describe())).isSameAs(task);
    assertThat(Looks.first(handler, FakeCluster.taskArn("a")).tasks().getFirst()).isSameAs(task);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"version", "health", "container health", "container", "binding", "stopping"})
  void changedTask_isReadAnew_alsoWhereItsVersionStays(String what) {
    observe();

    cluster.change("a", CHANGES.get(what));
    EcsHandler another = cluster.handler();
    Answered afresh = Looks.everything(another);

    assertThat(observe()).isEqualTo(afresh);
    assertThat(observe()).isEqualTo(afresh);
  }

  private static final Map<String, Consumer<ObjectNode>> CHANGES =
      Map.of(
          "version", task -> task.put("version", 4),
          "health", task -> task.put("healthStatus", "UNHEALTHY"),
          "container health", task -> container(task).put("healthStatus", "UNHEALTHY"),
          "container", task -> container(task).put("runtimeId", "f00"),
          "binding",
              task ->
                  ((ObjectNode) container(task).withArray("networkBindings").get(0))
                      .put("hostPort", 40_000),
          "stopping", task -> task.put("desiredStatus", "STOPPED"));

  private static ObjectNode container(ObjectNode task) {
    return (ObjectNode) task.withArray("containers").get(0);
  }

  @Test
  void newAddressOfTheHost_isSeen_whenTheHostIsDue() {
    cluster.machine(1, "mi-1", "172.16.0.1");
    assertThat(urls(observe())).containsExactly("http://172.16.0.1:32768");

    cluster.machine(1, "mi-1", "172.16.0.2");
    assertThat(urls(observe())).containsExactly("http://172.16.0.1:32768");
    wait(Duration.ofMinutes(5));

    assertThat(urls(observe())).containsExactly("http://172.16.0.2:32768");
    assertThat(observe().placements().getFirst().machine().address()).isEqualTo("172.16.0.2");
  }

  @Test
  void hostThatIsDue_isAskedForAgain_thoughNoTaskHasChanged() {
    observe();
    wait(Duration.ofMinutes(61));
    observe();
    observe();

    assertThat(cluster.aws.count("DescribeContainerInstances")).isEqualTo(2);
  }

  @Test
  void unknownTask_isReadAnewAtEachLook() {
    cluster.aws.fail("DescribeInstances", 1, Answer.ec2Error("ServerException", "down"));
    assertThat(only(observe()).state()).isInstanceOf(TaskState.Unknown.class);

    assertThat(only(observe()).state()).isInstanceOf(TaskState.Resolved.class);
  }

  @Test
  void taskWhoseDefinitionCouldNotBeRead_isReadAnew() {
    cluster.change("a", task -> task.put("desiredStatus", "STOPPED"));
    cluster.aws.fail("DescribeTaskDefinition", 1, Answer.error("ServerException", "down"));
    assertThat(only(describe()).backend()).isEmpty();

    assertThat(only(describe()).backend()).isPresent();
  }

  private Answered describe() {
    return Looks.tasks(handler, FakeCluster.taskArn("a"));
  }

  @Test
  void whatAWholeListDoesNotHold_isForgotten() {
    cluster.tasks(250, "api");
    AwsCalls calls = cluster.calls(CallGate.open());
    HostLookup lookup = new HostLookup(calls, new Fanout(Runnable::run), (_, _) -> {});
    DescribedTasks sights = new DescribedTasks(new Hosts(lookup, cluster.nanos::get, 10));
    Answered seen = observe();
    for (int i = 0; i < seen.tasks().size(); i++) {
      DescribedTasks.Changed changed = new DescribedTasks.Changed(Task.builder().build(), i);
      sights.remember(changed, seen.tasks().get(i), seen.placements().get(i), null);
    }
    assertThat(sights.size()).isEqualTo(251);

    sights.keep(seen.tasks().stream().limit(3).map(task -> task.task().arn()).toList());

    assertThat(sights.size()).isEqualTo(3);
  }
}
