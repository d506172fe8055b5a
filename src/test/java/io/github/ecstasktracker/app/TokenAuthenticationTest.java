package io.github.ecstasktracker.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.app.config.ListenAddress;
import io.github.ecstasktracker.http.RouteGroup;
import io.github.ecstasktracker.http.TokenCheck;
import io.github.ecstasktracker.http.TokenCheck.Answer;
import io.github.ecstasktracker.http.auth.FakeIssuer;
import io.github.ecstasktracker.http.auth.TrustedIssuer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenAuthenticationTest {
  @TempDir private Path folder;

  private final AtomicLong now = new AtomicLong();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private TokenAuthentication authentication(Optional<Path> file, Optional<TrustedIssuer> issuer) {
    return new TokenAuthentication(
        new Config.Http(
            new ListenAddress(Optional.empty(), 0),
            file,
            issuer,
            false,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            false,
            Optional.empty()),
        now::get,
        registry);
  }

  @Test
  void nothingConfigured_opensToNobodyAndStillCounts() {
    try (TokenAuthentication none = authentication(Optional.empty(), Optional.empty())) {
      assertThat(none.check()).isEmpty();
      assertThat(judged()).isZero();
    }
  }

  @Test
  void bothConfigured_eitherOpens() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "s3cret");
    try (FakeIssuer issuer = new FakeIssuer();
        TokenAuthentication both =
            authentication(Optional.of(file), Optional.of(issuer.trusted()))) {
      TokenCheck check = both.check().orElseThrow();
      for (RouteGroup group : RouteGroup.values()) {
        assertThat(check.of("s3cret", group)).isEqualTo(Answer.OPENS);
      }
      assertThat(judged()).as("none of the issuer's business").isZero();
      assertThat(check.of(issuer.token(Instant.now()), RouteGroup.SYNC)).isEqualTo(Answer.OPENS);
      assertThat(check.of("other", RouteGroup.SYNC)).isEqualTo(Answer.UNKNOWN);
      assertThat(judged()).isEqualTo(2);
    }
  }

  @Test
  void scopesBindTheIssuersTokensAndNotTheFiles() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "s3cret");
    try (FakeIssuer issuer = new FakeIssuer()) {
      TrustedIssuer scoped =
          new TrustedIssuer(issuer.url(), FakeIssuer.AUDIENCE, Optional.empty(), true);
      try (TokenAuthentication both = authentication(Optional.of(file), Optional.of(scoped))) {
        TokenCheck check = both.check().orElseThrow();
        String reader = issuer.token(Instant.now(), RouteGroup.QUERY.scope());
        assertThat(check.of(reader, RouteGroup.QUERY)).isEqualTo(Answer.OPENS);
        assertThat(check.of(reader, RouteGroup.SYNC)).isEqualTo(Answer.OPENS_OTHERS);
        assertThat(check.of("s3cret", RouteGroup.SYNC)).isEqualTo(Answer.OPENS);
      }
    }
  }

  /** A secret that is rotated, taken away and put back, while the process runs. */
  @Test
  void fileThatChanges_isReadAnew_andOneThatIsGoneLeavesTheLastToken() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "first");
    try (TokenAuthentication authentication = authentication(Optional.of(file), Optional.empty())) {
      TokenCheck check = authentication.check().orElseThrow();
      assertThat(check.of("first", RouteGroup.SYNC)).isEqualTo(Answer.OPENS);

      Files.writeString(file, "second");
      assertThat(check.of("first", RouteGroup.SYNC)).as("within 5 s").isEqualTo(Answer.OPENS);
      now.addAndGet(Duration.ofSeconds(6).toNanos());
      assertThat(check.of("first", RouteGroup.SYNC)).isEqualTo(Answer.UNKNOWN);
      assertThat(check.of("second", RouteGroup.SYNC)).isEqualTo(Answer.OPENS);

      Files.delete(file);
      now.addAndGet(Duration.ofSeconds(6).toNanos());
      assertThat(check.of("second", RouteGroup.SYNC)).isEqualTo(Answer.OPENS);
      assertThat(check.of("", RouteGroup.SYNC)).isEqualTo(Answer.UNKNOWN);

      Files.writeString(file, "third");
      now.addAndGet(Duration.ofSeconds(6).toNanos());
      assertThat(check.of("second", RouteGroup.SYNC)).isEqualTo(Answer.UNKNOWN);
      assertThat(check.of("third", RouteGroup.SYNC)).isEqualTo(Answer.OPENS);
    }
  }

  private double judged() {
    return registry.find("ecs_task_tracker.jwt.checks").counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }
}
