package io.github.ecstasktracker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecstasktracker.demo.Drift.Kind;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CausesTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static final Causes CAUSES =
      Causes.of(
          """
          {"schema": "ecs-task-tracker.changes/v1", "changes": [
            {"when": "2026-01-01T12:01:00Z", "backend": "web", "cause": "health", "changes": [
              {"op": "remove", "key": "10.0.0.1:80"}]},
            {"when": "2026-01-01T12:00:01Z", "backend": "web", "cause": "sqs", "changes": [
              {"op": "add", "key": "10.0.0.1:80"}, {"op": "remove", "key": "10.0.0.2:80"}]},
            {"when": "2026-01-01T12:00:01Z", "backend": "api", "cause": "drift", "changes": [
              {"op": "add", "key": "10.0.0.3:80"}]}]}
          """);

  @Test
  void write_isFoundByBackendServerKindAndTime() {
    assertThat(cause("web", "10.0.0.1:80", Kind.MISSING, 0, 2)).hasValue("event");
    assertThat(cause("web", "10.0.0.2:80", Kind.STALE, 0, 2)).hasValue("event");
    assertThat(cause("api", "10.0.0.3:80", Kind.MISSING, 0, 2)).hasValue("resync");
    assertThat(cause("web", "10.0.0.1:80", Kind.STALE, 58, 61)).hasValue("health check");
  }

  @Test
  void writeOfAnotherTimeKindOrBackend_isNotTheCause() {
    assertThat(cause("web", "10.0.0.1:80", Kind.MISSING, 30, 40)).isEmpty();
    assertThat(cause("web", "10.0.0.1:80", Kind.STALE, 0, 2)).isEmpty();
    assertThat(cause("api", "10.0.0.1:80", Kind.MISSING, 0, 2)).isEmpty();
    assertThat(Causes.none().of(drift("web", "a", Kind.STALE), NOON, NOON)).isEmpty();
  }

  @Test
  void answerThatIsNoJson_isRefused() {
    assertThatThrownBy(() -> Causes.of("no changes yet")).hasMessageContaining("/changes");
  }

  private static Optional<String> cause(
      String backend, String server, Kind kind, int since, int healed) {
    return CAUSES.of(
        drift(backend, server, kind), NOON.plusSeconds(since), NOON.plusSeconds(healed));
  }

  private static Drift drift(String backend, String server, Kind kind) {
    return new Drift(backend, server, kind, 0, 1);
  }
}
