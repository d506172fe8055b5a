package io.github.ecstasktracker.http.auth;

import static io.github.ecstasktracker.http.auth.FakeIssuer.AUDIENCE;
import static io.github.ecstasktracker.http.auth.FakeIssuer.EC;
import static io.github.ecstasktracker.http.auth.FakeIssuer.RSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.github.ecstasktracker.model.Result;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtCheckTest {
  private static final String ISSUER = "https://login.example/tenant";
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Result<JWKSet> published = published(RSA, EC);

  private static Result<JWKSet> published(JWK... keys) {
    return IssuerKeys.of(new JWKSet(List.of(keys)).toPublicJWKSet().toString());
  }

  private boolean taken(String token) {
    return judged(token, /* scoped= */ false) == JwtCheck.Outcome.ACCEPTED;
  }

  private JwtCheck.Outcome judged(String token, boolean scoped) {
    JwtCheck.Counters counters = new JwtCheck.Counters(registry);
    SigningKeys keys = new SigningKeys(() -> published, () -> 0, counters.keys());
    return new JwtCheck(
            new TrustedIssuer(URI.create(ISSUER), AUDIENCE, Optional.empty(), scoped),
            keys,
            InstantSource.fixed(NOW),
            counters.tokens())
        .judge(token, "tracker:read");
  }

  private static JWTClaimsSet.Builder claims() {
    return FakeIssuer.claims(ISSUER, NOW);
  }

  private static Date in(int seconds) {
    return Date.from(NOW.plusSeconds(seconds));
  }

  private static JWSHeader.Builder header(JWSAlgorithm algorithm) {
    return new JWSHeader.Builder(algorithm).keyID(RSA.getKeyID());
  }

  static Stream<Arguments> good() {
    return Stream.of(
        arguments("RS256", FakeIssuer.sign(RSA, claims().build())),
        arguments("ES256", FakeIssuer.sign(EC, claims().build())),
        arguments(
            "no type", FakeIssuer.sign(RSA, header(JWSAlgorithm.RS256).build(), claims().build())),
        arguments(
            "an access token",
            FakeIssuer.sign(
                RSA,
                header(JWSAlgorithm.RS256).type(new JOSEObjectType("at+jwt")).build(),
                claims().build())),
        arguments(
            "no key's name",
            FakeIssuer.sign(
                RSA, new JWSHeader.Builder(JWSAlgorithm.RS256).build(), claims().build())),
        arguments(
            "one of several audiences",
            FakeIssuer.sign(RSA, claims().audience(List.of("other", AUDIENCE)).build())),
        arguments(
            "over for less than the skew",
            FakeIssuer.sign(RSA, claims().expirationTime(in(-29)).build())),
        arguments(
            "begins within the skew",
            FakeIssuer.sign(RSA, claims().notBeforeTime(in(29)).build())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("good")
  void tokenOfTheIssuer_isTaken(String name, String token) {
    assertThat(taken(token)).isTrue();
    assertThat(counted("accepted")).isEqualTo(1);
  }

  static Stream<Arguments> scopes() {
    return Stream.of(
        arguments("scope", "tracker:read", true),
        arguments("scope", "openid tracker:sync tracker:read", true),
        arguments("scp", "openid tracker:read", true),
        arguments("scp", List.of("tracker:sync", "tracker:read"), true),
        arguments("scope", "tracker:sync", false),
        arguments("scope", "tracker:reader xtracker:read tracker:read:all", false),
        arguments("scope", "TRACKER:READ", false),
        arguments("scope", "tracker:read,tracker:sync", false),
        arguments("scope", "", false),
        arguments("scope", 7, false),
        arguments("scope", Map.of("tracker:read", true), false),
        arguments("scp", List.of(7, List.of("tracker:read")), false),
        arguments("roles", "tracker:read", false));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("scopes")
  void scopedToken_opensWhatItNames(String claim, Object words, boolean named) {
    String token = FakeIssuer.sign(RSA, claims().claim(claim, words).build());

    assertThat(judged(token, /* scoped= */ true))
        .isEqualTo(named ? JwtCheck.Outcome.ACCEPTED : JwtCheck.Outcome.OTHER_SCOPE);
    assertThat(counted(named ? "accepted" : "other_scope")).isEqualTo(1);
  }

  @Test
  void scopedToken_thatIsNoGoodOne_isRefusedWhateverItNames() {
    String token =
        FakeIssuer.sign(
            RSA, claims().claim("scope", "tracker:read").expirationTime(in(-31)).build());

    assertThat(judged(token, /* scoped= */ true)).isEqualTo(JwtCheck.Outcome.REFUSED);
  }

  static Stream<Arguments> bad() throws Exception {
    RSAKey stranger = FakeIssuer.rsa(RSA.getKeyID(), 2048);
    String good = FakeIssuer.sign(RSA, claims().build());
    String[] parts = good.split("\\.");
    return Stream.of(
        arguments("nothing", ""),
        arguments("no token", "s3cret"),
        arguments("dots", ".."),
        arguments("four parts", good + ".x"),
        arguments("no signature", parts[0] + "." + parts[1] + "."),
        arguments("alg none", new PlainJWT(claims().build()).serialize()),
        arguments(
            "alg none with a signature",
            Base64URL.encode("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2]),
        arguments("the public key as a shared secret", hmac()),
        arguments(
            "RS512", FakeIssuer.sign(RSA, header(JWSAlgorithm.RS512).build(), claims().build())),
        arguments(
            "PS256", FakeIssuer.sign(RSA, header(JWSAlgorithm.PS256).build(), claims().build())),
        arguments("another's key", FakeIssuer.sign(stranger, claims().build())),
        arguments(
            "its own key in its header",
            FakeIssuer.sign(
                stranger,
                header(JWSAlgorithm.RS256).jwk(stranger.toPublicJWK()).build(),
                claims().build())),
        arguments(
            "an unknown key's name",
            FakeIssuer.sign(
                RSA,
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("other").build(),
                claims().build())),
        arguments(
            "other claims",
            parts[0]
                + "."
                + Base64URL.encode(claims().subject("x").build().toString())
                + "."
                + parts[2]),
        arguments(
            "another type",
            FakeIssuer.sign(
                RSA,
                header(JWSAlgorithm.RS256).type(new JOSEObjectType("logout+jwt")).build(),
                claims().build())),
        arguments(
            "something that must be understood",
            FakeIssuer.sign(
                RSA,
                header(JWSAlgorithm.RS256)
                    .criticalParams(Set.of("x"))
                    .customParam("x", "1")
                    .build(),
                claims().build())),
        arguments("another issuer", FakeIssuer.sign(RSA, claims().issuer(ISSUER + "/").build())),
        arguments("no issuer", FakeIssuer.sign(RSA, claims().issuer(null).build())),
        arguments("another audience", FakeIssuer.sign(RSA, claims().audience("other").build())),
        arguments("no audience", FakeIssuer.sign(RSA, claims().audience((String) null).build())),
        arguments("no end", FakeIssuer.sign(RSA, claims().expirationTime(null).build())),
        arguments("over", FakeIssuer.sign(RSA, claims().expirationTime(in(-31)).build())),
        arguments("not yet", FakeIssuer.sign(RSA, claims().notBeforeTime(in(31)).build())),
        arguments(
            "too long",
            FakeIssuer.sign(RSA, claims().claim("x", "y".repeat(JwtCheck.TOKEN_MAX)).build())));
  }

  /** An HMAC over the public key: who takes the algorithm from the token takes this one. */
  private static String hmac() throws Exception {
    SignedJWT token = new SignedJWT(header(JWSAlgorithm.HS256).build(), claims().build());
    token.sign(new MACSigner(RSA.toRSAPublicKey().getEncoded()));
    return token.serialize();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void anyOtherToken_isRefused(String name, String token) {
    assertThat(taken(token)).isFalse();
    assertThat(counted("refused")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jku", "x5u"})
  void aPlaceOfKeysInAToken_isNotLookedAt(String place) throws Exception {
    try (FakeIssuer strangers = new FakeIssuer()) {
      String header =
          "{\"alg\":\"RS256\",\"kid\":\"%s\",\"%s\":\"%s/keys\"}"
              .formatted(RSA.getKeyID(), place, strangers.url());
      String token =
          FakeIssuer.sign(
              FakeIssuer.rsa(RSA.getKeyID(), 2048), JWSHeader.parse(header), claims().build());
      assertThat(taken(token)).isFalse();
      assertThat(strangers.asked).isEmpty();
    }
  }

  @Test
  void aKeyThatIsTooShort_isNotUsed() {
    RSAKey small = FakeIssuer.rsa("small", 1024);
    published = published(small, EC);
    assertThat(taken(FakeIssuer.sign(small, claims().build()))).isFalse();
    assertThat(taken(FakeIssuer.sign(EC, claims().build()))).isTrue();
  }

  @Test
  void aKeyForEncryption_isNotUsed() {
    Map<String, Object> key = RSA.toPublicJWK().toJSONObject();
    key.put("use", "enc");
    published = IssuerKeys.of("{\"keys\":[" + JSONObjectUtils.toJSONString(key) + "]}");
    assertThat(taken(FakeIssuer.sign(RSA, claims().build()))).isFalse();
    assertThat(counted("no_keys")).isEqualTo(1);
  }

  @Test
  void withoutKeys_nobodyGetsIn() {
    published = new Result.Failed<>("the issuer is away", false);
    assertThat(taken(FakeIssuer.sign(RSA, claims().build()))).isFalse();
    assertThat(counted("no_keys")).isEqualTo(1);
  }

  @Test
  void aChangedToken_isNeverTaken() {
    long seed = 20261121;
    Random random = new Random(seed);
    for (JWK key : List.of(RSA, EC)) {
      String good = FakeIssuer.sign(key, claims().build());
      String signed = good.substring(0, good.lastIndexOf('.'));
      for (int i = 0; i < 2_000; i++) {
        String changed = changed(good, random);
        if (!changed.substring(0, Math.max(0, changed.lastIndexOf('.'))).equals(signed)) {
          assertThat(taken(changed)).as("seed %d, %s", seed, changed).isFalse();
        }
      }
    }
  }

  private static String changed(String token, Random random) {
    byte[] bytes = token.getBytes(StandardCharsets.ISO_8859_1);
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(3)) {
      case 0 -> bytes[at] = (byte) random.nextInt(256);
      case 1 -> bytes = Arrays.copyOf(bytes, at);
      default -> bytes[at] = '.';
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private double counted(String outcome) {
    return registry.get("ecs_task_tracker.jwt.checks").tag("outcome", outcome).counter().count();
  }
}
