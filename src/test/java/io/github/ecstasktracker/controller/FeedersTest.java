package io.github.ecstasktracker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServiceKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedersTest {
  private static final ServiceKey WEB = FakeEcs.service("web");
  private static final BackendKey OWN = new BackendKey("web");
  private static final BackendKey LABEL = new BackendKey("shop");

  private final FakeEcs ecs = new FakeEcs();
  private final Feeders feeders = new Feeders();

  @Test
  void unknownService_feedsTheBackendOfItsName() {
    assertThat(feeders.backendsOf(WEB)).containsExactly(OWN);
    assertThat(feeders.of(OWN)).isEmpty();
    assertThat(feeders.backends()).isEmpty();
  }

  @Test
  void labelledService_feedsItsNameToo_soThatAnOldItemIsEmptied() {
    feeders.learn(List.of(ecs.tasks.get(ecs.run("web", "shop", "10.0.0.1:80"))));
    assertThat(feeders.backendsOf(WEB)).containsExactlyInAnyOrder(OWN, LABEL);
    assertThat(feeders.of(LABEL)).containsExactly(WEB);
    assertThat(feeders.backends()).containsExactlyInAnyOrder(OWN, LABEL);
  }

  @Test
  void forgottenBackend_isNobodys() {
    feeders.add(LABEL, WEB);
    feeders.forget(LABEL);
    feeders.forget(LABEL);
    assertThat(feeders.of(LABEL)).isEmpty();
    assertThat(feeders.backendsOf(WEB)).containsExactly(OWN);
    assertThat(feeders.backends()).isEmpty();
  }

  @Test
  void answers_areCopies() {
    feeders.add(OWN, WEB);
    feeders.of(OWN).clear();
    assertThat(feeders.of(OWN)).containsExactly(WEB);
  }
}
