package io.github.ecstasktracker.http.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.github.ecstasktracker.metrics.OutcomeCounters;
import io.github.ecstasktracker.model.MonotonicClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks whether a text is a currently valid token that the trusted issuer signed for this
 * audience.
 *
 * <ul>
 *   <li>Only RS256 and ES256 are accepted; {@code iss}, {@code aud} and {@code exp} are required
 *       and checked, {@code nbf} is checked if present, with half a minute of tolerance for clock
 *       skew.
 *   <li>Keys come from {@link SigningKeys}; key locations in a token ({@code jku}, {@code x5u},
 *       {@code jwk}) are ignored.
 *   <li>If scopes are used, a token is only good for its scopes.
 *   <li>The answer is no in case of doubt, including when the keys cannot be read. Never throws for
 *       a text; the reason is only logged, at debug level.
 * </ul>
 */
public final class JwtCheck {
  private static final Logger LOG = LoggerFactory.getLogger(JwtCheck.class);

  static final Duration SKEW = Duration.ofSeconds(30);

  /** Longest token that fits in the headers of a request. */
  static final int TOKEN_MAX = 16 * 1024;

  private static final int REASON_MAX = 200;

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final boolean scoped;
  private final OutcomeCounters<Outcome> counters;

  public JwtCheck(
      TrustedIssuer trusted,
      IssuerClient client,
      MonotonicClock clock,
      InstantSource wall,
      Counters counters) {
    this(trusted, new SigningKeys(client::keys, clock, counters.keys()), wall, counters.tokens());
  }

  JwtCheck(
      TrustedIssuer trusted,
      SigningKeys keys,
      InstantSource wall,
      OutcomeCounters<Outcome> counters) {
    this.scoped = trusted.scoped();
    this.counters = counters;
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), keys));
    processor.setJWTClaimsSetVerifier(new Claims(trusted, wall));
  }

  /** Result of checking a token. */
  public enum Outcome {
    ACCEPTED,
    REFUSED,
    /** Valid, but for a different scope. */
    OTHER_SCOPE,
    /** The issuer's keys could not be read, so access is denied. */
    NO_KEYS
  }

  /**
   * Counters that exist whatever is configured, so that no rate or alert meets a missing series.
   */
  public static final class Counters {
    private final OutcomeCounters<Outcome> tokens;
    private final OutcomeCounters<SigningKeys.Outcome> keys;

    public Counters(MeterRegistry registry) {
      tokens =
          new OutcomeCounters<>(
              registry,
              "ecs_task_tracker.jwt.checks",
              "Checks of tokens of --jwt-issuer by result",
              Outcome.class);
      keys =
          new OutcomeCounters<>(
              registry,
              "ecs_task_tracker.jwt.key.reads",
              "Reads of the keys of --jwt-issuer by result",
              SigningKeys.Outcome.class);
    }

    OutcomeCounters<Outcome> tokens() {
      return tokens;
    }

    OutcomeCounters<SigningKeys.Outcome> keys() {
      return keys;
    }
  }

  /**
   * Checks a token.
   *
   * @param scope the scope that the request needs
   */
  public Outcome judge(String token, String scope) {
    Outcome outcome = outcome(token, scope);
    counters.add(outcome, 1);
    return outcome;
  }

  private Outcome outcome(String token, String scope) {
    if (token.length() > TOKEN_MAX) {
      return refused("longer than " + TOKEN_MAX);
    }
    try {
      JWTClaimsSet claims = processor.process(SignedJWT.parse(token), null);
      return !scoped || Scopes.include(claims, scope) ? Outcome.ACCEPTED : Outcome.OTHER_SCOPE;
    } catch (ParseException | BadJOSEException | IllegalArgumentException e) {
      return refused(String.valueOf(e.getMessage()));
    } catch (KeySourceException e) {
      LOG.atDebug().addKeyValue("reason", e.getMessage()).log("token not judged");
      return Outcome.NO_KEYS;
    } catch (JOSEException e) {
      return refused(String.valueOf(e.getMessage()));
    }
  }

  private static Outcome refused(String reason) {
    LOG.atDebug()
        .addKeyValue("reason", reason.substring(0, Math.min(reason.length(), REASON_MAX)))
        .log("token refused");
    return Outcome.REFUSED;
  }

  private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final InstantSource wall;

    Claims(TrustedIssuer trusted, InstantSource wall) {
      super(
          trusted.audience(),
          new JWTClaimsSet.Builder().issuer(trusted.issuer().toString()).build(),
          Set.of("exp"));
      this.wall = wall;
      setMaxClockSkew((int) SKEW.toSeconds());
    }

    @Override
    protected Date currentTime() {
      return Date.from(wall.instant());
    }
  }
}
