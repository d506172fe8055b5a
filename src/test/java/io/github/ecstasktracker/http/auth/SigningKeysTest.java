package io.github.ecstasktracker.http.auth;

import static io.github.ecstasktracker.http.auth.FakeIssuer.EC;
import static io.github.ecstasktracker.http.auth.FakeIssuer.RSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import io.github.ecstasktracker.model.Result;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SigningKeysTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final AtomicInteger reads = new AtomicInteger();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private volatile Result<JWKSet> published = new Result.Ok<>(new JWKSet(RSA.toPublicJWK()));
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final SigningKeys keys =
      new SigningKeys(this::read, now::get, new JwtCheck.Counters(registry).keys());

  private Result<JWKSet> read() throws InterruptedException {
    reads.incrementAndGet();
    assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
    return published;
  }

  private List<JWK> named(String id) throws KeySourceException {
    return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private void away() {
    published = new Result.Failed<>("away", false);
  }

  @Test
  void manyTokens_costOneRead() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertThat(named("rsa-1")).hasSize(1);
    }
    assertThat(reads).hasValue(1);
  }

  @Test
  void anUnknownKey_isLookedForOnceInTenSeconds() throws Exception {
    assertThat(named("rsa-1")).hasSize(1);
    pass(SigningKeys.REST);
    for (int i = 0; i < 100; i++) {
      assertThat(named("made-up-" + i)).isEmpty();
    }
    assertThat(reads).hasValue(2);
    pass(SigningKeys.REST);
    assertThat(named("made-up")).isEmpty();
    assertThat(reads).hasValue(3);
  }

  @Test
  void aNewKey_isFoundAtItsFirstToken() throws Exception {
    assertThat(named("rsa-1")).hasSize(1);
    pass(SigningKeys.REST);
    published = new Result.Ok<>(new JWKSet(EC.toPublicJWK()));
    assertThat(named("ec-1")).hasSize(1);
    assertThat(named("rsa-1")).isEmpty();
  }

  @Test
  void aKeyThatWasTakenBack_holdsForTenMinutesMore() throws Exception {
    assertThat(named("rsa-1")).hasSize(1);
    published = new Result.Ok<>(new JWKSet(EC.toPublicJWK()));
    pass(SigningKeys.FRESH.minusNanos(1));
    assertThat(named("rsa-1")).hasSize(1);
    pass(Duration.ofNanos(1));
    assertThat(named("rsa-1")).isEmpty();
  }

  @Test
  void issuerAway_theLastKeysHoldForAnHour() throws Exception {
    assertThat(named("rsa-1")).hasSize(1);
    away();
    pass(SigningKeys.USABLE.minusNanos(1));
    assertThat(named("rsa-1")).hasSize(1);
    pass(Duration.ofNanos(1));
    assertThatThrownBy(() -> named("rsa-1")).isInstanceOf(KeySourceException.class);
    assertThat(reads).as("one each ten seconds at most").hasValue(2);
    assertThat(failedReads()).isEqualTo(1);
  }

  @Test
  void issuerAwayFromTheStart_isAskedAgainAfterTenSeconds() throws Exception {
    away();
    assertThatThrownBy(() -> named("rsa-1")).isInstanceOf(KeySourceException.class);
    published = new Result.Ok<>(new JWKSet(RSA.toPublicJWK()));
    pass(SigningKeys.REST.minusNanos(1));
    assertThatThrownBy(() -> named("rsa-1")).isInstanceOf(KeySourceException.class);
    pass(Duration.ofNanos(1));
    assertThat(named("rsa-1")).hasSize(1);
    assertThat(reads).hasValue(2);
  }

  @Test
  void whileTheFirstReadLasts_othersWaitForIt() throws Exception {
    gate = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<List<JWK>>> waiting =
          IntStream.range(0, 8)
              .mapToObj(_ -> CompletableFuture.supplyAsync(this::rsa, threads))
              .toList();
      await().until(() -> reads.get() == 1);
      gate.countDown();
      for (CompletableFuture<List<JWK>> each : waiting) {
        assertThat(each.get(20, TimeUnit.SECONDS)).hasSize(1);
      }
    }
    assertThat(reads).hasValue(1);
  }

  @Test
  void whileALaterReadLasts_othersGoByTheKeysThatAreThere() throws Exception {
    assertThat(named("rsa-1")).hasSize(1);
    pass(SigningKeys.FRESH);
    gate = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<List<JWK>> reader = CompletableFuture.supplyAsync(this::rsa, threads);
      await().until(() -> reads.get() == 2);
      assertThat(named("rsa-1")).hasSize(1);
      assertThat(named("made-up")).isEmpty();
      gate.countDown();
      assertThat(reader.get(20, TimeUnit.SECONDS)).hasSize(1);
    }
    assertThat(reads).hasValue(2);
  }

  private List<JWK> rsa() {
    try {
      return named("rsa-1");
    } catch (KeySourceException e) {
      throw new IllegalStateException(e);
    }
  }

  private double failedReads() {
    return registry
        .get("ecs_task_tracker.jwt.key.reads")
        .tag("outcome", "failed")
        .counter()
        .count();
  }
}
