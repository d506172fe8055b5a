package io.github.ecstasktracker.app.config;

import static io.github.ecstasktracker.app.config.Kind.one;
import static io.github.ecstasktracker.app.config.Verb.AGENT;
import static io.github.ecstasktracker.app.config.Verb.DOCTOR;
import static io.github.ecstasktracker.app.config.Verb.HEALTH;
import static io.github.ecstasktracker.app.config.Verb.QUERY;
import static io.github.ecstasktracker.app.config.Verb.RUN;
import static io.github.ecstasktracker.app.config.Verb.SYNC;

import io.github.ecstasktracker.app.config.Option.Group;
import java.net.URI;
import java.nio.file.Path;

/** Options of the HTTP server, and of commands that ask one. */
final class HttpOptions {
  private HttpOptions() {}

  static final Option<URI> URL =
      Option.of(
              Group.HTTP,
              "--url",
              Kinds.webAddress(),
              "Asks a running controller at this address instead of doing the work here: for sync"
                  + " the leader (POST /sync), for query any replica. No other option is needed"
                  + " then, except --api-token-file off loopback.")
          .onlyFor(SYNC, QUERY);

  static final Option<ListenAddress> PORT =
      Option.of(
              Group.HTTP,
              "--port",
              one(
                  "[HOST]:PORT",
                  "a port from 0 to 65535, alone or after a host, like 8080, :8080 or"
                      + " 127.0.0.1:8080",
                  ListenAddress::parse),
              "Address to listen on; all interfaces if no host is given.")
          .fromEnv("PORT")
          .defaultsTo(":8080")
          .onlyFor(RUN, DOCTOR, HEALTH);

  static final Option<Path> API_TOKEN_FILE =
      Option.of(
              Group.HTTP,
              "--api-token-file",
              Kinds.secretFile(),
              "File with the bearer token for /sync, /diff, /changes, /query, /hosts and /report"
                  + " off loopback. Unset, and no --jwt-issuer: these routes are closed off"
                  + " loopback.")
          .onlyFor(RUN, SYNC, QUERY, DOCTOR, AGENT);

  static final Option<Boolean> COMPAT =
      Option.of(
              Group.HTTP,
              "--compat",
              Kinds.onOff(),
              "Also answers GET /sync and GET /syncslow, as the first ecs-task-tracker did.")
          .defaultsTo("off")
          .onlyFor(RUN, DOCTOR);
}
