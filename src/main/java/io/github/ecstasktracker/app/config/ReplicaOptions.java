package io.github.ecstasktracker.app.config;

import static io.github.ecstasktracker.app.config.Verb.DIFF;
import static io.github.ecstasktracker.app.config.Verb.DOCTOR;
import static io.github.ecstasktracker.app.config.Verb.RUN;
import static io.github.ecstasktracker.app.config.Verb.SYNC;

import io.github.ecstasktracker.app.config.Option.Group;
import java.time.Duration;
import java.util.regex.Pattern;

/** The rows of {@link Options} for leader election. */
final class ReplicaOptions {
  static final Option<Boolean> LEADER_ELECT =
      Option.of(
              Group.REPLICAS,
              "--leader-elect",
              Kinds.onOff(),
              "Only the holder of the lease writes, so that several replicas can run. off is for a"
                  + " single replica, which refuses to start while the lease is held.")
          .defaultsTo("on")
          .onlyFor(RUN, SYNC, DOCTOR);

  static final Option<String> LEASE_TABLE =
      Option.of(
              Group.REPLICAS,
              "--lease-table",
              Kinds.text(
                  "NAME", "a DynamoDB table's name", Pattern.compile("[A-Za-z0-9_.-]{3,255}")),
              "DynamoDB table for the lease and for task definitions already read; not the same as"
                  + " --table. Unset: the name of --table followed by -lease. 'doctor --create'"
                  + " creates it.")
          .onlyFor(RUN, SYNC, DIFF, DOCTOR);

  static final Option<Duration> LEASE_DURATION =
      Option.of(
              Group.REPLICAS,
              "--lease-duration",
              Kinds.duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
              "A standby takes over when the lease has not been renewed for this long.")
          .defaultsTo("15s")
          .onlyFor(RUN, SYNC, DOCTOR);

  static final Option<Duration> LEASE_RENEW_DEADLINE =
      Option.of(
              Group.REPLICAS,
              "--lease-renew-deadline",
              Kinds.duration(Duration.ofMillis(500), Duration.ofMinutes(10)),
              "A leader that could not renew the lease for this long stops writing; shorter than"
                  + " --lease-duration.")
          .defaultsTo("10s")
          .onlyFor(RUN, SYNC, DOCTOR);

  static final Option<Duration> LEASE_RETRY_PERIOD =
      Option.of(
              Group.REPLICAS,
              "--lease-retry-period",
              Kinds.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
              "How often the leader renews the lease and a standby reads it; jitter adds up to a"
                  + " fifth.")
          .defaultsTo("2s")
          .onlyFor(RUN, SYNC, DOCTOR);

  static final Option<String> REPLICA_NAME =
      Option.of(
              Group.REPLICAS,
              "--replica-name",
              Kinds.text(
                  "NAME",
                  "1 to 255 letters, digits or characters of : / . _ @ -, beginning with a letter"
                      + " or digit",
                  Pattern.compile("[A-Za-z0-9][A-Za-z0-9:/._@-]{0,254}")),
              "Name of this process, shown while it leads. Unset: the ECS task's ARN, else"
                  + " $POD_NAME, else the host's name.")
          .onlyFor(RUN, SYNC);

  private ReplicaOptions() {}
}
