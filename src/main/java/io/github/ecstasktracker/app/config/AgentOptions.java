package io.github.ecstasktracker.app.config;

import static io.github.ecstasktracker.app.config.Verb.AGENT;

import io.github.ecstasktracker.app.config.Option.Group;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The rows of {@link Options} for the agent on a host. */
final class AgentOptions {
  static final Option<URI> ENDPOINT =
      Option.of(
              Group.AGENT,
              "--endpoint",
              Kinds.webAddress(),
              "Controller to report to (POST /report/map), with the token of --api-token-file.")
          .isRequired()
          .onlyFor(AGENT);

  static final Option<URI> INTROSPECTION_URL =
      Option.of(
              Group.AGENT,
              "--introspection-url",
              Kinds.webAddress(),
              "Introspection API of the host's ECS agent.")
          .defaultsTo("http://127.0.0.1:51678")
          .onlyFor(AGENT);

  static final Option<URI> METADATA_URL =
      Option.of(
              Group.AGENT,
              "--metadata-url",
              Kinds.webAddress(),
              "EC2 instance metadata service (version 2).")
          .defaultsTo("http://169.254.169.254")
          .onlyFor(AGENT);

  static final Option<Duration> POLL_INTERVAL =
      Option.of(
              Group.AGENT,
              "--poll-interval",
              Kinds.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
              "Time between reads of the ECS agent, plus or minus a fifth.")
          .defaultsTo("1s")
          .onlyFor(AGENT);

  static final Option<Duration> HEARTBEAT_INTERVAL =
      Option.of(
              Group.AGENT,
              "--heartbeat-interval",
              Kinds.duration(Duration.ofSeconds(1), Duration.ofMinutes(5)),
              "Time between reports while nothing changes, plus or minus a fifth.")
          .defaultsTo("30s")
          .onlyFor(AGENT);

  static final List<Option<?>> ALL =
      List.of(ENDPOINT, INTROSPECTION_URL, METADATA_URL, POLL_INTERVAL, HEARTBEAT_INTERVAL);

  private AgentOptions() {}
}
