package io.github.ecstasktracker.informer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServiceKey;
import org.junit.jupiter.api.Test;

class BackendIndexTest {
  private static final ServiceKey WEB = new ServiceKey("demo", "web");
  private static final BackendKey OWN = new BackendKey("web");
  private static final BackendKey LABEL = new BackendKey("shop");

  private final BackendIndex index = new BackendIndex();

  @Test
  void unknownService_feedsTheBackendOfItsName() {
    assertThat(index.backendsOf(WEB)).containsExactly(OWN);
    assertThat(index.of(OWN)).isEmpty();
    assertThat(index.backends()).isEmpty();
  }

  @Test
  void labelledService_feedsItsNameToo_soThatAnOldItemIsEmptied() {
    index.learn(WEB, LABEL);
    assertThat(index.backendsOf(WEB)).containsExactlyInAnyOrder(OWN, LABEL);
    assertThat(index.of(LABEL)).containsExactly(WEB);
    assertThat(index.backends()).containsExactlyInAnyOrder(OWN, LABEL);
  }

  @Test
  void forgottenBackend_isNobodys() {
    index.add(LABEL, WEB);
    index.forget(LABEL);
    index.forget(LABEL);
    assertThat(index.of(LABEL)).isEmpty();
    assertThat(index.backendsOf(WEB)).containsExactly(OWN);
    assertThat(index.backends()).isEmpty();
  }

  @Test
  void answers_areCopies() {
    index.add(OWN, WEB);
    index.of(OWN).clear();
    assertThat(index.of(OWN)).containsExactly(WEB);
  }
}
