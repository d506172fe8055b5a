package io.github.ecstasktracker.app.config;

import static io.github.ecstasktracker.app.config.Verb.DOCTOR;
import static io.github.ecstasktracker.app.config.Verb.HEALTH;
import static io.github.ecstasktracker.app.config.Verb.RUN;

import io.github.ecstasktracker.app.config.Option.Group;
import java.nio.file.Path;

/** The rows of {@link Options} for TLS. */
final class TlsOptions {
  static final Option<Path> CERT_FILE =
      Option.of(
              Group.HTTP,
              "--tls-cert-file",
              Kinds.file("a readable PEM file with the server's certificate and its chain"),
              "Serves HTTPS only, with this certificate and its chain. The file is re-read at"
                  + " handshakes, at most every ten seconds.")
          .onlyFor(RUN, DOCTOR, HEALTH);

  static final Option<Path> KEY_FILE =
      Option.of(
              Group.HTTP,
              "--tls-key-file",
              Kinds.file("a readable file with the certificate's key, in PKCS #8, unencrypted"),
              "Key of --tls-cert-file.")
          .onlyFor(RUN, DOCTOR);

  private TlsOptions() {}
}
