package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.StoredServer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ViewKeeperTest {
  private static final BackendKey WEB = new BackendKey("web");
  private static final BackendKey API = new BackendKey("api");
  private static final Address AT = Address.parse("10.0.0.1:80").orElseThrow();

  private final ViewKeeper views = new ViewKeeper();

  private static BackendView backend(BackendKey key, BackendView.State state, Address... at) {
    SortedMap<String, StoredServer> servers = new TreeMap<>();
    for (Address address : at) {
      servers.put(address.toString(), StoredServer.of(address, "http", 0));
    }
    return new BackendView(
        key,
        state,
        new TreeSet<>(),
        List.of(),
        Optional.of(servers),
        List.of(),
        List.of(),
        Optional.empty(),
        Instant.EPOCH);
  }

  @Test
  void put_isShownOncePublished() {
    views.put(backend(WEB, BackendView.State.IN_SYNC));
    assertThat(views.newest(WEB)).isPresent();
    assertThat(views.view().backends()).isEmpty();
    views.publish();
    assertThat(views.view().backends()).containsOnlyKeys(WEB);
    assertThat(views.view().version()).isEqualTo(1);
    assertThat(views.view().lastFullPass()).isEmpty();
  }

  @Test
  void fullPass_isNotedAndStaysNoted() {
    views.endFullPass(List.of("a nameless item"), Instant.EPOCH);
    views.publish();
    assertThat(views.view().lastFullPass()).contains(Instant.EPOCH);
    assertThat(views.view().findings()).containsExactly("a nameless item");
  }

  @Test
  void publishedView_neverChanges() {
    views.put(backend(WEB, BackendView.State.IN_SYNC));
    views.publish();
    var before = views.view();
    views.remove(WEB);
    views.publish();
    assertThat(before.backends()).containsOnlyKeys(WEB);
    assertThat(views.view().backends()).isEmpty();
  }

  @Test
  void holders_followEveryPutAndRemoval() {
    views.put(backend(WEB, BackendView.State.IN_SYNC, AT));
    assertThat(views.othersHolding(API, Set.of(AT))).isEqualTo(Map.of(WEB, Set.of(AT)));
    assertThat(views.othersHolding(WEB, Set.of(AT))).isEmpty();
    views.put(backend(WEB, BackendView.State.IN_SYNC));
    assertThat(views.othersHolding(API, Set.of(AT))).isEmpty();
    views.put(backend(WEB, BackendView.State.HELD, AT));
    views.remove(WEB);
    views.remove(WEB);
    assertThat(views.othersHolding(API, Set.of(AT))).isEmpty();
  }

  @Test
  void addressThatTwoItemsHold_isBoths() {
    BackendKey other = new BackendKey("other");
    views.put(backend(WEB, BackendView.State.IN_SYNC, AT));
    views.put(backend(API, BackendView.State.IN_SYNC, AT));
    assertThat(views.othersHolding(other, Set.of(AT))).containsOnlyKeys(API, WEB);

    views.remove(WEB);
    assertThat(views.othersHolding(other, Set.of(AT))).containsOnlyKeys(API);
    views.remove(API);
    assertThat(views.othersHolding(other, Set.of(AT))).isEmpty();
  }

  @Test
  void backendsThatMustNotBeTouched_areNoHolders() {
    for (BackendView.State state : BackendView.State.values()) {
      views.put(backend(WEB, state, AT));
      boolean ours =
          Set.of(
                  BackendView.State.IN_SYNC,
                  BackendView.State.OUT_OF_SYNC,
                  BackendView.State.HELD,
                  BackendView.State.UNKNOWN)
              .contains(state);
      assertThat(views.othersHolding(API, Set.of(AT)).containsKey(WEB))
          .as("%s", state)
          .isEqualTo(ours);
    }
  }
}
