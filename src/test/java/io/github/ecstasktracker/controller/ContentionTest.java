package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.controller.Contention.Wait;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContentionTest {
  private static final BackendKey WEB = new BackendKey("web");
  private static final BackendKey API = new BackendKey("api");

  private final VirtualTime time = new VirtualTime();
  private final Contention contention = new Contention(time);

  @Test
  void aChangeUndoneTwice_isMadeAgainAtOnce() {
    for (int i = 0; i < Contention.PATIENCE; i++) {
      assertThat(contention.mustWait(add(WEB, "10.0.0.1:80"))).as("write %d", i).isEmpty();
      contention.wrote(add(WEB, "10.0.0.1:80"));
    }
    assertThat(contention.contested()).isZero();
  }

  @Test
  void aChangeUndoneThreeTimes_waitsTwiceAsLongEachTime_anHourAtMost() {
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      Optional<Wait> wait = contention.mustWait(add(WEB, "10.0.0.1:80"));
      wait.map(Wait::left).ifPresent(waits::add);
      wait.map(Wait::left).ifPresent(time::advance);
      assertThat(contention.mustWait(add(WEB, "10.0.0.1:80"))).isEmpty();
      contention.wrote(add(WEB, "10.0.0.1:80"));
    }
    assertThat(waits.stream().map(Duration::toMinutes))
        .containsExactly(2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    assertThat(contention.contested()).isEqualTo(1);
  }

  @Test
  void onlyTheContestedBackendWaits_andOnlyWithTheContestedChange() {
    fight(WEB, "10.0.0.1:80");
    assertThat(contention.mustWait(add(API, "10.0.0.1:80"))).isEmpty();
    assertThat(contention.mustWait(add(WEB, "10.0.0.2:80"))).isEmpty();
    assertThat(contention.mustWait(add(WEB, "10.0.0.1:80")).map(Wait::undone))
        .contains(Contention.PATIENCE);
  }

  @Test
  void aServerThatComesAndGoesByOurOwnHand_isNoContest() {
    for (int i = 0; i < 10; i++) {
      assertThat(contention.mustWait(add(WEB, "10.0.0.1:80"))).isEmpty();
      contention.wrote(add(WEB, "10.0.0.1:80"));
      assertThat(contention.mustWait(remove(WEB, "10.0.0.1:80"))).isEmpty();
      contention.wrote(remove(WEB, "10.0.0.1:80"));
    }
  }

  @Test
  void aWriteThatHasStoodForTwoHours_endsTheContest() {
    fight(WEB, "10.0.0.1:80");
    assertThat(contention.mustWait(add(WEB, "10.0.0.1:80"))).isPresent();
    assertThat(contention.contested()).isEqualTo(1);
    time.advance(Contention.FORGOTTEN_AFTER);
    assertThat(contention.mustWait(add(WEB, "10.0.0.1:80"))).isEmpty();
    assertThat(contention.contested()).isZero();
  }

  private void fight(BackendKey key, String address) {
    for (int i = 0; i < Contention.PATIENCE; i++) {
      contention.wrote(add(key, address));
    }
  }

  private static ServerPatch add(BackendKey key, String address) {
    return new ServerPatch(
        new StoredBackend.Missing(key), List.of(new ServerChange.Add(server(address), "runs")));
  }

  private static ServerPatch remove(BackendKey key, String address) {
    return new ServerPatch(
        new StoredBackend.Missing(key),
        List.of(new ServerChange.Remove(server(address), "stopped")));
  }

  private static StoredServer server(String address) {
    return StoredServer.of(Address.parse(address).orElseThrow(), "http", 0);
  }
}
