package io.github.ecstasktracker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveLeaseCheckTest {
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  private final LeaseStage stage = new LeaseStage();
  private MemoryLease.Fault fault = MemoryLease.Fault.NONE;
  private int failing = Integer.MAX_VALUE;
  private int looks;

  @Test
  void noLease_isNone() throws InterruptedException {
    assertThat(check()).isEqualTo(new LiveLease.None());
    assertThat(stage.now()).isZero();
  }

  @Test
  void noTable_isNone() throws InterruptedException {
    stage.lease.table = false;
    assertThat(check()).isEqualTo(new LiveLease.None());
  }

  @Test
  void givenBack_isNoneAtOnce() throws InterruptedException {
    Replica one = stage.start("one");
    stage.pass(Duration.ofSeconds(10));
    one.elector.release();
    assertThat(check()).isEqualTo(new LiveLease.None());
    assertThat(stage.now()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void renewed_isHeldByItsOwner_atItsNextHeartbeat() throws InterruptedException {
    stage.start("one");
    stage.pass(Duration.ZERO);
    assertThat(check())
        .isInstanceOfSatisfying(
            LiveLease.Held.class, held -> assertThat(held.heartbeat().leader()).isEqualTo("one"));
    assertThat(stage.now()).isLessThanOrEqualTo(BETWEEN.multipliedBy(2));
  }

  @Test
  void ownerDead_isNoneAfterOneDuration() throws InterruptedException {
    Replica one = stage.start("one");
    stage.pass(Duration.ZERO);
    one.kill();
    assertThat(check()).isEqualTo(new LiveLease.None());
    assertThat(stage.now()).isEqualTo(LeaseStage.LEASE);
  }

  @Test
  void givenBackWhileWatched_isNone() throws InterruptedException {
    Replica one = stage.start("one");
    stage.pass(Duration.ZERO);
    one.faults =
        call -> {
          if (call == MemoryLease.Call.RENEW) {
            one.elector.release();
          }
          return MemoryLease.Fault.NONE;
        };
    assertThat(check()).isEqualTo(new LiveLease.None());
    assertThat(stage.lease.heartbeat.map(Heartbeat::term)).isEqualTo(Optional.of(Optional.empty()));
  }

  @Test
  void noAnswer_isUnknown() throws InterruptedException {
    fault = MemoryLease.Fault.NOT_DONE;
    assertThat(check()).isEqualTo(new LiveLease.Unknown("out of time"));
    assertThat(looks).isEqualTo(LiveLeaseCheck.FAILURES_MAX);
  }

  @Test
  void oneAnswerMissing_isAskedForAgain() throws InterruptedException {
    stage.start("one");
    stage.pass(Duration.ZERO);
    fault = MemoryLease.Fault.NOT_DONE;
    failing = 1;
    assertThat(check()).isInstanceOf(LiveLease.Held.class);
  }

  private LiveLease check() throws InterruptedException {
    LeaseStore store =
        stage.lease.through(
            new MemoryLease.Line() {
              @Override
              public MemoryLease.Fault fault(MemoryLease.Call call) {
                return looks++ < failing ? fault : MemoryLease.Fault.NONE;
              }

              @Override
              public void travel(MemoryLease.Call call) {}

              @Override
              public void delay(Runnable landing) {}
            });
    return new LiveLeaseCheck(
            store, BETWEEN, stage::nowNanos, nanos -> stage.pass(Duration.ofNanos(nanos)))
        .check();
  }
}
