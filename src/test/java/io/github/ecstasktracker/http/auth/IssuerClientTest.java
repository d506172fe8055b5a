package io.github.ecstasktracker.http.auth;

import static io.github.ecstasktracker.http.auth.FakeIssuer.AUDIENCE;
import static io.github.ecstasktracker.http.auth.FakeIssuer.EC;
import static io.github.ecstasktracker.http.auth.FakeIssuer.RSA;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.github.ecstasktracker.model.Result;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerClientTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final FakeIssuer issuer;

  IssuerClientTest() throws Exception {
    issuer = new FakeIssuer();
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private Result<JWKSet> keys(TrustedIssuer trusted) throws InterruptedException {
    return keys(trusted, Duration.ofSeconds(20));
  }

  private static Result<JWKSet> keys(TrustedIssuer trusted, Duration deadline)
      throws InterruptedException {
    try (IssuerClient client = new IssuerClient(trusted, deadline)) {
      return client.keys();
    }
  }

  private void assertFails(String reason) throws InterruptedException {
    assertThat(keys(issuer.trusted()))
        .isInstanceOfSatisfying(
            Result.Failed.class, failed -> assertThat(failed.reason()).contains(reason));
  }

  @Test
  void keys_areFoundByTheDiscoveryDocument() throws Exception {
    assertThat(keys(issuer.trusted())).isEqualTo(new Result.Ok<>(new JWKSet(publicKeys())));
    assertThat(issuer.asked).containsExactly("/.well-known/openid-configuration", "/keys");
  }

  @Test
  void issuerWithAPathAndASlash_isAskedUnderItsPath() throws Exception {
    URI tenant = URI.create(issuer.url() + "/tenant/");
    issuer.discovery = FakeIssuer.discovery(tenant.toString(), issuer.url() + "/keys");
    assertThat(keys(new TrustedIssuer(tenant, AUDIENCE, Optional.empty(), false)))
        .isInstanceOf(Result.Ok.class);
    assertThat(issuer.asked).containsExactly("/tenant/.well-known/openid-configuration", "/keys");
  }

  @Test
  void whereTheOperatorSaysWhere_nothingElseIsAsked() throws Exception {
    URI there = URI.create(issuer.url() + "/there");
    assertThat(
            keys(
                new TrustedIssuer(
                    URI.create("https://login.example"), AUDIENCE, Optional.of(there), false)))
        .isInstanceOf(Result.Ok.class);
    assertThat(issuer.asked).containsExactly("/there");
  }

  @Test
  void documentOfAnotherIssuer_isRefused() throws Exception {
    issuer.discovery = FakeIssuer.discovery("https://other.example", issuer.url() + "/keys");
    assertFails("belongs to another issuer");
    assertThat(issuer.asked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://keys.example/keys",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://user@keys.example/",
        "//keys.example",
        "",
        "not a url"
      })
  void keysOfAnUntrustworthyPlace_areNotFetched(String place) throws Exception {
    issuer.discovery = FakeIssuer.discovery(issuer.url().toString(), place);
    assertFails("jwks_uri");
    assertThat(issuer.asked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 401, 404, 500})
  void anyOtherAnswer_isNone(int status) throws Exception {
    issuer.status = status;
    issuer.answering =
        (exchange, code, body) -> {
          exchange.getResponseHeaders().add("Location", issuer.url() + "/elsewhere");
          FakeIssuer.answer(exchange, code, body);
        };
    assertFails("answers " + status);
    assertThat(issuer.asked).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"'',empty", "[1,not JSON", "'{\"keys\":[],\"keys\":[]}',twice", "{},not a JWK set"})
  void noKeySet_isRefused(String document, String reason) throws Exception {
    issuer.keys = document;
    assertFails(reason);
  }

  @Test
  void tooManyKeys_areRefused() throws Exception {
    issuer.keys =
        IntStream.rangeClosed(0, IssuerKeys.MAX)
            .mapToObj(_ -> EC.toPublicJWK().toJSONString())
            .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    assertFails("more than");
  }

  @Test
  void anEndlessAnswer_isCut() throws Exception {
    issuer.keys = " ".repeat(300 * 1024);
    assertFails("/keys");
  }

  @Test
  void privateParts_areForgotten() throws Exception {
    issuer.keys = new JWKSet(List.<JWK>of(RSA, EC)).toString(false);
    assertThat(keys(issuer.trusted())).isEqualTo(new Result.Ok<>(new JWKSet(publicKeys())));
  }

  @Test
  void keysOfOtherKinds_areLeftOut() throws Exception {
    issuer.keys =
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"},{\"kty\":\"XYZ\"},"
            + EC.toPublicJWK().toJSONString()
            + "]}";
    assertThat(keys(issuer.trusted())).isEqualTo(new Result.Ok<>(new JWKSet(EC.toPublicJWK())));
  }

  @Test
  void anAnswerThatNeverEnds_isGivenUpInTime() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    issuer.answering =
        (exchange, code, body) -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        };
    assertThat(keys(issuer.trusted(), SHORT))
        .isInstanceOfSatisfying(
            Result.Failed.class,
            failed -> assertThat(failed.reason()).contains("no complete response"));
    over.countDown();
  }

  @ParameterizedTest
  @CsvSource({
    "https://login.example/tenant,true",
    "http://127.0.0.1:8080,true",
    "http://localhost,true",
    "http://[::1]:8080/x,true",
    "http://login.example,false",
    "http://localhost.evil.example,false",
    "http://127.0.0.2,false",
    "ftp://login.example,false",
    "https://user:secret@login.example,false",
    "https://login.example/#x,false"
  })
  void trustworthy_isHttpsOrThisMachine(URI uri, boolean expected) {
    assertThat(TrustedIssuer.trustworthy(uri)).isEqualTo(expected);
  }

  private static List<JWK> publicKeys() {
    return List.of(RSA.toPublicJWK(), EC.toPublicJWK());
  }
}
