package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.command.config.Config;
import io.github.ecstasktracker.command.config.ListenAddress;
import io.github.ecstasktracker.http.auth.FakeIssuer;
import io.github.ecstasktracker.http.auth.TrustedIssuer;
import io.github.ecstasktracker.model.MonotonicClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BearersTest {
  @TempDir private Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private Bearers bearers(Optional<Path> file, Optional<TrustedIssuer> issuer) {
    return new Bearers(
        new Config.Http(
            new ListenAddress(Optional.empty(), 0),
            file,
            issuer,
            false,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty()),
        MonotonicClock.SYSTEM,
        registry);
  }

  @Test
  void nothingConfigured_opensToNobodyAndStillCounts() {
    try (Bearers none = bearers(Optional.empty(), Optional.empty())) {
      assertThat(none.check()).isEmpty();
      assertThat(judged()).isZero();
    }
  }

  @Test
  void bothConfigured_eitherOpens() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "s3cret");
    try (FakeIssuer issuer = new FakeIssuer();
        Bearers both = bearers(Optional.of(file), Optional.of(issuer.trusted()))) {
      Predicate<String> check = both.check().orElseThrow();
      assertThat(check.test("s3cret")).isTrue();
      assertThat(judged()).as("none of the issuer's business").isZero();
      assertThat(check.test(issuer.token(Instant.now()))).isTrue();
      assertThat(check.test("other")).isFalse();
      assertThat(judged()).isEqualTo(2);
    }
  }

  private double judged() {
    return registry.find("ecs_task_tracker.jwt.checks").counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }
}
