package io.github.ecstasktracker.app.config;

import static io.github.ecstasktracker.app.config.Verb.DIFF;
import static io.github.ecstasktracker.app.config.Verb.DOCTOR;
import static io.github.ecstasktracker.app.config.Verb.QUERY;
import static io.github.ecstasktracker.app.config.Verb.RUN;
import static io.github.ecstasktracker.app.config.Verb.SYNC;

import io.github.ecstasktracker.app.config.Option.Group;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.plan.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The table of options. Secrets are only given as files, so every value may be logged. */
public final class Options {
  static final Option<String> REGION =
      Option.of(
              Group.SCOPE,
              "--region",
              Kinds.text(
                  "REGION",
                  "an AWS Region, like eu-west-1",
                  Pattern.compile("[a-z]{2,5}(-[a-z]{2,12}){1,3}-[0-9]{1,2}")),
              "AWS Region of the clusters and the table.")
          .fromEnv("REGION", "AWS_REGION", "AWS_DEFAULT_REGION")
          .isRequired()
          .alsoFor(Set.of(QUERY))
          .alsoFor(Verb.TRIGGERS);

  static final Option<List<String>> CLUSTERS =
      Option.of(
              Group.SCOPE,
              "--cluster",
              Kinds.list(
                  Kinds.text(
                      "NAME",
                      "an ECS cluster's name or ARN",
                      Pattern.compile(
                          "(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:cluster/)?[A-Za-z0-9_-]{1,255}"))),
              "ECS clusters to follow, by name or ARN.")
          .fromEnv("CLUSTER")
          .isRequired()
          .alsoFor(Set.of(QUERY))
          .alsoFor(Verb.TRIGGERS);

  static final Option<String> TABLE =
      Option.of(
              Group.SCOPE,
              "--table",
              Kinds.text(
                  "NAME", "a DynamoDB table's name", Pattern.compile("[A-Za-z0-9_.-]{3,255}")),
              "DynamoDB table that Traefik reads.")
          .fromEnv("TRAEFIK_TABLE")
          .isRequired();

  static final Option<List<String>> SERVICE_ALLOW =
      Option.of(
          Group.SCOPE,
          "--service-allow",
          Kinds.list(glob()),
          "Manage only these services, by name, or by cluster/name if the pattern contains a"
              + " slash.");

  static final Option<List<String>> SERVICE_DENY =
      Option.of(
          Group.SCOPE,
          "--service-deny",
          Kinds.list(glob()),
          "Do not manage these services, even if --service-allow matches them.");

  static final Option<Boolean> DRY_RUN =
      Option.of(
              Group.RULES,
              "--dry-run",
              Kinds.onOff(),
              "Keeps reporting differences and writes nothing: no write client is created.")
          .defaultsTo("off")
          .onlyFor(RUN, DOCTOR);

  static final Option<Policy> POLICY =
      Option.of(
              Group.RULES,
              "--policy",
              Kinds.choice(Policy.class),
              "sync adds, changes and removes servers; upsert-only never removes; create-only only"
                  + " creates missing items.")
          .defaultsTo("sync");

  static final Option<Integer> MAX_REMOVAL =
      Option.of(
              Group.RULES,
              "--max-removal",
              Kinds.percent(),
              "Share of a backend's servers that may be removed without proof that their tasks are"
                  + " gone; three always may, the last one never.")
          .defaultsTo("50%");

  static final Option<Integer> DEFAULT_WEIGHT =
      Option.of(
          Group.RULES,
          "--default-weight",
          Kinds.whole(0, 1_000_000),
          "Weight of every server without a traefik.weight label. Unset: new servers get 0, which"
              + " Traefik 1.x reads as 1, and weights edited by hand stay.");

  static final Option<OnHostDrain> ON_HOST_DRAIN =
      Option.of(
              Group.RULES,
              "--on-host-drain",
              Kinds.choice(OnHostDrain.class),
              "What to do with servers on draining container instances while the backend has other"
                  + " servers: ignore until ECS stops them, weight 0 (needs --default-weight), or"
                  + " remove under the guards.")
          .defaultsTo("ignore");

  static final Option<Boolean> FORCE =
      Option.of(
              Group.RULES,
              "--force",
              Kinds.onOff(),
              "Also makes removals that the guards hold back, but never those based on an"
                  + " incomplete read.")
          .defaultsTo("off")
          .onlyFor(SYNC);

  static final Option<Boolean> TRY_WRITES =
      Option.of(
              Group.RULES,
              "--try-writes",
              Kinds.onOff(),
              "Also tries each write with a condition that can never hold; nothing is changed.")
          .defaultsTo("off")
          .onlyFor(DOCTOR);

  static final Option<Duration> RESYNC_INTERVAL =
      Option.of(
              Group.PACE,
              "--resync-interval",
              Kinds.duration(Duration.ofSeconds(5), Duration.ofHours(1)),
              "How often to re-read all clusters and the table, regardless of events.")
          .defaultsTo("60s")
          .onlyFor(RUN, DOCTOR);

  static final Option<Duration> HEALTH_INTERVAL =
      Option.of(
              Group.PACE,
              "--health-interval",
              Kinds.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
              "How often to re-read tasks with a container health check: a change of health sends"
                  + " no event.")
          .defaultsTo("15s")
          .onlyFor(RUN, DOCTOR);

  static final Option<Double> API_SHARE =
      Option.of(
              Group.PACE,
              "--api-share",
              Kinds.fraction("0.01", "1"),
              "Share of the account's AWS request budget that this deployment may use.")
          .defaultsTo("0.5")
          .onlyFor(RUN, DOCTOR);

  static final Option<Integer> WORKERS =
      Option.of(
              Group.PACE,
              "--workers",
              Kinds.whole(1, 256),
              "Number of backends processed concurrently.")
          .defaultsTo("8")
          .onlyFor(RUN, DOCTOR);

  static final Option<Duration> SHUTDOWN_TIMEOUT =
      Option.of(
              Group.PACE,
              "--shutdown-timeout",
              Kinds.duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
              "Time to finish work in flight after a signal to stop.")
          .defaultsTo("30s")
          .onlyFor(RUN, DOCTOR);

  static final Option<Boolean> CREATE =
      Option.of(
              Group.REPLICAS,
              "--create",
              Kinds.onOff(),
              "Creates the lease table if it is missing and enables its time to live; the same for"
                  + " the history table. Changes nothing else.")
          .defaultsTo("off")
          .onlyFor(DOCTOR);

  static final Option<OutputFormat> OUTPUT =
      Option.of(Group.OUTPUT, "--output", Kinds.choice(OutputFormat.class), "Format of the output.")
          .defaultsTo("text")
          .onlyFor(DIFF, QUERY, DOCTOR)
          .alsoFor(Verb.TRIGGERS);

  static final Option<ColorMode> COLOR =
      Option.of(
              Group.OUTPUT,
              "--color",
              Kinds.choice(ColorMode.class),
              "Coloured output; auto is on at a terminal, unless NO_COLOR is set.")
          .defaultsTo("auto")
          .onlyFor(DIFF, SYNC, DOCTOR);

  static final Option<String> CLOUDWATCH_NAMESPACE =
      Option.of(
              Group.OUTPUT,
              "--cloudwatch-namespace",
              Kinds.text(
                  "NAME",
                  "1 to 255 letters, digits or characters of . - _ / # :, not beginning with AWS/"
                      + " or :",
                  Pattern.compile("(?!AWS/|:)[A-Za-z0-9._/#:-]{1,255}")),
              "CloudWatch namespace that receives a short list of metrics each minute, at a cost."
                  + " Unset: none.")
          .onlyFor(RUN);

  static final Option<LogLevel> LOG_LEVEL =
      Option.of(
              Group.OUTPUT,
              "--log-level",
              Kinds.choice(LogLevel.class),
              "Lowest severity that is logged. Unset: info, or debug with --debug.")
          .alsoFor(Verb.LOGGING);

  static final Option<LogFormat> LOG_FORMAT =
      Option.of(
              Group.OUTPUT,
              "--log-format",
              Kinds.choice(LogFormat.class),
              "Format of the log on standard error.")
          .defaultsTo("text")
          .alsoFor(Verb.LOGGING);

  static final Option<Boolean> DEBUG =
      Option.of(
              Group.OUTPUT,
              "--debug",
              Kinds.onOff(),
              "Logs at debug level, and shows stack traces of errors.")
          .fromEnv("DEBUG")
          .defaultsTo("off")
          .alsoFor(Verb.LOGGING);

  /** Every option, in the order of {@code --help}. */
  public static final List<Option<?>> ALL =
      List.of(
          REGION,
          CLUSTERS,
          TABLE,
          DirectoryOptions.NAME,
          SERVICE_ALLOW,
          SERVICE_DENY,
          DRY_RUN,
          POLICY,
          MAX_REMOVAL,
          DEFAULT_WEIGHT,
          ON_HOST_DRAIN,
          FORCE,
          TRY_WRITES,
          EventOptions.QUEUE_URL,
          EventOptions.TOPIC_ARN,
          EventOptions.EVENT_TOKEN_FILE,
          EventOptions.ENSURE_RULE,
          EventOptions.RULE_NAME,
          EventOptions.DEAD_LETTER_ARN,
          EventOptions.PUBLISH_EVENTS,
          RESYNC_INTERVAL,
          HEALTH_INTERVAL,
          API_SHARE,
          WORKERS,
          SHUTDOWN_TIMEOUT,
          HttpOptions.URL,
          HttpOptions.PORT,
          HttpOptions.API_TOKEN_FILE,
          JwtOptions.ISSUER,
          JwtOptions.AUDIENCE,
          JwtOptions.JWKS_URL,
          JwtOptions.SCOPES,
          HttpOptions.COMPAT,
          TlsOptions.CERT_FILE,
          TlsOptions.KEY_FILE,
          DirectoryOptions.LINKS,
          DirectoryOptions.ALLOW_CIDR,
          DirectoryOptions.ALL_HOSTS,
          HistoryOptions.HISTORY_TABLE,
          ReplicaOptions.LEADER_ELECT,
          ReplicaOptions.LEASE_TABLE,
          ReplicaOptions.LEASE_DURATION,
          ReplicaOptions.LEASE_RENEW_DEADLINE,
          ReplicaOptions.LEASE_RETRY_PERIOD,
          ReplicaOptions.REPLICA_NAME,
          CREATE,
          AgentOptions.ENDPOINT,
          AgentOptions.INTROSPECTION_URL,
          AgentOptions.METADATA_URL,
          AgentOptions.POLL_INTERVAL,
          AgentOptions.HEARTBEAT_INTERVAL,
          OUTPUT,
          COLOR,
          CLOUDWATCH_NAMESPACE,
          LOG_LEVEL,
          LOG_FORMAT,
          DEBUG);

  private Options() {}

  /** The options that a command uses. */
  public static List<Option<?>> usedBy(Verb verb) {
    return ALL.stream().filter(option -> option.verbs().contains(verb)).toList();
  }

  private static Kind<String> glob() {
    return Kinds.text(
        "GLOB",
        "a name pattern, in which * matches any characters and ? matches one",
        Pattern.compile("[A-Za-z0-9_*?-]{1,255}(/[A-Za-z0-9_*?-]{1,255})?"));
  }
}
