package io.github.ecstasktracker.http.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * The scopes of a token: the words of {@code scope} (RFC 9068, section 2.2.3) and of {@code scp},
 * as some issuers call it, as one text or as a list.
 */
final class Scopes {
  private Scopes() {}

  /** Whether the scope is included, compared exactly. */
  static boolean include(JWTClaimsSet claims, String word) {
    return Stream.of("scope", "scp")
        .flatMap(claim -> words(claims.getClaim(claim)))
        .anyMatch(word::equals);
  }

  private static Stream<String> words(Object claim) {
    return switch (claim) {
      case String text -> Stream.of(text.split(" ", -1));
      case Collection<?> list ->
          list.stream().filter(String.class::isInstance).map(String.class::cast);
      case null, default -> Stream.empty();
    };
  }
}
