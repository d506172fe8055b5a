package io.github.ecstasktracker.directory;

import static io.github.ecstasktracker.directory.Places.HOST;
import static io.github.ecstasktracker.directory.Places.NOON;
import static io.github.ecstasktracker.directory.Places.task;
import static io.github.ecstasktracker.directory.Places.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.HostStatus;
import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.PortBinding;
import io.github.ecstasktracker.model.Result;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostRegistryTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Directory directory =
      new Directory(Directory.Limits.DEFAULT, nanos::get, InstantSource.system());
  private final Heartbeats heartbeats = new Heartbeats(nanos::get);
  private final List<String> asked = new ArrayList<>();
  private volatile Result<List<HostStatus>> answer = new Result.Ok<>(List.of());
  private HostReader reader =
      (cluster, machines) -> {
        asked.add(cluster + " " + machines.keySet());
        return answer;
      };
  private final HostRegistry registry =
      new HostRegistry(
          directory,
          (cluster, machines) -> reader.read(cluster, machines),
          heartbeats,
          Set.of(),
          nanos::get);

  @BeforeEach
  void stage() {
    directory.observe(List.of(task("a").container("web", "1", tcp(32_768, 80)).placed()));
  }

  @Test
  void hosts_areReadWhenAskedAndThenNotForFifteenSeconds() {
    answer = ok("ACTIVE", true);
    assertThat(registry.hosts().hosts().getFirst().state()).contains(HostState.ACTIVE);
    registry.hosts();
    pass(Duration.ofSeconds(14));
    registry.hosts();
    assertThat(asked).containsExactly("prod [" + HOST.arn() + "]");
    pass(Duration.ofSeconds(1));
    registry.hosts();
    assertThat(asked).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "REGISTERING,STARTING",
    "ACTIVE,ACTIVE",
    "DRAINING,DRAINING",
    "DEREGISTERING,DEAD",
    "INACTIVE,DEAD",
    "REGISTRATION_FAILED,DEAD",
    "'',ACTIVE"
  })
  void state_isByStatus(String status, HostState state) {
    answer = ok(status, true);

    assertThat(registry.hosts().hosts().getFirst().state()).contains(state);
  }

  @Test
  void agentAwayForMoreThanThreeMinutes_isUnresponsiveUntilItIsBack() {
    answer = ok("ACTIVE", false);
    assertThat(state()).contains(HostState.ACTIVE);
    pass(Duration.ofMinutes(3));
    assertThat(state()).contains(HostState.ACTIVE);
    pass(Duration.ofSeconds(15));
    assertThat(state()).contains(HostState.UNRESPONSIVE);
    answer = ok("ACTIVE", true);
    pass(Duration.ofSeconds(15));
    assertThat(state()).contains(HostState.ACTIVE);
    answer = ok("ACTIVE", false);
    pass(Duration.ofMinutes(5));
    assertThat(state()).contains(HostState.ACTIVE);
  }

  @ParameterizedTest
  @CsvSource({
    "ACTIVE,beat,ACTIVE",
    "ACTIVE,hello,ACTIVE",
    "ACTIVE,dying,DEAD",
    "ACTIVE,silent,UNRESPONSIVE",
    "DRAINING,beat,DRAINING",
    "DRAINING,silent,UNRESPONSIVE",
    "REGISTERING,beat,ACTIVE",
    "INACTIVE,beat,DEAD"
  })
  void state_isTheWorseOfWhatEcsAndTheHostSay(String status, String told, HostState state) {
    answer = ok(status, true);
    switch (told) {
      case "hello" -> heartbeats.began(HOST.id());
      case "dying" -> heartbeats.beat(HOST.id(), true);
      default -> heartbeats.beat(HOST.id(), false);
    }
    if (told.equals("silent")) {
      pass(Heartbeats.BEAT.multipliedBy(3).plusNanos(1));
    }
    assertThat(state()).contains(state);
  }

  @Test
  void hostWithoutTasks_isKnownByItsHeartbeats() {
    heartbeats.began("i-empty");
    HostRegistry.Host host = registry.hosts().find("i-empty").orElseThrow();
    assertThat(host.state()).contains(HostState.STARTING);
    assertThat(host.tasks()).isEmpty();
    pass(Heartbeats.KEPT);
    assertThat(registry.hosts().find("i-empty")).isEmpty();
  }

  @Test
  void listedCluster_isAskedForAndItsEmptyHostsAreShown() {
    Directory empty = new Directory(Directory.Limits.DEFAULT, nanos::get, InstantSource.system());
    answer = ok("ACTIVE", true);
    HostRegistry all =
        new HostRegistry(
            empty,
            (cluster, machines) -> reader.read(cluster, machines),
            heartbeats,
            Set.of("prod"),
            nanos::get);
    HostRegistry.Host host = all.hosts().find(HOST.id()).orElseThrow();
    assertThat(asked).containsExactly("prod []");
    assertThat(host.cluster()).isEqualTo("prod");
    assertThat(host.state()).contains(HostState.ACTIVE);
    assertThat(host.tasks()).isEmpty();
    assertThat(all.hosts().hosts()).hasSize(1);
  }

  @Test
  void heartbeats_areBounded() {
    for (int i = 0; i <= Heartbeats.MAX; i++) {
      heartbeats.beat("i-" + i, false);
    }
    assertThat(heartbeats.hosts()).hasSize(Heartbeats.MAX).contains("i-1").doesNotContain("i-0");
  }

  @Test
  void readsThatFail_makeNoHostUnresponsive() {
    answer = ok("ACTIVE", false);
    assertThat(state()).contains(HostState.ACTIVE);
    answer = new Result.Failed<>("throttled", true);
    pass(Duration.ofHours(1));
    assertThat(state()).contains(HostState.ACTIVE);
    answer = ok("ACTIVE", false);
    pass(Duration.ofSeconds(15));
    assertThat(state()).as("away in every read that there was").contains(HostState.UNRESPONSIVE);
  }

  @Test
  void failedRead_keepsTheLastAndTells() {
    answer = ok("DRAINING", true);
    registry.hosts();
    answer = new Result.Failed<>("throttled", true);
    pass(Duration.ofMinutes(1));

    HostRegistry.Hosts hosts = registry.hosts();
    assertThat(hosts.problem()).contains("cluster prod: throttled");
    assertThat(hosts.hosts().getFirst().state()).contains(HostState.DRAINING);
  }

  @Test
  void firstReadFailed_hostsAreKnownByTheirTasks() {
    answer = new Result.Failed<>("down", false);

    HostRegistry.Host host = registry.hosts().hosts().getFirst();
    assertThat(host.machine()).isEqualTo(HOST);
    assertThat(host.state()).isEmpty();
    assertThat(host.tasks()).hasSize(1);
  }

  @Test
  void host_isFoundByEachOfItsNames() {
    HostRegistry.Hosts hosts = registry.hosts();
    for (String name : List.of("c0ffee", HOST.arn(), "i-0abc", "10.0.1.5")) {
      assertThat(hosts.find(name)).as(name).isPresent();
    }
    assertThat(hosts.find("c0ffe")).isEmpty();
    assertThat(hosts.find("")).isEmpty();
  }

  @Test
  void whatIsLearnedOfAHost_answersQueriesToo() {
    directory.observe(List.of(task("b").on(Machine.of("arn/bare")).container("web", "2").placed()));
    Machine bare = new Machine("arn/bare", "i-9", "", "m6", "z", "1");
    answer = new Result.Ok<>(List.of(status(bare, "ACTIVE", true)));

    registry.hosts();

    assertThat(directory.task("b").getFirst().machine()).isEqualTo(bare);
  }

  @Test
  void whoComesDuringARead_hasTheOneBefore() throws Exception {
    answer = ok("ACTIVE", true);
    registry.hosts();
    pass(Duration.ofMinutes(1));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    reader =
        (cluster, machines) -> {
          begun.countDown();
          try {
            assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return ok("DRAINING", true);
        };
    CompletableFuture<HostRegistry.Hosts> slow = CompletableFuture.supplyAsync(registry::hosts);
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(registry.hosts().hosts().getFirst().state()).contains(HostState.ACTIVE);
    goOn.countDown();
    assertThat(slow.get(10, TimeUnit.SECONDS).hosts().getFirst().state())
        .contains(HostState.DRAINING);
  }

  @Test
  void ports_areByProtocolAndReservedWhereNoTaskHasThem() {
    directory.observe(
        List.of(
            task("dns").container("dns", "2", new PortBinding("udp", "", 32_768, 53)).placed(),
            task("own").at("10.9.0.7").container("vpc", "3", tcp(8080, 8080)).placed()));

    HostPorts ports =
        HostPorts.of(directory.on(HOST.key()), Optional.of(status(HOST, "ACTIVE", true)));

    assertThat(ports.claims())
        .extracting(claim -> claim.placement().taskId())
        .containsExactly("a", "dns");
    assertThat(ports.claim("tcp", 32_768).orElseThrow().placement().taskId()).isEqualTo("a");
    assertThat(ports.claim("udp", 32_768).orElseThrow().placement().taskId()).isEqualTo("dns");
    assertThat(ports.claim("tcp", 8080)).isEmpty();
    assertThat(ports.reservedTcp()).containsExactly(22, 51_678);
    assertThat(ports.reservedUdp()).containsExactly(5353);
    assertThat(ports.findings()).isEmpty();
  }

  @Test
  void portThatTwoTasksClaim_isTheNewersAndAFinding() {
    directory.observe(
        List.of(
            task("newer")
                .started(NOON.plusSeconds(5))
                .container("web", "2", tcp(32_768, 80))
                .placed()));

    HostPorts ports = HostPorts.of(directory.on(HOST.key()), Optional.empty());

    assertThat(ports.claim("tcp", 32_768).orElseThrow().placement().taskId()).isEqualTo("newer");
    assertThat(ports.findings())
        .containsExactly(
            "tcp port 32768 is claimed by task a and by the newer newer, which has it");
  }

  private Optional<HostState> state() {
    return registry.hosts().hosts().getFirst().state();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static Result<List<HostStatus>> ok(String status, boolean connected) {
    return new Result.Ok<>(List.of(status(HOST, status, connected)));
  }

  private static HostStatus status(Machine machine, String status, boolean connected) {
    return new HostStatus(
        machine,
        "prod",
        status,
        "",
        connected,
        "OK",
        "25.0.6",
        "ami-1",
        "",
        1,
        0,
        new TreeMap<>(Map.of("CPU", 2048L)),
        new TreeMap<>(Map.of("CPU", 512L)),
        new TreeSet<>(List.of(22, 32_768, 51_678)),
        new TreeSet<>(List.of(5353)),
        NOON);
  }
}
