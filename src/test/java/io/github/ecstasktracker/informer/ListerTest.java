package io.github.ecstasktracker.informer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.ecs.TaskList;
import io.github.ecstasktracker.informer.Lister.Listed;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A list is read to its end, or it is no list. */
class ListerTest {
  private static final TaskList FAILED = new TaskList.Failed("list of cluster prod: down", false);

  private final List<String> asked = new ArrayList<>();
  private final AtomicInteger progress = new AtomicInteger();
  private Function<String, TaskList> answers = token -> page(0, Optional.empty());
  private long nanos = 7;
  private Runnable progressed = () -> {};
  private final Lister lister = new Lister(new Lists());

  private Listed list() {
    return lister.list(
        "prod",
        "web",
        Urgency.BACKGROUND,
        () -> {
          progress.incrementAndGet();
          progressed.run();
        });
  }

  private TaskList page(int from, Optional<String> next, int... tasks) {
    return new TaskList.Page(
        IntStream.of(tasks).mapToObj(task -> "task/" + (from + task)).toList(), next, nanos);
  }

  /** So many tasks in pages of a hundred; a page's token is the number of its first. */
  private Function<String, TaskList> pages(int tasks) {
    return token -> {
      int from = Integer.parseInt(token);
      int to = Math.min(from + 100, tasks);
      return page(
          from,
          Optional.of(String.valueOf(to)).filter(next -> to < tasks),
          IntStream.range(0, to - from).toArray());
    };
  }

  /** Each page fails so often before it is told. */
  private static Function<String, TaskList> failing(
      int times, Function<String, TaskList> pages, String... tokens) {
    Map<String, Integer> failures = new HashMap<>();
    return token ->
        List.of(tokens).contains(token) && failures.merge(token, 1, Integer::sum) <= times
            ? FAILED
            : pages.apply(token);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "100, 1", "101, 2", "250, 3", "2345, 24"})
  void anyNumberOfTasks_areAllListed_inTheirOrder(int tasks, int pages) {
    answers = pages(tasks);

    assertThat(list())
        .isEqualTo(
            new Listed.Whole(
                IntStream.range(0, tasks).mapToObj(task -> "task/" + task).toList(), nanos));
    assertThat(asked).hasSize(pages).doesNotHaveDuplicates();
    assertThat(progress).hasValue(pages);
  }

  @Test
  void allPages_areOfTheSameQuestion() {
    answers = pages(250);
    list();

    assertThat(asked)
        .containsExactly(
            "prod web 0 BACKGROUND", "prod web 100 BACKGROUND", "prod web 200 BACKGROUND");
  }

  @Test
  void emptyPageWithASuccessor_isNotTheEnd() {
    answers =
        token ->
            switch (token) {
              case "0" -> page(0, Optional.of("1"));
              case "1" -> page(0, Optional.of("2"), 7);
              case "2" -> page(0, Optional.of("3"));
              default -> page(0, Optional.empty(), 8);
            };

    assertThat(list()).isEqualTo(new Listed.Whole(List.of("task/7", "task/8"), nanos));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "100", "200"})
  void pageThatFails_isAskedForAgainFromItsToken(String token) {
    answers = failing(4, pages(250), token);

    assertThat(list()).isInstanceOfSatisfying(Listed.Whole.class, this::hasAll250);
    assertThat(asked).hasSize(7);
    assertThat(asked).filteredOn(("prod web " + token + " BACKGROUND")::equals).hasSize(5);
    assertThat(progress).as("also told of failures").hasValue(7);
  }

  /**
   * What a failed call was to show, nobody has seen: absence counts from the first page that came.
   */
  @Test
  void listWhoseFirstCallFails_beganWithTheCallThatBroughtIt() {
    answers = failing(1, pages(250), "0", "100");
    progressed = () -> nanos += 1_000;

    assertThat(list())
        .isInstanceOfSatisfying(
            Listed.Whole.class, list -> assertThat(list.begunNanos()).isEqualTo(1_007));
  }

  @Test
  void everyPageHasItsTries() {
    answers = failing(4, pages(250), "0", "100", "200");

    assertThat(list()).isInstanceOfSatisfying(Listed.Whole.class, this::hasAll250);
    assertThat(asked).hasSize(15);
  }

  private void hasAll250(Listed.Whole list) {
    assertThat(list.arns()).hasSize(250).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "100, 6", "200, 7"})
  void pageThatFailsFiveTimes_isVoid_neverAPartOfTheList(String token, int calls) {
    answers = failing(5, pages(250), token);

    assertThat(list()).isEqualTo(new Listed.Failed("list of cluster prod: down", false));
    assertThat(asked).hasSize(calls);
  }

  @Test
  void voidList_saysWhatTheLastTrySaid() {
    Map<Integer, TaskList> tries =
        Map.of(5, new TaskList.Failed("list of cluster prod: Rate exceeded", true));
    answers = token -> tries.getOrDefault(asked.size(), FAILED);

    assertThat(list()).isEqualTo(new Listed.Failed("list of cluster prod: Rate exceeded", true));
  }

  @Test
  void whoIsToStop_triesNothingAgain() {
    answers = token -> FAILED;

    Thread.currentThread().interrupt();
    Listed listed = list();

    assertThat(Thread.interrupted()).as("still told so").isTrue();
    assertThat(listed).isInstanceOf(Listed.Failed.class);
    assertThat(asked).hasSize(1);
  }

  @Test
  void serviceThatEcsDoesNotKnow_hasNoTasks() {
    // As the port tells of it.
    answers = token -> page(0, Optional.empty());

    assertThat(list()).isEqualTo(new Listed.Whole(List.of(), nanos));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "100"})
  void clusterThatEcsDoesNotKnow_isNoList_andIsNotAskedForAgain(String token) {
    answers = at -> at.equals(token) ? new TaskList.NoCluster("no such") : pages(250).apply(at);

    assertThat(list()).isEqualTo(new Listed.NoCluster("no such"));
    assertThat(asked).filteredOn(("prod web " + token + " BACKGROUND")::equals).hasSize(1);
  }

  @Test
  void listThatGivesTheSamePageAgain_isVoid() {
    answers = token -> page(0, Optional.of("round"), 1);

    assertThat(list())
        .isEqualTo(new Listed.Failed("list of prod: the same page came again", false));
    assertThat(asked).hasSize(2);
  }

  @Test
  void listWithoutEnd_isGivenUp() {
    answers = token -> page(0, Optional.of("t" + asked.size()), 1);

    assertThat(list()).isEqualTo(new Listed.Failed("list of prod: no end after 1000 pages", false));
    assertThat(asked).hasSize(1_000);
  }

  /** A port that lists. */
  private final class Lists implements EcsReader {
    @Override
    public TaskList list(
        String cluster, @Nullable String service, @Nullable String token, Urgency urgency) {
      String at = token == null ? "0" : token;
      asked.add("%s %s %s %s".formatted(cluster, service, at, urgency));
      return answers.apply(at);
    }

    @Override
    public Description describe(String cluster, Supplier<List<String>> tasks, Urgency urgency) {
      throw new AssertionError("a list describes nothing");
    }

    @Override
    public Result<Map<ServiceKey, ServiceStatus>> statusOf(
        Collection<ServiceKey> services, Urgency urgency) {
      throw new AssertionError("a list counts nothing");
    }

    @Override
    public void passBegins(String cluster, Urgency urgency) {}

    @Override
    public void passEnded(String cluster, Set<String> arns, long begunNanos) {}
  }
}
