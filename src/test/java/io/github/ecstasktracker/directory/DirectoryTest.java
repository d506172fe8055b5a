package io.github.ecstasktracker.directory;

import static io.github.ecstasktracker.directory.Places.HOST;
import static io.github.ecstasktracker.directory.Places.NOON;
import static io.github.ecstasktracker.directory.Places.dockerId;
import static io.github.ecstasktracker.directory.Places.task;
import static io.github.ecstasktracker.directory.Places.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.PortBinding;
import io.github.ecstasktracker.model.ServiceKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryTest {
  private static final ServiceKey WEB = new ServiceKey("prod", "web");
  private static final Directory.Limits SMALL =
      new Directory.Limits(3, Duration.ofHours(1), 3, Duration.ofMinutes(5));

  private final AtomicLong nanos = new AtomicLong();
  private Directory directory =
      new Directory(SMALL, nanos::get, InstantSource.fixed(Instant.EPOCH));

  @Test
  void container_isFoundByItsIdAndEveryPrefix() {
    observe(task("a").container("web", dockerId("3f2a")));
    observe(task("b").container("web", dockerId("3f2b")));

    assertThat(best(dockerId("3f2a"))).contains("a");
    assertThat(best("3f2b")).contains("b");
    assertThat(directory.container("3f2").count()).isEqualTo(2);
    assertThat(directory.container("3f2a").count()).isOne();
    assertThat(directory.container("3f2a1").count()).isZero();
    assertThat(directory.container("3f2a1").best()).isEmpty();
    assertThat(directory.container(dockerId("3f2a") + "0").count()).isZero();
  }

  @Test
  void ambiguousPrefix_newestRunningAnswers() {
    observe(task("old").started(NOON).container("web", dockerId("aa1")));
    observe(task("new").started(NOON.plusSeconds(9)).container("web", dockerId("aa2")));
    observe(task("starting").started(null).status("PENDING", "RUNNING").container("w", "aa3"));
    observe(
        task("draining")
            .started(NOON.plusSeconds(99))
            .status("RUNNING", "STOPPED")
            .container("web", dockerId("aa4")));
    observe(
        task("gone")
            .started(NOON.plusSeconds(100))
            .status("STOPPED", "STOPPED")
            .container("web", dockerId("aa5")));

    assertThat(best("aa")).contains("new");
    assertThat(directory.container("aa").count()).isEqualTo(5);
    observe(task("old").version(2).status("STOPPED", "STOPPED").container("web", dockerId("aa1")));
    observe(task("new").version(2).status("STOPPED", "STOPPED").container("web", dockerId("aa2")));
    assertThat(best("aa")).contains("draining");
  }

  @Test
  void task_containerThatCanBeReachedStandsForIt() {
    observe(
        task("a")
            .container("web", dockerId("1"), tcp(32_768, 80))
            .container("side", dockerId("2")));

    assertThat(directory.task("a"))
        .extracting(hit -> hit.container().name())
        .containsExactly("web", "side");
    assertThat(directory.task("b")).isEmpty();
  }

  @Test
  void service_listsItsRunningTasksNewestFirst() {
    observe(task("old").container("web", "1").container("side", "2"));
    observe(task("new").started(NOON.plusSeconds(1)).container("web", "3"));
    observe(task("gone").status("STOPPED", "STOPPED").container("web", "4"));
    observe(task("other").service("prod", "api").container("api", "5"));

    assertThat(directory.service(WEB))
        .extracting(hit -> hit.placement().taskId())
        .containsExactly("new", "old");
    assertThat(directory.knows(WEB)).isTrue();
    assertThat(directory.knows(new ServiceKey("prod", "none"))).isFalse();
    assertThat(directory.knows(new ServiceKey("test", "web"))).isFalse();
  }

  @Test
  void serviceWithStoppedTasksAlone_isKnownAndEmpty() {
    observe(task("gone").status("STOPPED", "STOPPED").container("web", "4"));

    assertThat(directory.service(WEB)).isEmpty();
    assertThat(directory.knows(WEB)).isTrue();
  }

  @Test
  void address_tellsWhoListensThereByProtocol() {
    observe(task("a").container("web", "1", tcp(32_768, 80)));
    observe(task("b").container("dns", "2", new PortBinding("udp", "", 32_768, 53)));
    observe(task("c").container("one", "3", new PortBinding("tcp", "10.0.1.6", 32_768, 80)));
    observe(task("d").at("10.9.0.7").container("vpc", "4", tcp(8080, 8080)));
    observe(task("e").at("10.9.0.8").on(null).container("fargate", "5", tcp(8080, 8080)));

    assertThat(at("10.0.1.5", 32_768, "tcp")).containsExactly("a");
    assertThat(at("10.0.1.5", 32_768, "udp")).containsExactly("b");
    assertThat(at("10.0.1.5", 32_768, "")).containsExactly("a", "b");
    assertThat(at("10.0.1.6", 32_768, "")).containsExactly("c");
    assertThat(at("10.9.0.7", 8080, "tcp")).containsExactly("d");
    assertThat(at("10.0.1.5", 8080, "tcp")).isEmpty();
    assertThat(at("10.9.0.8", 8080, "")).containsExactly("e");
    assertThat(at("10.0.1.5", 1, "")).isEmpty();
  }

  @Test
  void addressHandedOutAgain_newerRunningTaskAnswers() {
    observe(task("stale").container("web", "1", tcp(32_768, 80)));
    observe(task("new").started(NOON.plusSeconds(5)).container("web", "2", tcp(32_768, 80)));

    assertThat(at("10.0.1.5", 32_768, "tcp")).containsExactly("new", "stale");
  }

  @Test
  void stoppedTask_isRememberedWithThePortsItHad() {
    observe(task("a").container("web", dockerId("1"), tcp(32_768, 80)));
    observe(task("a").version(2).status("STOPPED", "STOPPED").on(null).container("web", ""));

    Hit hit = directory.task("a").getFirst();
    assertThat(hit.entry().source()).isEqualTo(Source.HISTORY);
    assertThat(hit.container().id()).isEqualTo(dockerId("1"));
    assertThat(hit.machine()).isEqualTo(HOST);
    assertThat(at("10.0.1.5", 32_768, "tcp")).containsExactly("a");
    assertThat(directory.count(Source.ECS)).isZero();
    assertThat(directory.on(HOST.key())).isEmpty();
  }

  @Test
  void taskThatStopped_neverComesBackByALateAnswer() {
    observe(task("a").version(3).status("STOPPED", "STOPPED").container("web", "1"));
    observe(task("a").version(2).container("web", "1"));

    assertThat(directory.task("a").getFirst().running()).isFalse();
    assertThat(directory.count(Source.ECS)).isZero();
  }

  @Test
  void olderVersion_changesNothing() {
    observe(task("a").version(3).container("web", "1"));
    observe(task("a").version(2).status("PENDING", "RUNNING").container("web", "1"));

    assertThat(directory.task("a").getFirst().running()).isTrue();
  }

  @Test
  void sameTaskAgain_isTheOneThatWasHeld() {
    observe(task("a").container("web", "1"));
    Entry before = directory.task("a").getFirst().entry();
    nanos.addAndGet(1_000);
    observe(task("a").container("web", "1"));

    assertThat(directory.task("a").getFirst().entry()).isSameAs(before);
  }

  @Test
  void history_isBoundedInNumberAndTime() {
    for (int i = 0; i < 5; i++) {
      observe(task("t" + i).status("STOPPED", "STOPPED").container("web", "c" + i));
    }
    assertThat(directory.count(Source.HISTORY)).isEqualTo(3);
    assertThat(directory.task("t1")).isEmpty();
    assertThat(directory.task("t2")).isNotEmpty();

    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(directory.task("t4")).isEmpty();
    assertThat(directory.container("c").count()).isZero();
    assertThat(directory.knows(WEB)).isFalse();
    observe(task("t9").status("STOPPED", "STOPPED").container("web", "c9"));
    assertThat(directory.count(Source.HISTORY)).isOne();
  }

  @Test
  void endOfATask_isToldOnce() {
    List<String> ended = new ArrayList<>();
    directory.onEnd(entry -> ended.add(entry.placement().taskId()));
    observe(task("a").container("web", "1"));
    observe(task("a").version(2).status("STOPPED", "STOPPED").container("web", "1"));
    observe(task("a").version(2).status("STOPPED", "STOPPED").container("web", "1"));

    assertThat(ended).containsExactly("a");
  }

  @Test
  void taskAbsentFromTwoCompleteLists_hasStopped() {
    observe(task("a").container("web", "1", tcp(32_768, 80)));
    observe(task("b").container("web", "2"));
    observe(task("c").service("test", "web").container("web", "3"));
    nanos.set(10);

    directory.listed("prod", arns("b"), 10);
    assertThat(directory.task("a").getFirst().running()).isTrue();
    directory.listed("prod", arns("a", "b"), 10);
    directory.listed("prod", arns("b"), 10);
    assertThat(directory.task("a").getFirst().running()).isTrue();
    directory.listed("prod", arns("b"), 10);

    Hit gone = directory.task("a").getFirst();
    assertThat(gone.running()).isFalse();
    assertThat(gone.placement().stoppedAt()).isEqualTo(Instant.EPOCH);
    assertThat(gone.container().lastStatus()).isEqualTo("STOPPED");
    assertThat(directory.task("b").getFirst().running()).isTrue();
    assertThat(directory.task("c").getFirst().running()).isTrue();
  }

  @Test
  void taskThatWasOnlyMissed_isAliveOnceItIsDescribedAgain() {
    observe(task("a").version(3).container("web", "1"));
    nanos.set(10);
    directory.listed("prod", Set.of(), 10);
    directory.listed("prod", Set.of(), 10);
    observe(task("a").version(2).container("web", "1"));
    assertThat(directory.task("a").getFirst().running()).isFalse();

    observe(task("a").version(3).container("web", "1"));

    assertThat(directory.task("a").getFirst().running()).isTrue();
    assertThat(directory.count(Source.HISTORY)).isZero();
  }

  @Test
  void equalPlacement_isTheOneThatIsHeld() {
    Placement first = task("a").container("web", "1").placed();
    observe(first);
    Placement equal = task("a").container("web", "1").placed();
    Placement other = task("a").version(2).container("web", "1").placed();

    assertThat(directory.held(equal)).isSameAs(first);
    assertThat(directory.held(other)).isSameAs(other);
  }

  @Test
  void taskLearnedAfterTheListBegan_isNotMissed() {
    nanos.set(20);
    observe(task("a").container("web", "1"));

    directory.listed("prod", Set.of(), 10);
    directory.listed("prod", Set.of(), 10);

    assertThat(directory.task("a").getFirst().running()).isTrue();
  }

  @Test
  void endedTask_keepsItsHostWhenTheMachineIsGone() {
    Machine bare = Machine.of(HOST.arn());
    observe(task("a").container("web", "1", tcp(32_768, 80)));
    observe(task("a").version(2).status("STOPPED", "STOPPED").on(bare).container("web", "1"));
    assertThat(directory.task("a").getFirst().machine()).isEqualTo(HOST);

    // Of this host ECS was asked apart from the task.
    observe(task("b").on(bare).container("web", "2"));
    directory.learn(List.of(HOST));
    observe(task("b").version(2).status("STOPPED", "STOPPED").on(bare).container("web", "2"));
    directory.learn(List.of());
    assertThat(directory.task("b").getFirst().machine()).isEqualTo(HOST);
  }

  @Test
  void endedTaskOfAnotherHost_isThere() {
    Machine other = Machine.of(HOST.arn() + "-2");
    observe(task("a").container("web", "1"));
    observe(task("a").version(2).status("STOPPED", "STOPPED").on(other).container("web", "1"));
    assertThat(directory.task("a").getFirst().machine()).isEqualTo(other);
  }

  @Test
  void agentsReport_answersUntilEcsDoesAndExpires() {
    Placement reported =
        task("a").on(Machine.named("i-9", "10.0.1.9")).container("x", "7").placed();
    directory.put(Source.AGENT, reported, "host-9");
    assertThat(directory.task("a").getFirst().hostName()).isEqualTo("host-9");
    assertThat(directory.container("7").best().orElseThrow().machine().id()).isEqualTo("i-9");

    observe(task("a").container("web", "7"));
    Hit both = directory.container("7").best().orElseThrow();
    assertThat(both.entry().source()).isEqualTo(Source.ECS);
    assertThat(both.machine()).isEqualTo(HOST);
    assertThat(both.hostName()).isEqualTo("host-9");
    assertThat(directory.container("7").count()).isOne();

    directory.put(Source.AGENT, task("b").container("x", "8").placed(), "host-9");
    nanos.addAndGet(Duration.ofMinutes(5).toNanos());
    assertThat(directory.task("b")).isEmpty();
    assertThat(directory.task("a").getFirst().hostName()).isEmpty();
  }

  /** Its agent may be late, or somebody else. */
  @Test
  void agentsRowOfATaskThatEcsKnows_isNotShown() {
    observe(task("a").container("web", "7"));
    directory.put(Source.AGENT, task("a").container("web", "dead").placed(), "h");
    assertThat(directory.container("dead").count()).isZero();

    observe(task("b").container("web", "8"));
    observe(task("b").container("web", "8").version(9).status("STOPPED", "STOPPED"));
    directory.put(
        Source.AGENT, task("b").on(HOST).container("web", "9", tcp(32_768, 80)).placed(), "h");
    assertThat(directory.address(HOST.address(), 32_768, Optional.empty())).isEmpty();
  }

  @Test
  void reports_areBoundedAndCanBeWithdrawn() {
    for (int i = 0; i < 5; i++) {
      directory.put(Source.AGENT, task("t" + i).container("x", "c" + i).placed(), "h");
    }
    assertThat(directory.count(Source.AGENT)).isEqualTo(3);
    directory.withdraw("t4");
    assertThat(directory.task("t4")).isEmpty();
  }

  @Test
  void whatEcsSays_isOnlyObserved() {
    Placement placement = task("a").container("x", "1").placed();
    assertThatThrownBy(() -> directory.put(Source.ECS, placement, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hostLearnedLater_fillsWhatItsTasksDidNotKnow() {
    Machine bare = Machine.of(HOST.arn());
    observe(task("a").on(bare).container("web", "1", tcp(32_768, 80)));
    assertThat(directory.task("a").getFirst().machine()).isEqualTo(bare);

    directory.learn(List.of(HOST));
    assertThat(directory.task("a").getFirst().machine()).isEqualTo(HOST);
    assertThat(directory.machines()).containsExactly(Map.entry(HOST.key(), HOST));
    assertThat(directory.on(HOST.key())).hasSize(1);
  }

  /** A directory is what remains of its tasks, in whatever order they came and went. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomLives_endInWhatIsAlive(long seed) {
    Random random = new Random(seed);
    directory =
        new Directory(Directory.Limits.DEFAULT, nanos::get, InstantSource.fixed(Instant.EPOCH));
    Map<String, Placement> alive = new HashMap<>();
    Map<String, Long> versions = new HashMap<>();
    for (int step = 0; step < 500; step++) {
      String id = "t" + step % 40 + "-" + step / 200;
      boolean dead = versions.containsKey(id) && !alive.containsKey(id);
      // Nothing comes after the end but what was said before it.
      long version = dead ? 1 : versions.merge(id, 1L, Long::sum) + 1;
      boolean stops = random.nextInt(4) == 0;
      Placement next =
          task(id)
              .version(version)
              .status(stops ? "STOPPED" : "RUNNING", stops ? "STOPPED" : "RUNNING")
              .on(random.nextBoolean() ? HOST : Machine.named("i-" + random.nextInt(3), "10.0.0.2"))
              .container("web", dockerId(id.replace("-", "a")), tcp(1 + random.nextInt(5), 80))
              .placed();
      observe(next);
      if (stops || dead) {
        alive.remove(id);
      } else {
        alive.put(id, next);
      }
    }

    assertThat(directory.count(Source.ECS)).isEqualTo(alive.size());
    assertThat(directory.service(WEB))
        .extracting(Hit::placement)
        .containsExactlyInAnyOrderElementsOf(alive.values());
    assertThat(
            directory.machines().keySet().stream().mapToInt(key -> directory.on(key).size()).sum())
        .isEqualTo(alive.size());
    IntStream.rangeClosed(1, 5)
        .forEach(
            port ->
                assertThat(at("10.0.0.2", port, "tcp"))
                    .containsAll(
                        alive.values().stream()
                            .filter(p -> p.machine().address().equals("10.0.0.2"))
                            .filter(
                                p ->
                                    p.containers().getFirst().ports().getFirst().hostPort() == port)
                            .map(Placement::taskId)
                            .toList()));
  }

  private static Set<String> arns(String... ids) {
    return Stream.of(ids).map(id -> task(id).placed().task().arn()).collect(Collectors.toSet());
  }

  private void observe(Places task) {
    observe(task.placed());
  }

  private void observe(Placement placement) {
    directory.observe(List.of(placement));
  }

  private Optional<String> best(String prefix) {
    return directory.container(prefix).best().map(hit -> hit.placement().taskId());
  }

  private List<String> at(String ip, int port, String protocol) {
    return directory
        .address(ip, port, protocol.isEmpty() ? Optional.empty() : Optional.of(protocol))
        .stream()
        .map(hit -> hit.placement().taskId())
        .toList();
  }
}
