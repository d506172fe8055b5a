package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitersTest {
  private static final BackendKey WEB = new BackendKey("web");
  private static final BackendKey API = new BackendKey("api");

  private final Waiters waiters = new Waiters(() -> true);
  private final List<String> served = new ArrayList<>();

  private Runnable waiter(String name) {
    return () -> served.add(name);
  }

  @Test
  void read_servesOnlyThoseWhoCameBeforeItBegan() {
    waiters.await(Optional.of(WEB), waiter("early"));
    long read = waiters.begin();
    waiters.await(Optional.of(WEB), waiter("late"));
    waiters.served(WEB, read);
    assertThat(served).containsExactly("early");
    waiters.served(WEB, waiters.begin());
    assertThat(served).containsExactly("early", "late");
  }

  @Test
  void readOfOneBackend_servesNobodyElse() {
    waiters.await(Optional.of(API), waiter("api"));
    waiters.await(Optional.empty(), waiter("everything"));
    waiters.served(WEB, waiters.begin());
    assertThat(served).isEmpty();
  }

  @Test
  void readOfEverything_servesAll() {
    waiters.await(Optional.of(API), waiter("api"));
    waiters.await(Optional.empty(), waiter("everything"));
    assertThat(waiters.servedAll(waiters.begin(), Set.of())).isEmpty();
    assertThat(served).containsExactlyInAnyOrder("api", "everything");
  }

  @Test
  void readOfEverything_tellsWhoIsStillWaitedFor() {
    waiters.await(Optional.of(API), waiter("left to a newer look"));
    long read = waiters.begin();
    waiters.await(Optional.of(WEB), waiter("late"));
    assertThat(waiters.servedAll(read, Set.of(API))).containsExactlyInAnyOrder(API, WEB);
    assertThat(served).isEmpty();
  }

  @Test
  void whoWaitsForEverything_waitsForWhatWasLeftToo() {
    waiters.await(Optional.empty(), waiter("everything"));
    assertThat(waiters.servedAll(waiters.begin(), Set.of(API, WEB)))
        .containsExactlyInAnyOrder(API, WEB);
    waiters.served(API, waiters.begin());
    assertThat(served).isEmpty();
    waiters.served(WEB, waiters.begin());
    assertThat(served).containsExactly("everything");
  }

  @Test
  void withdrawn_isNeverServed() {
    Runnable gone = waiter("gone");
    waiters.await(Optional.of(WEB), gone);
    waiters.await(Optional.of(WEB), waiter("stays"));
    waiters.withdraw(Optional.of(WEB), gone);
    waiters.withdraw(Optional.of(API), gone);
    waiters.served(WEB, waiters.begin());
    assertThat(served).containsExactly("stays");
  }

  @Test
  void withdrawnOnce_theSameCallbackStillWaitsForItsOtherTurn() {
    Runnable shared = waiter("shared");
    waiters.await(Optional.of(WEB), shared);
    waiters.await(Optional.of(WEB), shared);
    waiters.withdraw(Optional.of(WEB), shared);
    waiters.served(WEB, waiters.begin());
    assertThat(served).containsExactly("shared");
  }

  @Test
  void tooMany_areRefusedUntilSomeAreServedOrWithdraw() {
    Runnable last = waiter("last");
    int waiting = 0;
    while (waiters.await(Optional.of(WEB), last)) {
      waiting++;
    }
    assertThat(waiting).isEqualTo(100_000);
    assertThat(waiters.await(Optional.empty(), last)).isFalse();
    waiters.withdraw(Optional.of(WEB), last);
    assertThat(waiters.await(Optional.empty(), last)).isTrue();
  }

  @Test
  void oneThatFails_costsTheOthersNothing() {
    waiters.await(
        Optional.of(WEB),
        () -> {
          throw new IllegalStateException("no queue");
        });
    waiters.await(Optional.of(WEB), waiter("second"));
    waiters.served(WEB, waiters.begin());
    assertThat(served).containsExactly("second");
  }

  @Test
  void standby_servesNobodyAndKeepsNobodyWaiting() {
    AtomicBoolean leads = new AtomicBoolean();
    Waiters ofAStandby = new Waiters(leads::get);
    ofAStandby.await(Optional.of(WEB), waiter("web"));
    ofAStandby.await(Optional.empty(), waiter("everything"));
    ofAStandby.served(WEB, ofAStandby.begin());
    ofAStandby.servedAll(ofAStandby.begin(), Set.of());
    leads.set(true);
    ofAStandby.served(WEB, ofAStandby.begin());
    assertThat(ofAStandby.servedAll(ofAStandby.begin(), Set.of())).isEmpty();
    assertThat(served).isEmpty();
  }

  @Test
  void clear_dropsAllWithoutAWord() {
    waiters.await(Optional.of(WEB), waiter("web"));
    waiters.await(Optional.empty(), waiter("everything"));
    waiters.clear();
    waiters.servedAll(waiters.begin(), Set.of());
    assertThat(served).isEmpty();
  }

  @Test
  void manyWhoWaitForEverything_takeTheRoomOfOneForEachThatWasLeft() {
    for (int i = 0; i < 200; i++) {
      waiters.await(Optional.empty(), waiter("everything"));
    }
    Set<BackendKey> left =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new BackendKey("s" + i))
            .collect(Collectors.toSet());
    assertThat(waiters.servedAll(waiters.begin(), left)).isEqualTo(left);
    assertThat(waiters.await(Optional.of(WEB), waiter("web"))).isTrue();
    left.forEach(key -> waiters.served(key, waiters.begin()));
    assertThat(served).hasSize(200).containsOnly("everything");
  }
}
