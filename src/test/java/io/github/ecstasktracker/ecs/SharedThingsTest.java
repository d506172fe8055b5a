package io.github.ecstasktracker.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.ObservedTask;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.Attribute;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.Task;

/** A cluster has many tasks, and most of what they say they say alike. */
class SharedThingsTest {
  @Test
  void tasksOfOneService_shareAllThatIsTheSame() {
    FakeCluster cluster = new FakeCluster();
    cluster.tasks(150, "web");

    List<ObservedTask> tasks = Looks.everything(cluster.handler()).tasks();

    ObservedTask first = tasks.getFirst();
    assertThat(tasks)
        .hasSize(150)
        .allSatisfy(
            task -> {
              assertThat(task.task().service()).isSameAs(first.task().service());
              assertThat(task.backend()).isSameAs(first.backend());
              assertThat(task.task().definition()).isSameAs(first.task().definition());
              assertThat(task.task().lastStatus()).isSameAs(first.task().lastStatus());
              assertThat(task.task().desiredStatus()).isSameAs(first.task().desiredStatus());
              assertThat(task.task().health()).isSameAs(first.task().health());
            });
  }

  @Test
  void whatNobodyLooksAt_isLetGo() {
    Task described =
        Task.builder()
            .taskArn(FakeCluster.taskArn("a"))
            .group("service:web")
            .version(3L)
            .cpu("256")
            .startedBy("ecs-svc/1")
            .attributes(Attribute.builder().name("ecs.cpu-architecture").value("x86_64").build())
            .containers(
                Container.builder()
                    .name("web")
                    .lastStatus("RUNNING")
                    .imageDigest("sha256:1")
                    .build(),
                Container.builder().name("side").healthStatus("HEALTHY").build())
            .build();

    assertThat(TrimmedTask.of(described, new Shared()))
        .isEqualTo(
            Task.builder()
                .taskArn(FakeCluster.taskArn("a"))
                .group("service:web")
                .version(3L)
                .containers(
                    Container.builder().name("web").lastStatus("RUNNING").build(),
                    Container.builder().name("side").healthStatus("HEALTHY").build())
                .build());
  }
}
