package io.github.ecstasktracker.http;

import io.github.ecstasktracker.http.auth.JwtCheck;

/** Checks which routes a bearer token opens. Thread-safe; never throws for a text. */
@FunctionalInterface
public interface TokenCheck {
  /** Result for one token and one group of routes. */
  enum Answer {
    OPENS,
    /** A valid token that does not open these routes. */
    OPENS_OTHERS,
    UNKNOWN
  }

  Answer of(String token, RouteGroup group);

  /** A check for tokens of an issuer. */
  static TokenCheck of(JwtCheck check) {
    return (token, group) ->
        switch (check.judge(token, group.scope())) {
          case ACCEPTED -> Answer.OPENS;
          case OTHER_SCOPE -> Answer.OPENS_OTHERS;
          case REFUSED, NO_KEYS -> Answer.UNKNOWN;
        };
  }
}
