package io.github.ecstasktracker.informer;

import static io.github.ecstasktracker.informer.Tasks.API;
import static io.github.ecstasktracker.informer.Tasks.CLUSTER;
import static io.github.ecstasktracker.informer.Tasks.WEB;
import static io.github.ecstasktracker.informer.Tasks.answer;
import static io.github.ecstasktracker.informer.Tasks.arn;
import static io.github.ecstasktracker.informer.Tasks.at;
import static io.github.ecstasktracker.informer.Tasks.backend;
import static io.github.ecstasktracker.informer.Tasks.excluded;
import static io.github.ecstasktracker.informer.Tasks.running;
import static io.github.ecstasktracker.informer.Tasks.serving;
import static io.github.ecstasktracker.informer.Tasks.stopped;
import static io.github.ecstasktracker.informer.Tasks.task;
import static io.github.ecstasktracker.informer.Tasks.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import io.github.ecstasktracker.plan.Claim;
import io.github.ecstasktracker.testing.SteppedTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What may be concluded of each task, at one moment, in one term. */
class SnapshotsTest {
  private static final Duration RESYNC = Duration.ofSeconds(60);
  private static final BackendKey WEBS = backend(WEB);
  private static final String OTHER = "other";
  private static final String STOPPED_UNPROVEN =
      "it stopped; whether another task has its address is not known yet";

  private final SteppedTime time = new SteppedTime();
  private final TaskCache cache = new TaskCache(time, RESYNC, () -> {});
  private final Snapshots snapshots = new Snapshots(cache, time::nanos);
  private List<String> clusters = List.of(CLUSTER);
  private @Nullable Long term;
  private Set<Address> held = Set.of();
  private long fresh;

  private void describe(ObservedTask... tasks) {
    cache.apply(answer(time.nanos(), tasks), _ -> false, term);
  }

  private void pause(long seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  private void termBegins() {
    term = time.nanos();
  }

  /** A pass over the one cluster, whose list begins now. */
  private void completePass() {
    passed(Map.of(), Map.of(), Map.of());
  }

  private void passed(
      Map<String, String> voids,
      Map<String, String> absent,
      Map<String, Map<String, String>> undescribed) {
    Map<String, Long> lists = new HashMap<>();
    clusters.forEach(cluster -> lists.put(cluster, time.nanos()));
    snapshots.ended(
        new Pass(time.nanos(), voids, absent, undescribed, clusters.size()), lists, strangers);
  }

  private final Map<String, List<String>> strangers = new HashMap<>();

  @Test
  void listedTaskThatEcsSaysMissingOf_leavesEveryBackendOfItsClusterIncomplete() {
    strangers.put("demo", List.of("arn:stranger"));
    describe(running(1, WEB, 4));
    completePass();
    assertThat(snapshot().incomplete())
        .singleElement()
        .asString()
        .contains("arn:stranger")
        .contains("MISSING");
  }

  @Test
  void newestCompleteList_isTheSnapshots_whateverCameOfTheOnesAfterIt() {
    describe(running(1, WEB, 4));
    assertThat(snapshot().listNanos()).isEmpty();
    completePass();
    long complete = time.nanos();
    pause(1);
    passed(Map.of("demo", "Rate exceeded"), Map.of(), Map.of());
    pause(1);
    passed(Map.of(), Map.of(), Map.of("demo", Map.of(arn(1), "left out")));
    assertThat(snapshot().listNanos()).hasValue(complete);
    pause(1);
    completePass();
    assertThat(snapshot().listNanos()).hasValue(time.nanos());
  }

  private Snapshot snapshot() {
    return snapshot(WEBS);
  }

  private Snapshot snapshot(BackendKey key) {
    return snapshots.of(key, clusters, held, fresh, term);
  }

  private TaskState state(int number) {
    return snapshot().tasks().stream()
        .filter(task -> task.task().arn().equals(arn(number)))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private static TaskState unknownSaying(String reason) {
    return new TaskState.Unknown(reason);
  }

  /** All that is described from now on is fresh. */
  @BeforeEach
  void begin() {
    fresh = time.nanos();
  }

  @Nested
  class InTheTerm {
    @Test
    void whatWasDescribedBefore_isUnknown() {
      describe(running(1, WEB, 4));
      pause(1);
      termBegins();
      assertThat(state(1)).isEqualTo(unknownSaying("not described in this leader's term yet"));
      assertThat(snapshot().lastAddresses()).containsExactly(Map.entry(arn(1), at(1)));
      describe(running(1, WEB, 4));
      assertThat(state(1)).isEqualTo(serving(1));
      assertThat(snapshot().lastAddresses()).isEmpty();
    }

    @Test
    void whoStandsBy_concludesFromWhatItKnows() {
      describe(running(1, WEB, 4));
      pause(100);
      assertThat(state(1)).isEqualTo(serving(1));
      describe(stopped(1, WEB, 5));
      assertThat(state(1)).isEqualTo(excluded(Cause.STOPPED));
    }

    @Test
    void followedDeath_isProofAtOnce() {
      termBegins();
      pause(15);
      describe(running(1, WEB, 4));
      pause(1);
      describe(stopped(1, WEB, 5));
      assertThat(state(1)).isEqualTo(excluded(Cause.STOPPED));
      assertThat(snapshot().lastAddresses()).containsExactly(Map.entry(arn(1), at(1)));
    }

    @Test
    void deathOfATaskSeenAliveTooEarlyInTheTerm_waitsForACompleteList() {
      termBegins();
      time.advance(Duration.ofSeconds(15).minusNanos(1));
      describe(running(1, WEB, 4));
      pause(1);
      describe(stopped(1, WEB, 5));
      assertProvesNothing();
      completePass();
      assertThat(state(1)).isEqualTo(excluded(Cause.STOPPED));
    }

    /** Seeds 552 and 13896: the leader before put another task at that address. */
    @Test
    void deathThatWasNotFollowed_waitsForACompleteListOfTheTerm() {
      describe(running(1, WEB, 4));
      pause(20);
      completePass();
      pause(1);
      termBegins();
      describe(stopped(1, WEB, 5));
      assertProvesNothing();
      pause(15);
      completePass();
      assertThat(state(1)).isEqualTo(excluded(Cause.STOPPED));
    }

    @Test
    void deathBeforeTheTerm_isNotFollowedInIt() {
      describe(running(1, WEB, 4));
      pause(30);
      describe(stopped(1, WEB, 5));
      termBegins();
      assertProvesNothing();
    }

    @Test
    void deathOfATaskThatNobodySawAlive_waitsForAListBegunFifteenSecondsIntoTheTerm() {
      termBegins();
      describe(stopped(1, WEB, 5));
      time.advance(Duration.ofSeconds(15).minusNanos(1));
      completePass();
      assertProvesNothing();
      time.advance(Duration.ofNanos(1));
      completePass();
      assertThat(state(1)).isEqualTo(excluded(Cause.STOPPED));
    }

    @Test
    void listThatIsNotDescribed_provesNoDeath() {
      termBegins();
      describe(stopped(1, WEB, 5));
      pause(20);
      passed(Map.of(), Map.of(), Map.of(CLUSTER, Map.of(arn(9), "down")));
      assertProvesNothing();
      passed(Map.of(CLUSTER, "no list"), Map.of(), Map.of());
      assertProvesNothing();
      completePass();
      assertThat(state(1)).isEqualTo(excluded(Cause.STOPPED));
    }

    @Test
    void listOfAnotherCluster_provesNoDeath() {
      clusters = List.of(CLUSTER, OTHER);
      termBegins();
      describe(stopped(1, WEB, 5));
      pause(20);
      passed(Map.of(CLUSTER, "no list"), Map.of(), Map.of());
      assertProvesNothing();
    }

    /** Nor does it hinder what two complete lists prove: it is not Unknown. */
    private void assertProvesNothing() {
      assertThat(state(1))
          .isEqualTo(new TaskState.Excluded(Cause.STOPPED, Optional.empty(), STOPPED_UNPROVEN));
      assertThat(snapshot().lastAddresses()).doesNotContainKey(arn(1));
    }

    /** Seed 1076: any living task may have the address of the dead one. */
    @Test
    void deathThatWasNotFollowed_isNoProofWhileALivingTaskIsUnknown() {
      termBegins();
      describe(stopped(1, WEB, 5));
      pause(15);
      completePass();
      assertThat(state(1)).isEqualTo(excluded(Cause.STOPPED));
      cache.hear(WEB, arn(2), 3, true);
      assertProvesNothing();
    }

    private void missingTwice() {
      cache.apply(Tasks.missing(time.nanos(), arn(1)), _ -> false, term);
      time.advance(RESYNC);
      cache.apply(Tasks.missing(time.nanos(), arn(1)), _ -> false, term);
    }

    private TaskState gone() {
      return new TaskState.Excluded(
          Cause.MISSING, Optional.empty(), "ECS said MISSING of it twice, one resync apart");
    }

    @Test
    void taskThatIsGone_isProofWhereItWasFollowed() {
      termBegins();
      pause(15);
      describe(running(1, WEB, 4));
      missingTwice();
      assertThat(state(1)).isEqualTo(gone());
      assertThat(snapshot().lastAddresses()).containsExactly(Map.entry(arn(1), at(1)));
    }

    @Test
    void taskThatIsGone_isNoProofInTheNextTerm_untilAListIsComplete() {
      describe(running(1, WEB, 4));
      missingTwice();
      assertThat(state(1)).as("for who stands by").isEqualTo(gone());
      pause(1);
      termBegins();
      assertProvesNothing();
      pause(15);
      completePass();
      assertThat(state(1)).isEqualTo(gone());
    }
  }

  @Nested
  class Doubts {
    @Test
    void taskThatAMessageAloneNamed_isUnknown_andOfItsServicesBackends() {
      cache.hear(WEB, arn(1), 3, true);
      Snapshot snapshot = snapshot();
      assertThat(snapshot.services()).containsExactly(WEB);
      assertThat(snapshot.tasks())
          .singleElement()
          .satisfies(
              task -> {
                assertThat(task.task().version()).isEqualTo(3);
                assertThat(task.task().service()).isEqualTo(WEB);
                assertThat(task.backend()).isEmpty();
                assertThat(task.healthChecked()).isFalse();
                assertThat(task.paused()).isFalse();
                assertThat(task.state())
                    .isEqualTo(
                        unknownSaying("an event named it, and ECS has not described it yet"));
              });
      assertThat(snapshot.lastAddresses()).isEmpty();
      assertThat(snapshot(backend(API)).tasks()).isEmpty();
    }

    @Test
    void heardTask_isOfEveryBackendThatItsServiceFeeds() {
      BackendKey label = new BackendKey("shop");
      describe(task(1, WEB, label, 1, serving(1)));
      cache.hear(WEB, arn(2), 1, true);
      assertThat(snapshot(label).tasks()).hasSize(2);
      assertThat(snapshot(WEBS).tasks()).as("the other is not its").hasSize(1);
    }

    @Test
    void namesakeInAClusterThatIsNotFollowed_isNobody() {
      cache.hear(new ServiceKey(OTHER, "web"), arn(1), 3, true);
      assertThat(snapshot().services()).isEmpty();
      clusters = List.of(CLUSTER, OTHER);
      assertThat(snapshot().services()).containsExactly(new ServiceKey(OTHER, "web"));
    }

    @Test
    void olderThanHeard_isNotBelieved() {
      describe(running(1, WEB, 4));
      cache.hear(WEB, arn(1), 6, true);
      assertThat(state(1))
          .isEqualTo(
              unknownSaying(
                  "described at version 4, older than version 6 that an event announced"));
      assertThat(snapshot().lastAddresses()).containsExactly(Map.entry(arn(1), at(1)));
      pause(120);
      fresh = 0;
      assertThat(state(1)).as("lapsed").isEqualTo(serving(1));
    }

    @Test
    void missingOnce_isUnknown() {
      describe(running(1, WEB, 4));
      cache.apply(Tasks.missing(time.nanos(), arn(1)), _ -> false, term);
      assertThat(state(1)).isEqualTo(new TaskState.Unknown("DescribeTasks: ECS says MISSING"));
    }

    @Test
    void taskThatAPassCouldNotDescribe_isUnknown() {
      describe(running(1, WEB, 4));
      cache.failed(arn(1), "Rate exceeded");
      assertThat(state(1)).isEqualTo(unknownSaying("Rate exceeded"));
    }

    @Test
    void taskThatEcsTellsNothingOf_isAsEcsSays() {
      describe(task(1, WEB, 4, unknown()), task(2, WEB, 4, excluded(Cause.UNHEALTHY)));
      assertThat(state(1)).isEqualTo(unknown());
      assertThat(state(2)).isEqualTo(excluded(Cause.UNHEALTHY));
    }
  }

  @Nested
  class Additions {
    @Test
    void serverThatIsNotHeld_isAddedOnlyFromAFreshDescription() {
      describe(running(1, WEB, 4));
      fresh = time.nanos() + 1;
      assertThat(state(1)).isEqualTo(unknownSaying("described too long ago to be added"));
      assertThat(snapshot().stale()).containsExactly(arn(1));
      assertThat(snapshot().lastAddresses()).containsExactly(Map.entry(arn(1), at(1)));
      fresh = time.nanos();
      assertThat(state(1)).isEqualTo(serving(1));
      assertThat(snapshot().stale()).isEmpty();
    }

    @Test
    void serverThatIsHeld_staysByAnOldDescription() {
      describe(running(1, WEB, 4), running(2, WEB, 4));
      fresh = time.nanos() + 1;
      held = Set.of(at(1));
      assertThat(state(1)).isEqualTo(serving(1));
      assertThat(snapshot().stale()).containsExactly(arn(2));
    }

    @Test
    void whatIsNoServer_isNeverStale() {
      describe(
          task(1, WEB, 4, excluded(Cause.UNHEALTHY, 1)),
          stopped(2, WEB, 4),
          task(3, WEB, 4, unknown()));
      cache.hear(WEB, arn(4), 1, true);
      fresh = time.nanos() + 1;
      assertThat(snapshot().stale()).isEmpty();
    }

    @Test
    void doubtfulTask_isNotStale() {
      describe(running(1, WEB, 4));
      cache.hear(WEB, arn(1), 5, true);
      fresh = time.nanos() + 1;
      assertThat(snapshot().stale()).isEmpty();
    }
  }

  @Nested
  class OneAddress {
    @Test
    void olderTask_isSuperseded_alsoWhereItIsHeld() {
      describe(task(1, WEB, 4, serving(7)), task(2, API, 4, serving(7)));
      held = Set.of(at(7));
      assertThat(state(1))
          .isEqualTo(
              new TaskState.Excluded(
                  Cause.SUPERSEDED,
                  Optional.of(at(7)),
                  "address %s now belongs to the newer task %s of api".formatted(at(7), arn(2))));
      assertThat(snapshot(backend(API)).tasks())
          .extracting(ObservedTask::state)
          .containsExactly(serving(7));
    }

    @Test
    void othersAtHeldAddresses_areTold() {
      describe(running(1, WEB, 4));
      pause(1);
      describe(task(2, API, 4, serving(7)));
      held = Set.of(at(7), at(8));
      Claim claim = snapshot().occupants().get(at(7));
      assertThat(claim.arn()).isEqualTo(arn(2));
      assertThat(claim.backend()).isEqualTo(backend(API));
      assertThat(claim.seenNanos()).isEqualTo(time.nanos());
      assertThat(snapshot().occupants()).containsOnlyKeys(at(7), at(1));
    }

    @Test
    void othersAtTheAddressOfADeadTask_areTold() {
      describe(task(1, WEB, 4, serving(7)));
      describe(stopped(1, WEB, 5));
      describe(task(2, API, 4, serving(7)));
      assertThat(snapshot().occupants()).containsOnlyKeys(at(7));
    }

    @Test
    void whoIsInDoubt_occupiesNothing() {
      describe(task(1, WEB, 4, serving(7)), task(2, API, 4, serving(7)));
      cache.hear(API, arn(2), 5, true);
      assertThat(state(1)).isEqualTo(serving(7));
      assertThat(snapshot().occupants().get(at(7)).arn()).isEqualTo(arn(1));
      describe(task(2, API, 5, serving(7)));
      assertThat(state(1)).isInstanceOf(TaskState.Excluded.class);
      cache.failed(arn(2), "down");
      assertThat(state(1)).isEqualTo(serving(7));
      cache.apply(Tasks.missing(time.nanos(), arn(2)), _ -> false, term);
      assertThat(state(1)).isEqualTo(serving(7));
    }

    @Test
    void whoWasDescribedBeforeTheTerm_occupiesNothing() {
      describe(task(2, API, 4, serving(7)));
      pause(1);
      termBegins();
      describe(task(1, WEB, 4, serving(7)));
      held = Set.of(at(7));
      assertThat(snapshot().occupants().get(at(7)).arn()).isEqualTo(arn(1));
    }
  }

  @Nested
  class Incomplete {
    @Test
    void untilTheClusterWasReadWhole() {
      describe(running(1, WEB, 4));
      assertThat(snapshot().incomplete())
          .containsExactly("cluster demo has not been read completely yet");
      completePass();
      assertThat(snapshot().incomplete()).isEmpty();
    }

    @Test
    void untilTheClusterWasReadWholeInTheTerm() {
      describe(running(1, WEB, 4));
      completePass();
      pause(1);
      termBegins();
      assertThat(snapshot().incomplete())
          .containsExactly("cluster demo has not been read completely yet");
      completePass();
      assertThat(snapshot().incomplete()).isEmpty();
    }

    @Test
    void whileTheClustersListFails() {
      describe(running(1, WEB, 4));
      completePass();
      passed(Map.of(CLUSTER, "list: down"), Map.of(), Map.of());
      assertThat(snapshot().incomplete()).containsExactly("list: down");
      completePass();
      assertThat(snapshot().incomplete()).isEmpty();
    }

    @Test
    void voidListOfAnotherCluster_holdsNothingBack() {
      clusters = List.of(CLUSTER, OTHER);
      describe(running(1, WEB, 4));
      passed(Map.of(OTHER, "list: down"), Map.of(), Map.of());
      assertThat(snapshot().incomplete()).isEmpty();
    }

    @Test
    void whereAListedTaskWasNeverDescribed() {
      describe(running(1, WEB, 4));
      completePass();
      cache.hear(API, arn(8), 1, true);
      passed(
          Map.of(),
          Map.of(),
          Map.of(CLUSTER, Map.of(arn(1), "throttled", arn(8), "slow", arn(9), "odd")));
      assertThat(snapshot().incomplete())
          .containsExactlyInAnyOrder("task " + arn(8) + ": slow", "task " + arn(9) + ": odd");
      completePass();
      assertThat(snapshot().incomplete()).as("in that pass").isEmpty();
    }

    @Test
    void notWhereAListedTaskIsKnownFromBefore() {
      describe(running(1, WEB, 4));
      completePass();
      passed(Map.of(), Map.of(), Map.of(CLUSTER, Map.of(arn(1), "throttled")));
      assertThat(snapshot().incomplete()).isEmpty();
    }

    @Test
    void clusterThatEcsDoesNotKnow_holdsNothingBackIfAnotherIsWhole() {
      clusters = List.of(CLUSTER, OTHER);
      describe(running(1, WEB, 4), running(2, new ServiceKey(OTHER, "web"), 4));
      passed(Map.of(), Map.of(OTHER, "no such cluster"), Map.of());
      assertThat(snapshot().incomplete()).isEmpty();
    }

    @Test
    void noClusterThatEcsKnows_holdsEverythingBack() {
      describe(running(1, WEB, 4));
      passed(Map.of(), Map.of(CLUSTER, "no such cluster"), Map.of());
      assertThat(snapshot().incomplete())
          .containsExactly("cluster demo has not been read completely yet");

      clusters = List.of(CLUSTER, OTHER);
      passed(Map.of(OTHER, "list: down"), Map.of(CLUSTER, "no such cluster"), Map.of());
      assertThat(snapshot().incomplete())
          .containsExactly("cluster demo has not been read completely yet");
    }

    @Test
    void itemOfNoKnownService_hasNothingToBeIncomplete() {
      assertThat(snapshot().incomplete()).isEmpty();
      assertThat(snapshot().services()).isEmpty();
    }
  }

  @Nested
  class Basis {
    @Test
    void isTheOldestDescriptionThatCounts() {
      describe(running(1, WEB, 4));
      pause(1);
      describe(task(2, WEB, 4, excluded(Cause.UNHEALTHY, 2)));
      long oldest = time.nanos();
      pause(1);
      describe(running(3, WEB, 4));
      pause(1);
      cache.hear(WEB, arn(1), 5, true);
      assertThat(snapshot().basisNanos()).isEqualTo(oldest);
    }

    @Test
    void isNowWhereNothingCounts() {
      describe(stopped(1, WEB, 4), running(2, API, 4));
      pause(1);
      assertThat(snapshot().basisNanos()).isEqualTo(time.nanos());
      cache.hear(WEB, arn(3), 5, true);
      assertThat(snapshot().basisNanos()).isEqualTo(time.nanos());
    }
  }

  @Test
  void tasksOfOtherBackends_areNotShown() {
    BackendKey label = new BackendKey("shop");
    describe(running(1, WEB, 4), task(2, WEB, label, 4, serving(2)), running(3, API, 4));
    assertThat(snapshot().tasks()).extracting(task -> task.task().arn()).containsExactly(arn(1));
    assertThat(snapshot(label).tasks())
        .extracting(task -> task.task().arn())
        .containsExactly(arn(2));
    assertThat(snapshot(label).services()).containsExactly(WEB);
  }
}
