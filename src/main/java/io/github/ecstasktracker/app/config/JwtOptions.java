package io.github.ecstasktracker.app.config;

import static io.github.ecstasktracker.app.config.Verb.DOCTOR;
import static io.github.ecstasktracker.app.config.Verb.RUN;

import io.github.ecstasktracker.app.config.Option.Group;
import java.net.URI;
import java.util.regex.Pattern;

/** The rows of {@link Options} for tokens signed by an issuer. */
final class JwtOptions {
  static final Option<URI> ISSUER =
      Option.of(
              Group.HTTP,
              "--jwt-issuer",
              Kinds.issuer(),
              "OpenID Connect issuer whose signed tokens (JWT) are accepted in addition to the"
                  + " token of --api-token-file; exactly as in its tokens. Unset: none.")
          .onlyFor(RUN, DOCTOR);

  static final Option<String> AUDIENCE =
      Option.of(
              Group.HTTP,
              "--jwt-audience",
              Kinds.text(
                  "NAME",
                  "1 to 255 letters, digits and marks of : / . _ ~ @ + -",
                  Pattern.compile("[A-Za-z0-9:/._~@+-]{1,255}")),
              "Audience that tokens of --jwt-issuer must have. Such a token allows everything that"
                  + " the token of --api-token-file allows, unless --jwt-scopes is on.")
          .onlyFor(RUN, DOCTOR);

  static final Option<URI> JWKS_URL =
      Option.of(
              Group.HTTP,
              "--jwt-jwks-url",
              Kinds.issuer(),
              "URL of the keys of --jwt-issuer (a JWK set). Unset: the one in its discovery"
                  + " document.")
          .onlyFor(RUN, DOCTOR);

  static final Option<Boolean> SCOPES =
      Option.of(
              Group.HTTP,
              "--jwt-scopes",
              Kinds.onOff(),
              "A token of --jwt-issuer allows only what its claim scope (or scp) names:"
                  + " ecs-task-tracker:read is /diff, /changes, /query and /hosts,"
                  + " ecs-task-tracker:sync is /sync, ecs-task-tracker:report is /report.")
          .defaultsTo("off")
          .onlyFor(RUN, DOCTOR);

  private JwtOptions() {}
}
