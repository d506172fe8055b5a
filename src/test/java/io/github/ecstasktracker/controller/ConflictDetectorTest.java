package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ChangeCause;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConflictDetectorTest {
  private static final BackendKey WEB = new BackendKey("web");
  private static final BackendKey API = new BackendKey("api");

  private final VirtualTime time = new VirtualTime();
  private final ConflictDetector contention = new ConflictDetector(time);

  private boolean waits(ServerPatch patch) {
    return contention.admit(patch).uncontested().isEmpty();
  }

  @Test
  void aChangeUndoneTwice_isMadeAgainAtOnce() {
    for (int i = 0; i < ConflictDetector.PATIENCE; i++) {
      assertThat(waits(add(WEB, "10.0.0.1:80"))).as("write %d", i).isFalse();
      contention.wrote(add(WEB, "10.0.0.1:80"));
    }
    assertThat(contention.contested()).isZero();
  }

  @Test
  void aChangeUndoneThreeTimes_waitsTwiceAsLongEachTime_anHourAtMost() {
    List<Long> waitedMinutes = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      long minutes = 0;
      while (waits(add(WEB, "10.0.0.1:80"))) {
        time.advance(Duration.ofMinutes(1));
        minutes++;
      }
      contention.wrote(add(WEB, "10.0.0.1:80"));
      waitedMinutes.add(minutes);
    }
    assertThat(waitedMinutes).containsExactly(0L, 0L, 0L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    assertThat(contention.contested()).isEqualTo(1);
  }

  @Test
  void onlyTheContestedBackendWaits_andOnlyWithTheContestedChange() {
    fight(WEB, "10.0.0.1:80");
    assertThat(waits(add(API, "10.0.0.1:80"))).isFalse();
    assertThat(waits(add(WEB, "10.0.0.2:80"))).isFalse();
    assertThat(waits(add(WEB, "10.0.0.1:80"))).isTrue();
  }

  @Test
  void besideAContestedChange_theOthersAreMade_andTheContestGoesOn() {
    fight(WEB, "10.0.0.1:80");
    ServerPatch both =
        new ServerPatch(
            new StoredBackend.Missing(WEB),
            List.of(
                new ServerChange.Add(server("10.0.0.1:80"), new ChangeCause.InRotation("3f00")),
                new ServerChange.Remove(
                    server("10.0.0.2:80"),
                    new ChangeCause.TaskStopped("3f00", "task is STOPPED"))));
    ServerPatch rest = contention.admit(both).uncontested().orElseThrow();
    assertThat(rest.changes()).extracting(ServerChange::key).containsExactly("10.0.0.2:80");
    contention.wrote(rest);
    assertThat(waits(add(WEB, "10.0.0.1:80"))).isTrue();
    assertThat(contention.contested()).isEqualTo(1);
  }

  @Test
  void aServerThatComesAndGoesByOurOwnHand_isNoContest() {
    for (int i = 0; i < 10; i++) {
      assertThat(waits(add(WEB, "10.0.0.1:80"))).isFalse();
      contention.wrote(add(WEB, "10.0.0.1:80"));
      assertThat(waits(remove(WEB, "10.0.0.1:80"))).isFalse();
      contention.wrote(remove(WEB, "10.0.0.1:80"));
    }
  }

  @Test
  void aWriteThatHasStoodForTwoHours_endsTheContest() {
    fight(WEB, "10.0.0.1:80");
    assertThat(waits(add(WEB, "10.0.0.1:80"))).isTrue();
    assertThat(contention.contested()).isEqualTo(1);
    time.advance(ConflictDetector.FORGOTTEN_AFTER);
    assertThat(waits(add(WEB, "10.0.0.1:80"))).isFalse();
    assertThat(contention.contested()).isZero();
  }

  private void fight(BackendKey key, String address) {
    for (int i = 0; i < ConflictDetector.PATIENCE; i++) {
      contention.wrote(add(key, address));
    }
  }

  private static ServerPatch add(BackendKey key, String address) {
    return new ServerPatch(
        new StoredBackend.Missing(key),
        List.of(new ServerChange.Add(server(address), new ChangeCause.InRotation("3f00"))));
  }

  private static ServerPatch remove(BackendKey key, String address) {
    return new ServerPatch(
        new StoredBackend.Missing(key),
        List.of(
            new ServerChange.Remove(
                server(address), new ChangeCause.TaskStopped("3f00", "task is STOPPED"))));
  }

  private static StoredServer server(String address) {
    return StoredServer.of(Address.parse(address).orElseThrow(), "http", 0);
  }
}
