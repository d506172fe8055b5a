package io.github.ecstasktracker.http.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.github.ecstasktracker.model.Result;
import java.text.ParseException;
import java.util.List;

/** Selects an issuer's usable keys: public keys of sufficient size for RS256 and ES256. */
final class IssuerKeys {
  /**
   * Issuers have two or three keys; each additional key is another check for a token that names
   * none.
   */
  static final int MAX = 50;

  /** RFC 7518, section 3.3. */
  private static final int RSA_BITS = 2048;

  private IssuerKeys() {}

  /** At least one key, or the reason why there is none. */
  static Result<JWKSet> of(String document) {
    try {
      List<JWK> usable =
          JWKSet.parse(document).getKeys().stream()
              .filter(IssuerKeys::usable)
              .map(JWK::toPublicJWK)
              .toList();
      if (usable.isEmpty()) {
        return new Result.Failed<>("no key for RS256 or ES256 among the issuer's keys", false);
      }
      if (usable.size() > MAX) {
        return new Result.Failed<>("more than " + MAX + " keys", false);
      }
      return new Result.Ok<>(new JWKSet(usable));
    } catch (ParseException | IllegalArgumentException _) {
      return new Result.Failed<>("the issuer's keys are not a JWK set", false);
    }
  }

  private static boolean usable(JWK key) {
    boolean signs = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
    return signs
        && switch (key) {
          case RSAKey rsa -> rsa.size() >= RSA_BITS && fits(rsa, JWSAlgorithm.RS256);
          case ECKey ec -> ec.getCurve().equals(Curve.P_256) && fits(ec, JWSAlgorithm.ES256);
          default -> false;
        };
  }

  private static boolean fits(JWK key, JWSAlgorithm algorithm) {
    return key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm);
  }
}
