package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.Places;
import io.github.ecstasktracker.ecs.DesiredState;
import io.github.ecstasktracker.model.Home;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.Urgency;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchedStateTest {
  private static final ServiceKey WEB = new ServiceKey("prod", "web");

  private final AtomicLong nanos = new AtomicLong();
  private final Directory directory =
      new Directory(Directory.Limits.DEFAULT, nanos::incrementAndGet, InstantSource.system());
  private Observation next = new Observation.Void("down", false);
  private final WatchedState watched =
      new WatchedState(new Answering(), directory, nanos::incrementAndGet);

  @Test
  void everyReadThatSeesATask_tellsTheDirectory() {
    next = listed(Places.task("a").container("web", "1").placed());
    assertThat(watched.observeCluster("prod", Set.of(), Urgency.LIVE)).isSameAs(next);
    next = listed(Places.task("b").container("web", "2").placed());
    assertThat(watched.observeService(WEB, Set.of(), Urgency.LIVE)).isSameAs(next);
    next = listed(Places.task("c").container("web", "3").placed());
    assertThat(watched.describe("prod", Set.of(), Urgency.LIVE)).isSameAs(next);

    assertThat(directory.service(WEB)).hasSize(3);
  }

  @Test
  void taskAbsentFromTwoWholeReadsOfTheCluster_hasStopped() {
    Placement b = Places.task("b").container("web", "2").placed();
    next = listed(Places.task("a").container("web", "1").placed(), b);
    watched.observeCluster("prod", Set.of(), Urgency.LIVE);
    next = listed(b);
    watched.observeService(WEB, Set.of(), Urgency.LIVE);
    watched.describe("prod", Set.of(), Urgency.LIVE);
    watched.observeCluster("prod", Set.of(), Urgency.LIVE);
    assertThat(directory.task("a").getFirst().running()).isTrue();
    next = new Observation.Void("down", false);
    watched.observeCluster("prod", Set.of(), Urgency.LIVE);
    assertThat(directory.task("a").getFirst().running()).isTrue();
    next = listed(b);
    watched.observeCluster("prod", Set.of(), Urgency.LIVE);

    assertThat(directory.task("a").getFirst().running()).isFalse();
    assertThat(directory.task("b").getFirst().running()).isTrue();
  }

  @Test
  void taskThatIsListedAndCouldNotBeDescribed_isNotAbsent() {
    next = listed(Places.task("a").container("web", "1").placed());
    watched.observeCluster("prod", Set.of(), Urgency.LIVE);
    next =
        new Observation.Listed(
            List.of(),
            List.of(
                new Observation.UnattributedTask(
                    "arn:aws:ecs:eu-west-1:111122223333:task/prod/a",
                    new TaskState.Unknown(false, "throttled"))));
    for (int i = 0; i < 3; i++) {
      watched.observeCluster("prod", Set.of(), Urgency.LIVE);
    }

    assertThat(directory.task("a").getFirst().running()).isTrue();
  }

  @Test
  void homeIsThatOfTheTasksThatEcsDescribed() {
    assertThat(watched.home()).isEmpty();
    next =
        new Observation.Listed(
            List.of(),
            List.of(
                new Observation.UnattributedTask(
                    "arn:aws:ecs:us-east-1:999999999999:task/prod/heard-of",
                    new TaskState.Unknown(false, "MISSING"))));
    watched.observeCluster("prod", Set.of(), Urgency.LIVE);
    assertThat(watched.home()).isEmpty();

    next = listed(Places.task("a").container("web", "1").placed());
    watched.describe("prod", Set.of(), Urgency.LIVE);
    assertThat(watched.home()).contains(new Home("aws", "eu-west-1", "111122223333"));
  }

  private static Observation listed(Placement... placements) {
    return new Observation.Listed(List.of(), List.of(), List.of(placements));
  }

  private final class Answering implements DesiredState {
    @Override
    public Observation observeCluster(String cluster, Set<String> also, Urgency urgency) {
      return next;
    }

    @Override
    public Observation observeService(ServiceKey service, Set<String> also, Urgency urgency) {
      return next;
    }

    @Override
    public Observation describe(String cluster, Set<String> taskArns, Urgency urgency) {
      return next;
    }

    @Override
    public Result<Map<ServiceKey, ServiceStatus>> statusOf(
        Collection<ServiceKey> services, Urgency urgency) {
      return new Result.Ok<>(Map.of());
    }
  }
}
