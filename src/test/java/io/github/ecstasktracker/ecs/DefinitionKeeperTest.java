package io.github.ecstasktracker.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.ecstasktracker.ecs.DefinitionKeeper.Outcome;
import io.github.ecstasktracker.ecs.DefinitionStore.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is kept beyond the process, for how long, and that nothing waits for it. */
class DefinitionKeeperTest {
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
  private static final Duration HALF = DefinitionKeeper.KEPT.dividedBy(2);

  private final MemoryDefinitions store = new MemoryDefinitions();
  private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
  private final Queue<Runnable> jobs = new ArrayDeque<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(DefinitionKeeper.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Instant now = NOON;

  DefinitionKeeperTest() {
    log.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(log);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  private DefinitionKeeper keeper() {
    return keeper(true);
  }

  private DefinitionKeeper keeper(boolean saves) {
    return new DefinitionKeeper(
        store,
        saves,
        (outcome, times) -> counts.merge(outcome, times, Integer::sum),
        new DefinitionKeeper.Platform(
            () -> Duration.between(NOON, now).toNanos(),
            () -> now,
            new SplittableRandom(7),
            jobs::add));
  }

  private static String arn(int number) {
    return FakeCluster.ARN + "task-definition/web:" + number;
  }

  private static TaskDefinitionSummary summary(int number) {
    return new TaskDefinitionSummary(
        "web:" + number,
        NetworkMode.BRIDGE,
        new Serving.Port("web", 80, 0, "http", OptionalInt.empty(), false),
        Optional.empty(),
        false,
        false,
        List.of());
  }

  private void work() {
    while (!jobs.isEmpty()) {
      jobs.remove().run();
    }
  }

  private int count(Outcome outcome) {
    return counts.getOrDefault(outcome, 0);
  }

  @Test
  void whatOneProcessAskedFor_theNextKnows() {
    DefinitionKeeper first = keeper();
    first.asked(arn(1), summary(1));
    assertThat(store.saves).as("nothing waits for a save").isEmpty();
    work();

    assertThat(keeper().load(Set.of(arn(1), arn(2)))).isEqualTo(Map.of(arn(1), summary(1)));
    assertThat(count(Outcome.ASKED)).isOne();
    assertThat(count(Outcome.SAVED)).isOne();
    assertThat(count(Outcome.LOADED)).isOne();
  }

  @Test
  void whatIsReadTogether_isSavedTogether_andExpiresApart() {
    DefinitionKeeper keeper = keeper();
    for (int i = 0; i < 250; i++) {
      keeper.asked(arn(i), summary(i));
    }
    assertThat(jobs).hasSize(1);
    work();

    assertThat(store.saves).extracting(Map::size).containsExactly(100, 100, 50);
    assertThat(store.items.values())
        .extracting(kept -> Duration.between(NOON, kept.expires()))
        .allSatisfy(
            time ->
                assertThat(time)
                    .isBetween(Duration.ofDays(24).minusSeconds(1), Duration.ofDays(30)))
        .anySatisfy(time -> assertThat(time).isGreaterThan(Duration.ofDays(29)))
        .anySatisfy(time -> assertThat(time).isLessThan(Duration.ofDays(25)));
    assertThat(store.items.values().stream().map(Kept::expires).distinct().count())
        .isGreaterThan(240);
  }

  @Test
  void whatHasExpired_isNotThere() {
    keeper().asked(arn(1), summary(1));
    work();
    now = store.items.get(arn(1)).expires();

    assertThat(keeper().load(Set.of(arn(1)))).isEmpty();
    assertThat(count(Outcome.IGNORED)).isZero();
  }

  @Test
  void whatIsOfAnotherFormat_isNotThere_isCounted_andIsReplacedOnceItIsAskedFor() {
    Instant later = NOON.plus(HALF);
    store.items.put(arn(1), new Kept("{\"format\":2}", later));
    store.items.put(arn(2), new Kept("", Instant.MAX));
    DefinitionKeeper keeper = keeper();

    assertThat(keeper.load(Set.of(arn(1), arn(2)))).isEmpty();
    assertThat(count(Outcome.IGNORED)).isEqualTo(2);

    keeper.asked(arn(1), summary(1));
    work();
    assertThat(keeper().load(Set.of(arn(1)))).isEqualTo(Map.of(arn(1), summary(1)));
  }

  @Test
  void use_savesAgain_onceHalfOfTheTimeIsGone() {
    keeper().asked(arn(1), summary(1));
    work();
    Instant expires = store.items.get(arn(1)).expires();
    DefinitionKeeper next = keeper();
    next.load(Set.of(arn(1)));

    now = expires.minus(HALF).minusSeconds(1);
    next.used(arn(1), summary(1));
    assertThat(jobs).isEmpty();

    now = expires.minus(HALF);
    next.used(arn(1), summary(1));
    next.used(arn(1), summary(1));
    work();
    assertThat(store.saves).hasSize(2);
    assertThat(store.items.get(arn(1)).expires()).isAfter(expires);

    next.used(arn(1), summary(1));
    assertThat(jobs).isEmpty();
  }

  @Test
  void neverUsed_isNotSavedAgain() {
    DefinitionKeeper keeper = keeper();
    keeper.asked(arn(1), summary(1));
    work();
    now = now.plus(DefinitionKeeper.KEPT);
    keeper.asked(arn(2), summary(2));
    work();

    assertThat(store.saves.getLast()).containsOnlyKeys(arn(2));
  }

  @Test
  void storeThatFails_isLeftAlone_andTriedAgainLater() {
    DefinitionKeeper keeper = keeper();
    store.failure = Optional.of("BatchGetItem: no route");
    assertThat(keeper.load(Set.of(arn(1)))).isEmpty();
    assertThat(keeper.load(Set.of(arn(1)))).isEmpty();
    assertThat(store.loads).hasSize(1);
    for (int i = 0; i < 250; i++) {
      keeper.asked(arn(i), summary(i));
    }
    work();
    assertThat(store.saves).hasSize(1);
    assertThat(count(Outcome.FAILED)).isEqualTo(250);
    keeper.used(arn(1), summary(1));
    assertThat(jobs).as("not again so soon").isEmpty();

    store.failure = Optional.empty();
    now = now.plus(Duration.ofMinutes(10));
    IntStream.range(0, 250).forEach(i -> keeper.used(arn(i), summary(i)));
    work();
    assertThat(store.items).hasSize(250);
    assertThat(keeper.load(Set.of(arn(1)))).hasSize(1);
  }

  @Test
  void whatWasReadBeforeAFailure_isUsed() {
    keeper().asked(arn(1), summary(1));
    work();
    store.failure = Optional.of("BatchGetItem: no route");
    store.before = Set.of(arn(1));

    assertThat(keeper().load(Set.of(arn(1), arn(2)))).containsOnlyKeys(arn(1));
  }

  @Test
  void eachKindOfFailure_isLoggedOnce_untilItsNextSuccess() {
    DefinitionKeeper keeper = keeper();
    store.failure = Optional.of("no route");
    for (int i = 0; i < 3; i++) {
      keeper.load(Set.of(arn(1)));
      keeper.asked(arn(i), summary(i));
      work();
      now = now.plus(Duration.ofMinutes(10));
    }
    assertThat(lines())
        .containsExactly(
            "task definitions not loaded from the lease table: ECS is asked for them",
            "task definitions not saved: the next start asks ECS for them");

    store.failure = Optional.empty();
    keeper.load(Set.of(arn(1)));
    store.failure = Optional.of("no route");
    keeper.load(Set.of(arn(1)));
    keeper.asked(arn(9), summary(9));
    work();
    assertThat(lines())
        .hasSize(3)
        .last()
        .isEqualTo("task definitions not loaded from the lease table: ECS is asked for them");
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void noTable_isNoFailure() {
    store.there = false;
    DefinitionKeeper keeper = keeper();
    keeper.asked(arn(1), summary(1));
    work();

    assertThat(count(Outcome.SAVED)).isZero();
    assertThat(count(Outcome.FAILED)).isZero();
  }

  @Test
  void dryRun_readsAndWritesNothing() {
    keeper().asked(arn(1), summary(1));
    work();
    store.saves.clear();
    DefinitionKeeper dry = keeper(false);

    assertThat(dry.load(Set.of(arn(1)))).hasSize(1);
    dry.asked(arn(2), summary(2));
    now = now.plus(DefinitionKeeper.KEPT);
    dry.used(arn(1), summary(1));
    dry.close(Duration.ofSeconds(2));
    assertThat(jobs).isEmpty();
    assertThat(store.saves).isEmpty();
  }

  @Test
  void close_takesNothingAnyMore() {
    DefinitionKeeper keeper = keeper();
    keeper.close(Duration.ofSeconds(2));
    keeper.asked(arn(1), summary(1));
    work();
    assertThat(store.items).isEmpty();
    assertThat(count(Outcome.FAILED)).isOne();
  }
}
