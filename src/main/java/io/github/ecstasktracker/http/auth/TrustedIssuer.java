package io.github.ecstasktracker.http.auth;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An issuer whose tokens are accepted, with conditions.
 *
 * @param issuer exactly as in the {@code iss} claim of its tokens
 * @param audience audience that a token must have
 * @param keys URL of its keys; empty to use its discovery document
 * @param scoped whether a token only opens the routes of its scopes; otherwise it opens all routes
 */
public record TrustedIssuer(URI issuer, String audience, Optional<URI> keys, boolean scoped) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * Whether keys may be read from this URL: over https from anywhere, over http only from this
   * machine, because anybody who can modify plain HTTP traffic could insert a key.
   */
  public static boolean trustworthy(URI uri) {
    String host = uri.getHost();
    if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return false;
    }
    return "https".equals(uri.getScheme())
        || ("http".equals(uri.getScheme()) && LOOPBACK.contains(host.toLowerCase(Locale.ROOT)));
  }
}
