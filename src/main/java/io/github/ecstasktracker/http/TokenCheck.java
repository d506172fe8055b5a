package io.github.ecstasktracker.http;

import io.github.ecstasktracker.http.auth.JwtCheck;

/** What a bearer token opens. Safe between threads; never throws for a text. */
@FunctionalInterface
public interface TokenCheck {
  /** About one token and one group of routes. */
  enum Answer {
    OPENS,
    /** A good token that does not open these. */
    OPENS_OTHERS,
    UNKNOWN
  }

  Answer of(String token, RouteGroup group);

  /** Tokens of an issuer. */
  static TokenCheck of(JwtCheck check) {
    return (token, group) ->
        switch (check.judge(token, group.scope())) {
          case ACCEPTED -> Answer.OPENS;
          case OTHER_SCOPE -> Answer.OPENS_OTHERS;
          case REFUSED, NO_KEYS -> Answer.UNKNOWN;
        };
  }
}
