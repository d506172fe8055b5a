package io.github.ecstasktracker.command.config;

import static io.github.ecstasktracker.command.config.Verb.DIFF;
import static io.github.ecstasktracker.command.config.Verb.DOCTOR;
import static io.github.ecstasktracker.command.config.Verb.RUN;
import static io.github.ecstasktracker.command.config.Verb.SYNC;

import io.github.ecstasktracker.command.config.Option.Group;
import java.time.Duration;
import java.util.regex.Pattern;

/** The rows of {@link Options} that say which of several replicas writes. */
final class ReplicaOptions {
  static final Option<Boolean> LEADER_ELECT =
      Option.of(
              Group.REPLICAS,
              "--leader-elect",
              Kinds.onOff(),
              "Only the holder of the lease writes, so that several replicas may run. off is for"
                  + " one replica, which refuses to start where a lease is held.")
          .defaultsTo("on")
          .onlyFor(RUN, SYNC, DOCTOR);

  static final Option<String> LEASE_TABLE =
      Option.of(
              Group.REPLICAS,
              "--lease-table",
              Kinds.text(
                  "NAME", "a DynamoDB table's name", Pattern.compile("[A-Za-z0-9_.-]{3,255}")),
              "DynamoDB table of the lease and of what was read of task definitions; another one"
                  + " than --table. Unset: the name of --table and -lease. 'doctor --create' makes"
                  + " it.")
          .onlyFor(RUN, SYNC, DIFF, DOCTOR);

  static final Option<Duration> LEASE_DURATION =
      Option.of(
              Group.REPLICAS,
              "--lease-duration",
              Kinds.duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
              "A standby takes over when it has seen the lease unrenewed for this long.")
          .defaultsTo("15s")
          .onlyFor(RUN, SYNC, DOCTOR);

  static final Option<Duration> LEASE_RENEW_DEADLINE =
      Option.of(
              Group.REPLICAS,
              "--lease-renew-deadline",
              Kinds.duration(Duration.ofMillis(500), Duration.ofMinutes(10)),
              "A leader that could not renew for this long stops writing; shorter than"
                  + " --lease-duration.")
          .defaultsTo("10s")
          .onlyFor(RUN, SYNC, DOCTOR);

  static final Option<Duration> LEASE_RETRY_PERIOD =
      Option.of(
              Group.REPLICAS,
              "--lease-retry-period",
              Kinds.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
              "The leader renews, and a standby looks, this often and up to a fifth later.")
          .defaultsTo("2s")
          .onlyFor(RUN, SYNC, DOCTOR);

  static final Option<String> REPLICA_NAME =
      Option.of(
              Group.REPLICAS,
              "--replica-name",
              Kinds.text(
                  "NAME",
                  "1 to 255 letters, digits and marks of : / . _ @ -, the first no mark",
                  Pattern.compile("[A-Za-z0-9][A-Za-z0-9:/._@-]{0,254}")),
              "Name of this process, shown while it leads. Unset: the ECS task's ARN, else"
                  + " $POD_NAME, else the host's name.")
          .onlyFor(RUN, SYNC);

  private ReplicaOptions() {}
}
