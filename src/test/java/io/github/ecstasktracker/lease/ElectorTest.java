package io.github.ecstasktracker.lease;

import static io.github.ecstasktracker.lease.MemoryLease.Call.ACQUIRE;
import static io.github.ecstasktracker.lease.MemoryLease.Call.READ;
import static io.github.ecstasktracker.lease.MemoryLease.Call.RELEASE;
import static io.github.ecstasktracker.lease.MemoryLease.Call.RENEW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.lease.MemoryLease.Call;
import io.github.ecstasktracker.lease.MemoryLease.Fault;
import io.github.ecstasktracker.model.Fence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElectorTest {
  private static final Duration LEASE = LeaseTiming.DEFAULT.duration();
  private static final Duration DEADLINE = LeaseTiming.DEFAULT.renewDeadline();
  private static final Duration RETRY_MAX = Duration.ofMillis(2_400);

  private final LeaseStage stage = new LeaseStage();

  @Test
  void absentLease_isTakenAtOnce() {
    Replica one = stage.start("one");
    stage.pass(Duration.ZERO);

    assertThat(one.leads()).isTrue();
    assertThat(one.told).containsExactly("acquired 1");
    assertThat(one.term().epoch()).isEqualTo(1);
    assertThat(one.term().fence().filter(stage.lease::accepts)).isPresent();
    assertThat(one.elector.status().sentence()).isEqualTo("leader: one, epoch 1");
  }

  @Test
  void firstTurn_isOverWhereTheLeaseWasTakenOrWasNotToBeHad() throws InterruptedException {
    Replica one = stage.start("one");
    assertThat(one.elector.awaitFirstTurn(Duration.ZERO)).isFalse();
    stage.pass(Duration.ZERO);
    assertThat(one.elector.awaitFirstTurn(Duration.ZERO)).isTrue();
    Replica two = stage.start("two");
    stage.pass(Duration.ZERO);
    assertThat(two.leads()).isFalse();
    assertThat(two.elector.awaitFirstTurn(Duration.ZERO)).isTrue();
  }

  @Test
  void term_beginsWhenTheAnswerIsThere() {
    Replica one = stage.start("one");
    one.wayNanos = _ -> Duration.ofMillis(100).toNanos();
    stage.pass(Duration.ZERO);

    assertThat(one.term().covers(one.clock().nanos())).isTrue();
    assertThat(one.term().covers(one.clock().nanos() - 1)).isFalse();
  }

  @Test
  void leaseKept_staysWithItsLeader() {
    Replica one = leader("one");
    Replica two = stage.start("two");
    UUID first = stage.lease.heartbeat.orElseThrow().nonce();
    stage.pass(Duration.ofMinutes(10));

    assertThat(stage.leaders()).containsExactly(one);
    assertThat(one.told).containsExactly("acquired 1");
    assertThat(two.told).isEmpty();
    assertThat(two.elector.standing()).isEqualTo(new LeaderState.Standby(Optional.of("one")));
    assertThat(two.elector.status().sentence()).isEqualTo("standby; the leader is one, epoch 1");
    assertThat(stage.lease.heartbeat.orElseThrow().nonce()).isNotEqualTo(first);
  }

  /**
   * Takes a dead lease, which the DynamoDB lock client's shouldSkipBlockingWait never did (#93).
   */
  @Test
  void leaderKilled_standbyTakesOverWhenTheLeaseExpires() {
    Replica one = leader("one");
    Replica two = stage.start("two");
    stage.pass(Duration.ofMinutes(1));
    one.kill();

    assertThat(stage.passUntil(two::leads, Duration.ofMinutes(1)))
        .isBetween(LEASE.minus(RETRY_MAX), LEASE.plus(RETRY_MAX));
    assertThat(two.term().epoch()).isEqualTo(2);
    assertThat(two.told).containsExactly("acquired 2");
  }

  @Test
  void leaderKilled_takenOverExactlyWhenItsDurationIsOver() {
    Replica one = leader("one");
    one.kill();
    Replica two = stage.start("two");

    assertThat(stage.passUntil(two::leads, Duration.ofMinutes(1))).isEqualTo(LEASE);
  }

  @Test
  void freshProcess_watchesOneWholeDuration_whateverTheItemSays() {
    leader("one").kill();
    stage.pass(Duration.ofDays(1));
    Replica two = stage.start("two");

    assertThat(stage.passUntil(two::leads, Duration.ofMinutes(1))).isEqualTo(LEASE);
  }

  @Test
  void duration_isTheOneThatTheLeaderStored() {
    LeaseTiming slow =
        new LeaseTiming(Duration.ofSeconds(60), Duration.ofSeconds(40), Duration.ofSeconds(2));
    Replica one = new Replica(stage, "one", "main", slow, 1, 7);
    stage.add(one);
    stage.pass(Duration.ZERO);
    one.kill();
    Replica two = stage.start("two");

    assertThat(stage.passUntil(two::leads, Duration.ofMinutes(2)))
        .isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void watching_countsFromAfterTheReadReturned() {
    leader("one").kill();
    Replica two = stage.start("two");
    two.wayNanos = call -> call == READ ? Duration.ofSeconds(1).toNanos() : 0;

    assertThat(stage.passUntil(two::leads, Duration.ofMinutes(1)))
        .isGreaterThanOrEqualTo(LEASE.plusSeconds(2));
  }

  @Test
  void readsFail_watchGoesOn() {
    leader("one").kill();
    Replica two = stage.start("two");
    stage.pass(Duration.ZERO);
    two.faults = _ -> Fault.NOT_DONE;
    stage.pass(Duration.ofMinutes(1));
    assertThat(two.leads()).isFalse();
    assertThat(two.elector.standing()).isEqualTo(new LeaderState.Standby(Optional.empty()));

    two.faults = _ -> Fault.NONE;
    assertThat(stage.passUntil(two::leads, Duration.ofMinutes(1))).isLessThan(RETRY_MAX);
  }

  /** Not after a whole lease, as with the DynamoDB lock client (#34). */
  @Test
  void leaseGivenBack_isTakenAtTheNextLook() {
    Replica one = leader("one");
    Replica two = stage.start("two");
    stage.pass(Duration.ofMinutes(1));
    one.elector.stop();
    one.elector.release();

    assertThat(stage.passUntil(two::leads, Duration.ofMinutes(1))).isLessThanOrEqualTo(RETRY_MAX);
    assertThat(two.term().epoch()).isEqualTo(2);
  }

  @Test
  void heartbeatDeleted_leaseIsTakenAnew_andTheEpochDoesNotFall() {
    Replica one = leader("one");
    stage.lease.heartbeat = Optional.empty();
    stage.pass(RETRY_MAX);

    assertThat(one.told)
        .containsExactly(
            "acquired 1",
            "lost: a heartbeat was refused: the lease belongs to another process, or is missing",
            "acquired 2");
    assertThat(stage.lease.epoch.orElseThrow().epoch()).isEqualTo(2);
  }

  @Test
  void epochDeleted_isNoticedByTheFence_andDoesNotFall() {
    Replica one = leader("one");
    Fence fence = one.term().fence().orElseThrow();
    stage.lease.epoch = Optional.empty();
    stage.pass(Duration.ofMinutes(1));
    assertThat(one.told).containsExactly("acquired 1");

    one.elector.refused(fence);
    assertThat(one.leads()).isFalse();
    assertThat(one.told).hasSize(2);
    stage.pass(RETRY_MAX);
    assertThat(one.term().epoch()).isEqualTo(2);
    assertThat(one.term().fence()).isNotEqualTo(Optional.of(fence));
  }

  @Test
  void bothItemsDeleted_epochDoesNotFallWhileTheProcessLives() {
    Replica one = leader("one");
    stage.lease.heartbeat = Optional.empty();
    stage.lease.epoch = Optional.empty();
    stage.pass(RETRY_MAX);

    assertThat(one.term().epoch()).isEqualTo(2);
  }

  @Test
  void heartbeatRefused_endsTheTermAtOnce() {
    Replica one = leader("one");
    Term first = one.term();
    stage.lease.heartbeat = stage.lease.heartbeat.map(now -> ofAnother(now));
    stage.pass(RETRY_MAX);

    assertThat(one.leads()).isFalse();
    assertThat(one.elector.standing()).isEqualTo(new LeaderState.Standby(Optional.of("other")));
    one.elector.refused(first.fence().orElseThrow());
    assertThat(one.told).hasSize(2);
  }

  @Test
  void heartbeatsFail_termEndsAtItsDeadline_andIsTakenAnew() {
    Replica one = leader("one");
    one.faults = call -> call == RENEW ? Fault.NOT_DONE : Fault.NONE;

    Duration led =
        stage.passUntil(() -> !one.leads() || one.told.size() > 1, Duration.ofMinutes(1));
    assertThat(led).isEqualTo(DEADLINE);
    assertThat(one.told)
        .containsExactly(
            "acquired 1", "lost: no heartbeat succeeded within 10000 ms", "acquired 2");
  }

  /** Watchers count from some moment after the sending; how long the answer took is no excuse. */
  @Test
  void deadline_countsFromTheSendingOfTheHeartbeat() {
    Replica one = leader("one");
    List<Long> sent = new ArrayList<>();
    one.wayNanos = call -> sent.size() == 1 ? Duration.ofSeconds(2).toNanos() : 0;
    one.faults =
        call -> {
          sent.add(stage.nowNanos());
          return sent.size() == 1 ? Fault.NONE : Fault.NOT_DONE;
        };
    stage.passUntil(() -> !one.leads(), Duration.ofMinutes(1));

    assertThat(stage.nowNanos() - sent.getFirst()).isEqualTo(DEADLINE.toNanos());
  }

  @Test
  void deadline_countsFromTheSendingOfTheBid() {
    Replica one = stage.start("one");
    one.wayNanos = call -> call == ACQUIRE ? Duration.ofSeconds(3).toNanos() : 0;
    one.faults = call -> call == RENEW ? Fault.NOT_DONE : Fault.NONE;
    List<Duration> told = new ArrayList<>();
    one.whenTold = () -> told.add(stage.now());
    stage.pass(Duration.ofSeconds(11));

    assertThat(told).startsWith(Duration.ofSeconds(6), DEADLINE);
  }

  @Test
  void storeUnreachable_standsDownAndComesBack() {
    Replica one = leader("one");
    one.faults = _ -> Fault.NOT_DONE;
    stage.pass(Duration.ofMinutes(1));
    assertThat(one.told)
        .containsExactly("acquired 1", "lost: no heartbeat succeeded within 10000 ms");
    assertThat(one.elector.status().sentence())
        .isEqualTo("standby; no leader is known; out of time");

    one.faults = _ -> Fault.NONE;
    stage.pass(RETRY_MAX);
    assertThat(one.leads()).isTrue();
    assertThat(one.elector.status().problem()).isEmpty();
  }

  /** A renewal that hangs made two leaders of Kubernetes' controllers (kubernetes#124588). */
  @Test
  void heartbeatHangs_leadsNoLongerThanTheDeadline() {
    Replica one = leader("one");
    List<Boolean> led = new ArrayList<>();
    one.wayNanos = call -> call == RENEW ? DEADLINE.toNanos() : 0;
    one.onTheWay = () -> led.add(one.leads());
    stage.pass(Duration.ofMinutes(1));

    // Sent in time, landed late: on its way back nobody leads, although it was accepted.
    assertThat(led).startsWith(true, false);
    assertThat(one.told)
        .startsWith("acquired 1", "lost: no heartbeat succeeded within 10000 ms", "acquired 2");
  }

  /** Terms of Kubernetes' leaders overlapped (kubernetes#67651): what has ended stays ended. */
  @Test
  void heartbeatAnsweredAfterTheDeadline_doesNotBringTheTermBack() {
    Replica one = leader("one");
    Fence first = one.term().fence().orElseThrow();
    one.wayNanos = call -> call == RENEW ? Duration.ofSeconds(6).toNanos() : 0;
    stage.passUntil(() -> one.told.size() >= 3, Duration.ofMinutes(1));

    assertThat(one.term().fence()).isNotEqualTo(Optional.of(first));
    assertThat(stage.lease.accepts(first)).isFalse();
  }

  @Test
  void bidAnsweredAfterTheDeadline_beginsNoTerm() {
    Replica one = stage.start("one");
    one.wayNanos = call -> call == ACQUIRE ? DEADLINE.toNanos() : 0;
    stage.pass(Duration.ofSeconds(59));
    assertThat(one.told).isEmpty();

    one.wayNanos = _ -> 0;
    stage.pass(Duration.ofSeconds(30));
    assertThat(one.leads()).isTrue();
  }

  /** An answer that was lost cost the DynamoDB lock client its lock (#29). */
  @Test
  void answerOfHeartbeatLost_isNoLoss() {
    Replica one = leader("one");
    int[] calls = {0};
    one.faults = call -> call == RENEW && calls[0]++ % 2 == 0 ? Fault.ANSWER_LOST : Fault.NONE;
    stage.pass(Duration.ofMinutes(10));

    assertThat(one.leads()).isTrue();
    assertThat(one.told).containsExactly("acquired 1");
  }

  @Test
  void answerOfBidLost_isNotWaitedOutForAWholeLease() {
    Replica one = stage.start("one");
    one.faults = call -> call == ACQUIRE ? Fault.ANSWER_LOST : Fault.NONE;
    stage.pass(Duration.ZERO);
    assertThat(one.leads()).isFalse();
    assertThat(stage.lease.epoch).isPresent();

    one.faults = _ -> Fault.NONE;
    assertThat(stage.passUntil(one::leads, Duration.ofMinutes(1))).isLessThanOrEqualTo(RETRY_MAX);
    assertThat(one.told).containsExactly("acquired 2");
  }

  @Test
  void twoBidAtOnce_oneWins() {
    Replica one = stage.start("one");
    Replica two = stage.start("two");
    one.wayNanos = _ -> Duration.ofMillis(20).toNanos();
    two.wayNanos = _ -> Duration.ofMillis(20).toNanos();
    stage.pass(Duration.ofSeconds(5));

    assertThat(stage.leaders()).hasSize(1);
    assertThat(stage.lease.history).hasSize(1);
    assertThat(one.elector.status().leader()).isEqualTo(two.elector.status().leader()).isPresent();
  }

  @Test
  void writeRefused_endsTheTermAtOnce_andStandsAgain() {
    Replica one = leader("one");
    Fence fence = one.term().fence().orElseThrow();
    one.elector.refused(fence);

    assertThat(one.leads()).isFalse();
    assertThat(one.told)
        .last()
        .isEqualTo(
            "lost: a write was refused: another term has begun, or the epoch item is missing");
    stage.pass(RETRY_MAX);
    one.elector.refused(fence);
    assertThat(one.leads()).as("the refusal of an earlier term's write").isTrue();
    assertThat(one.told).last().isEqualTo("acquired 2");
  }

  @Test
  void heartbeatOnItsWayWhenTheWriteIsRefused_doesNotBringTheTermBack() {
    Replica one = leader("one");
    Fence fence = one.term().fence().orElseThrow();
    one.onTheWay = () -> one.elector.refused(fence);
    one.faults = call -> call == READ ? Fault.NOT_DONE : Fault.NONE;
    stage.pass(RETRY_MAX);

    assertThat(one.leads()).isFalse();
    assertThat(one.told).hasSize(2);
  }

  @Test
  void stop_standby_takesNoTurnAndNoLease() {
    Replica one = leader("one");
    Replica two = stage.start("two");
    stage.pass(Duration.ofSeconds(5));
    two.elector.stop();
    one.kill();
    stage.pass(Duration.ofMinutes(1));

    assertThat(two.elector.isRunning()).isFalse();
    assertThat(stage.lease.history).hasSize(1);
  }

  @Test
  void stop_leader_keepsTheLeaseForTheWorkInFlight() {
    Replica one = leader("one");
    Replica two = stage.start("two");
    one.elector.stop();
    stage.pass(Duration.ofMinutes(5));
    assertThat(stage.leaders()).containsExactly(one);

    one.elector.release();
    assertThat(one.leads()).isFalse();
    assertThat(one.elector.isRunning()).isFalse();
    stage.pass(RETRY_MAX);
    assertThat(stage.leaders()).containsExactly(two);
  }

  @Test
  void stop_leaderThatLosesItsTerm_standsNoMore() {
    Replica one = leader("one");
    one.elector.stop();
    one.elector.refused(one.term().fence().orElseThrow());
    stage.pass(Duration.ofMinutes(1));

    assertThat(one.elector.isRunning()).isFalse();
    assertThat(stage.lease.history).hasSize(1);
  }

  /** fabric8's elector leaves out onStop where the lease is released (fabric8#5463). */
  @Test
  void release_tellsTheListenerBeforeTheNextMayLead() {
    Replica one = leader("one");
    List<Optional<UUID>> terms = new ArrayList<>();
    one.whenTold = () -> terms.add(stage.lease.heartbeat.orElseThrow().term());
    one.elector.release();

    assertThat(one.told).containsExactly("acquired 1", "lost: lease released");
    assertThat(terms).singleElement().matches(Optional::isPresent);
    assertThat(stage.lease.heartbeat.orElseThrow().term()).isEmpty();
  }

  @Test
  void release_shutsOutWhatTheTermStillHasOnItsWay() {
    Replica one = leader("one");
    Fence fence = one.term().fence().orElseThrow();
    assertThat(stage.lease.accepts(fence)).isTrue();
    one.elector.release();

    assertThat(stage.lease.accepts(fence)).isFalse();
  }

  @Test
  void release_twice_isSentOnce() {
    Replica one = leader("one");
    List<Call> calls = calls(one, _ -> Fault.NONE);
    one.elector.release();
    one.elector.release();

    assertThat(calls).containsExactly(RELEASE);
    assertThat(one.told).hasSize(2);
  }

  /** One failing release made the DynamoDB lock client skip the rest (pull request 116). */
  @Test
  void release_failing_doesNotThrow_andIsStillOwed() {
    Replica one = leader("one");
    one.faults = _ -> Fault.NOT_DONE;
    one.elector.release();
    one.faults =
        _ -> {
          throw new IllegalStateException("a defect of the store");
        };
    one.elector.release();
    assertThat(stage.lease.heartbeat.orElseThrow().term()).isPresent();

    one.faults = _ -> Fault.NONE;
    one.elector.release();
    assertThat(stage.lease.heartbeat.orElseThrow().term()).isEmpty();
  }

  @Test
  void release_ofALeaseThatIsAnothers_leavesItAlone() {
    Replica one = leader("one");
    stage.lease.heartbeat = stage.lease.heartbeat.map(now -> ofAnother(now));
    one.elector.release();

    assertThat(stage.lease.heartbeat.orElseThrow().term()).isPresent();
  }

  @Test
  void release_standby_callsNobody() {
    leader("one");
    Replica two = stage.start("two");
    stage.pass(Duration.ofSeconds(5));
    List<Call> calls = calls(two, _ -> Fault.NONE);
    two.elector.release();

    assertThat(calls).isEmpty();
    assertThat(two.told).isEmpty();
  }

  /** A heartbeat after the release brought a lock back (DynamoDB lock client, pull request 116). */
  @Test
  void heartbeatThatLandsAfterTheRelease_doesNotBringTheLeaseBack() {
    Replica one = leader("one");
    one.faults = call -> call == RENEW ? Fault.LATE : Fault.NONE;
    stage.pass(RETRY_MAX);
    assertThat(stage.late).hasSize(1);
    one.elector.release();
    stage.late.getFirst().run();
    assertThat(stage.lease.heartbeat.orElseThrow().term()).isEmpty();

    Replica two = stage.start("two");
    stage.pass(Duration.ZERO);
    assertThat(two.leads()).isTrue();
    stage.late.getFirst().run();
    assertThat(stage.lease.heartbeat.orElseThrow().process()).isEqualTo(two.candidate.process());
  }

  @Test
  void bidThatLandsWhileStopping_isGivenBack() {
    Replica one = stage.start("one");
    one.faults =
        call -> {
          if (call == ACQUIRE) {
            one.elector.stop();
            one.elector.release();
          }
          return Fault.NONE;
        };
    stage.pass(Duration.ofSeconds(1));

    assertThat(one.told).isEmpty();
    assertThat(stage.lease.history).hasSize(1);
    assertThat(stage.lease.heartbeat.orElseThrow().term()).isEmpty();
  }

  @Test
  void bidWhoseAnswerIsLost_isGivenBackByTheRelease() {
    Replica one = stage.start("one");
    one.faults = call -> call == ACQUIRE ? Fault.ANSWER_LOST : Fault.NONE;
    stage.pass(Duration.ZERO);
    one.elector.stop();
    one.elector.release();

    assertThat(stage.lease.heartbeat.orElseThrow().term()).isEmpty();
  }

  @Test
  void listenerFails_leaseIsKept() {
    Replica one = stage.start("one");
    one.whenTold =
        () -> {
          throw new AssertionError("a defect of the listener");
        };
    stage.pass(Duration.ofMinutes(1));
    assertThat(one.leads()).isTrue();

    one.elector.refused(one.term().fence().orElseThrow());
    stage.pass(RETRY_MAX);
    assertThat(one.told).hasSize(3);
    assertThat(one.leads()).isTrue();
  }

  @Test
  void listenerThatReleases_isToldInOrder() {
    Replica one = stage.start("one");
    one.whenTold = () -> one.elector.release();
    stage.pass(Duration.ofMinutes(1));

    assertThat(one.told).containsExactly("acquired 1", "lost: lease released");
    assertThat(stage.lease.heartbeat.orElseThrow().term()).isEmpty();
  }

  /** The heartbeat thread of the DynamoDB lock client dies of any Error. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void storeThrows_loopGoesOn(boolean error) {
    Replica one = leader("one");
    one.faults =
        _ -> {
          if (error) {
            throw new StackOverflowError("a defect of the store");
          }
          throw new IllegalStateException("a defect of the store");
        };
    stage.pass(Duration.ofMinutes(1));
    assertThat(one.leads()).isFalse();
    assertThat(one.elector.status().problem().orElseThrow()).contains("a defect of the store");

    one.faults = _ -> Fault.NONE;
    stage.pass(RETRY_MAX);
    assertThat(one.leads()).isTrue();
    assertThat(one.told).hasSize(3);
  }

  @Test
  void tableMissing_isToldAndTakenWhenItIsThere() {
    stage.lease.table = false;
    Replica one = stage.start("one");
    stage.pass(Duration.ofMinutes(1));
    assertThat(one.elector.status().problem()).contains("there is no table");

    stage.lease.table = true;
    stage.pass(RETRY_MAX);
    assertThat(one.leads()).isTrue();
    assertThat(one.elector.status().problem()).isEmpty();
  }

  @Test
  void leaderOfOtherClusters_isReported() {
    leader("one");
    Replica two = stage.start("two", "other", 1);
    Replica three = stage.start("three");
    stage.pass(Duration.ofSeconds(5));

    assertThat(two.elector.status().foreignScope())
        .contains(
            "two deployments write to one table: one manages clusters main, this process"
                + " manages other; give each deployment its own table, or both the same clusters");
    assertThat(three.elector.status().foreignScope()).isEmpty();
  }

  /** What is in work may take as long as it may; nobody restarts a process for that. */
  @Test
  void standbyToldToStop_isHealthyThoughItsLoopMovesNoMore() {
    leader("one");
    Replica two = stage.start("two");
    stage.pass(Duration.ofMinutes(1));
    two.elector.stop();
    stage.pass(Duration.ofMinutes(1));
    assertThat(two.elector.sinceProgress()).isZero();
  }

  @Test
  void progress_isMadeWithEveryTurn() {
    Replica one = leader("one");
    stage.pass(Duration.ofMinutes(1));
    assertThat(one.elector.sinceProgress()).isLessThanOrEqualTo(RETRY_MAX);

    one.kill();
    stage.pass(Duration.ofMinutes(1));
    assertThat(one.elector.sinceProgress()).isGreaterThan(LeaseTiming.DEFAULT.silenceMax());
  }

  @Test
  void rests_areSpread() {
    Replica one = leader("one");
    List<Long> heartbeats = new ArrayList<>();
    one.onTheWay = () -> heartbeats.add(stage.nowNanos());
    stage.pass(Duration.ofMinutes(10));

    List<Long> rests = new ArrayList<>();
    for (int i = 2; i < heartbeats.size(); i += 2) {
      rests.add((heartbeats.get(i) - heartbeats.get(i - 2)) / 1_000_000);
    }
    assertThat(rests).allMatch(rest -> rest >= 2_000 && rest <= 2_400).hasSizeGreaterThan(200);
    assertThat(rests.stream().distinct().count()).isGreaterThan(50);
  }

  private Replica leader(String name) {
    Replica replica = stage.start(name);
    stage.pass(Duration.ZERO);
    assertThat(replica.leads()).isTrue();
    return replica;
  }

  private static List<Call> calls(Replica replica, Function<Call, Fault> faults) {
    List<Call> calls = new ArrayList<>();
    replica.faults =
        call -> {
          calls.add(call);
          return faults.apply(call);
        };
    return calls;
  }

  private static Heartbeat ofAnother(Heartbeat now) {
    return new Heartbeat(
        "other",
        new UUID(9, 9),
        Optional.of(new UUID(9, 10)),
        now.epoch(),
        new UUID(9, 11),
        now.duration(),
        now.scope());
  }
}
