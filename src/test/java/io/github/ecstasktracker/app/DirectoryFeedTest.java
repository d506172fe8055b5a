package io.github.ecstasktracker.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.directory.Places;
import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.ecs.Description.Answered;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.ecs.TaskList;
import io.github.ecstasktracker.model.Home;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Urgency;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DirectoryFeedTest {
  private static final ServiceKey WEB = new ServiceKey("prod", "web");
  private static final String ARNS = "arn:aws:ecs:eu-west-1:111122223333:task/prod/";

  private final AtomicLong nanos = new AtomicLong();
  private final Directory directory =
      new Directory(Directory.Limits.DEFAULT, nanos::incrementAndGet, InstantSource.system());
  private final List<String> calls = new ArrayList<>();
  private Description next = new Description.Failed(List.of(), "down", false);
  private final DirectoryFeed feed = new DirectoryFeed(new Answering(), directory);

  private final Placement a = Places.task("a").container("web", "1").placed();
  private final Placement b = Places.task("b").container("web", "2").placed();

  private Description describe() {
    return feed.describe("prod", List::of, Urgency.LIVE);
  }

  private Description describe(Placement... placements) {
    next = answered(Optional.empty(), placements);
    return describe();
  }

  /** A pass over the cluster has ended, of which the list holds these. */
  private void pass(String... ids) {
    Set<String> arns = Stream.of(ids).map(ARNS::concat).collect(Collectors.toSet());
    feed.passEnded("prod", arns, nanos.incrementAndGet());
  }

  private boolean running(String id) {
    return directory.task(id).getFirst().running();
  }

  @Test
  void everyDescription_tellsTheDirectory_andIsPassedOn() {
    assertThat(describe(a)).isEqualTo(next);
    assertThat(describe(b)).isEqualTo(next);
    assertThat(directory.service(WEB)).hasSize(2);

    next = new Description.Failed(List.of(ARNS + "a"), "down", true);
    assertThat(describe()).isSameAs(next);
    next = new Description.Refused(List.of(ARNS + "a"), "not ours");
    assertThat(describe()).isSameAs(next);
    assertThat(directory.service(WEB)).hasSize(2);
  }

  @Test
  void whatHadToBeReadFirst_isToldOnceItIsRead() {
    Answered rest = answered(Optional.empty(), b);
    next = answered(Optional.of(() -> rest), a);

    Answered told = (Answered) describe();
    assertThat(directory.task("a")).hasSize(1);
    assertThat(directory.task("b")).isEmpty();

    assertThat(told.unresolved().orElseThrow().get()).isEqualTo(rest);
    assertThat(directory.task("b")).hasSize(1);
  }

  @Test
  void taskAbsentFromTwoWholePassesOfTheCluster_hasStopped() {
    describe(a, b);
    pass("a", "b");
    describe(b);
    describe(b);
    pass("b");
    assertThat(running("a")).isTrue();
    next = new Description.Failed(List.of(), "down", false);
    describe();
    assertThat(running("a")).as("no pass, no proof").isTrue();
    pass("b");

    assertThat(running("a")).isFalse();
    assertThat(running("b")).isTrue();
  }

  @Test
  void taskThatIsListedAndCouldNotBeDescribed_isNotAbsent() {
    describe(a);
    next =
        new Answered(
            List.of(ARNS + "a"),
            0,
            List.of(),
            List.of(),
            Set.of(),
            Map.of(ARNS + "a", "throttled"),
            Optional.empty());
    for (int i = 0; i < 3; i++) {
      describe();
      pass("a");
    }

    assertThat(running("a")).isTrue();
  }

  @Test
  void homeIsThatOfTheTasksThatEcsDescribed() {
    assertThat(feed.home()).isEmpty();
    String heardOf = "arn:aws:ecs:us-east-1:999999999999:task/prod/heard-of";
    next =
        new Answered(
            List.of(heardOf), 0, List.of(), List.of(), Set.of(heardOf), Map.of(), Optional.empty());
    describe();
    assertThat(feed.home()).isEmpty();

    describe(a);
    assertThat(feed.home()).contains(new Home("aws", "eu-west-1", "111122223333"));
  }

  @Test
  void allElse_isPassedOn() {
    assertThat(feed.list("prod", "web", "2", Urgency.LIVE)).isEqualTo(Answering.LIST);
    assertThat(feed.statusOf(List.of(WEB), Urgency.LIVE)).isEqualTo(Answering.STATUSES);
    feed.passBegins("prod", Urgency.BACKGROUND);
    feed.passEnded("prod", Set.of(ARNS + "a"), 7);

    assertThat(calls)
        .containsExactly(
            "list prod web 2", "status [prod/web]", "begins prod", "ended prod [" + ARNS + "a] 7");
  }

  private static Answered answered(
      Optional<Supplier<Answered>> unresolved, Placement... placements) {
    return new Answered(
        List.of(), 0, List.of(), List.of(placements), Set.of(), Map.of(), unresolved);
  }

  private final class Answering implements EcsReader {
    static final TaskList LIST = new TaskList.Page(List.of(ARNS + "a"), Optional.of("3"), 7);
    static final Result<Map<ServiceKey, ServiceStatus>> STATUSES =
        new Result.Ok<>(Map.of(WEB, new ServiceStatus.Missing()));

    @Override
    public TaskList list(
        String cluster, @Nullable String service, @Nullable String token, Urgency urgency) {
      calls.add("list " + cluster + " " + service + " " + token);
      return LIST;
    }

    @Override
    public Description describe(String cluster, Supplier<List<String>> tasks, Urgency urgency) {
      return next;
    }

    @Override
    public Result<Map<ServiceKey, ServiceStatus>> statusOf(
        Collection<ServiceKey> services, Urgency urgency) {
      calls.add("status " + services);
      return STATUSES;
    }

    @Override
    public void passBegins(String cluster, Urgency urgency) {
      calls.add("begins " + cluster);
    }

    @Override
    public void passEnded(String cluster, Set<String> arns, long begunNanos) {
      calls.add("ended " + cluster + " " + arns + " " + begunNanos);
    }
  }
}
