package io.github.ecstasktracker.http.auth;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whose tokens are taken, and which of them.
 *
 * @param issuer as its tokens name it in {@code iss}, to the letter
 * @param audience that a token must be made for
 * @param keys where its keys are; empty for the place that its discovery document names
 * @param scoped whether a token opens what its scopes name, and nothing else; otherwise everything
 */
public record TrustedIssuer(URI issuer, String audience, Optional<URI> keys, boolean scoped) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * Whether keys may come from there: by https from anywhere, by http from this machine alone.
   * Whoever can change what is under way could put his own key in.
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
