package io.github.ecstasktracker.app.config;

import io.github.ecstasktracker.directory.LinkTemplate;
import io.github.ecstasktracker.http.Admission;
import io.github.ecstasktracker.http.auth.TrustedIssuer;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.plan.Policy;
import io.github.ecstasktracker.trigger.TopicArn;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A valid configuration: every value is typed, in range and consistent with the others. Options
 * that the command does not use have their defaults.
 *
 * @param publishTo the event bus that receives events about writes
 * @param cloudWatchNamespace the CloudWatch namespace for metrics
 * @param sought the name to find in the directory
 * @param historyTable the table for stopped tasks; never the managed table
 */
public record Config(
    Scope scope,
    Rules rules,
    Triggers triggers,
    Pace pace,
    Http http,
    Replicas replicas,
    Agent agent,
    Output output,
    Logs logs,
    Optional<String> publishTo,
    Optional<String> cloudWatchNamespace,
    Optional<String> sought,
    Optional<String> historyTable) {

  /**
   * What is kept in sync. Everything is empty if {@code --url} delegates the work to another
   * process.
   *
   * @param clusters at least one short name, without duplicates
   */
  public record Scope(String region, List<String> clusters, String table, ServiceFilter services) {}

  /**
   * What may be changed.
   *
   * @param maxRemovalPercent 0 to 100
   * @param defaultWeight empty to keep weights edited by hand
   * @param onHostDrain WEIGHT only with a default weight above 0
   * @param force lifts the guards once
   * @param tryWrites whether to try writes that change nothing
   */
  public record Rules(
      Policy policy,
      int maxRemovalPercent,
      OptionalInt defaultWeight,
      OnHostDrain onHostDrain,
      boolean dryRun,
      boolean force,
      boolean tryWrites) {}

  /**
   * Event sources besides the resync.
   *
   * @param rule the rule that feeds the queue or the one topic
   */
  public record Triggers(
      Optional<URI> queueUrl, List<TopicArn> topicArns, Optional<Path> eventTokenFile, Rule rule) {
    /** Whether any event source is configured. */
    public boolean any() {
      return queueUrl.isPresent() || !topicArns.isEmpty() || eventTokenFile.isPresent();
    }
  }

  /**
   * The EventBridge rule.
   *
   * @param ensured whether it is checked regularly; then a queue or exactly one topic is set
   * @param name empty to derive it from the queue or topic
   * @param deadLetterArn empty to use the queue's own
   */
  public record Rule(boolean ensured, Optional<String> name, Optional<String> deadLetterArn) {}

  /**
   * Intervals and limits.
   *
   * @param apiShare above 0, at most 1
   */
  public record Pace(
      Duration resyncInterval,
      Duration healthInterval,
      double apiShare,
      int workers,
      Duration shutdownTimeout) {}

  /**
   * The HTTP server.
   *
   * @param jwt issuer whose tokens are accepted in addition to the file's
   * @param tlsCertificates certificate chain; set if the server uses HTTPS
   * @param tlsKey key of the certificate; set together with it on a server
   * @param links link templates for containers, with unique names
   * @param admissions networks that need no token for a group of routes
   * @param allHosts whether to show hosts without tasks
   * @param leader address of another process that does the work instead
   */
  public record Http(
      ListenAddress listen,
      Optional<Path> apiTokenFile,
      Optional<TrustedIssuer> jwt,
      boolean compat,
      Optional<Path> tlsCertificates,
      Optional<Path> tlsKey,
      List<LinkTemplate> links,
      List<Admission> admissions,
      boolean allHosts,
      Optional<URI> leader) {}

  /**
   * Which of several replicas writes.
   *
   * @param elect whether a lease decides
   * @param leaseTable never the managed table
   * @param leaseDuration longer than the renew deadline
   * @param renewDeadline longer than the retry period at its longest
   * @param retryPeriod without its jitter
   * @param name empty to derive it from the environment
   * @param create whether to create a missing lease table
   */
  public record Replicas(
      boolean elect,
      String leaseTable,
      Duration leaseDuration,
      Duration renewDeadline,
      Duration retryPeriod,
      Optional<String> name,
      boolean create) {}

  /**
   * The agent on a host.
   *
   * @param endpoint the controller; only the agent has one
   */
  public record Agent(
      Optional<URI> endpoint, URI introspection, URI metadata, Duration poll, Duration heartbeat) {}

  /** Answers of one-off commands. */
  public record Output(OutputFormat format, ColorMode color) {}

  /**
   * The log.
   *
   * @param debug whether errors show their stack traces
   */
  public record Logs(LogLevel level, LogFormat format, boolean debug) {}

  static Config of(Values values) {
    boolean debug = values.get(Options.DEBUG);
    return new Config(
        new Scope(
            values.find(Options.REGION).orElse(""),
            values.find(Options.CLUSTERS).orElse(List.of()).stream()
                .map(Config::shortName)
                .toList(),
            values.find(Options.TABLE).orElse(""),
            new ServiceFilter(
                values.find(Options.SERVICE_ALLOW).orElse(List.of()),
                values.find(Options.SERVICE_DENY).orElse(List.of()))),
        new Rules(
            values.get(Options.POLICY),
            values.get(Options.MAX_REMOVAL),
            values.find(Options.DEFAULT_WEIGHT).map(OptionalInt::of).orElse(OptionalInt.empty()),
            values.get(Options.ON_HOST_DRAIN),
            values.get(Options.DRY_RUN),
            values.get(Options.FORCE),
            values.get(Options.TRY_WRITES)),
        new Triggers(
            values.find(EventOptions.QUEUE_URL),
            values.find(EventOptions.TOPIC_ARN).orElse(List.of()),
            values.find(EventOptions.EVENT_TOKEN_FILE),
            new Rule(
                values.get(EventOptions.ENSURE_RULE),
                values.find(EventOptions.RULE_NAME),
                values.find(EventOptions.DEAD_LETTER_ARN))),
        new Pace(
            values.get(Options.RESYNC_INTERVAL),
            values.get(Options.HEALTH_INTERVAL),
            values.get(Options.API_SHARE),
            values.get(Options.WORKERS),
            values.get(Options.SHUTDOWN_TIMEOUT)),
        new Http(
            values.get(HttpOptions.PORT),
            values.find(HttpOptions.API_TOKEN_FILE),
            jwt(values),
            values.get(HttpOptions.COMPAT),
            values.find(TlsOptions.CERT_FILE),
            values.find(TlsOptions.KEY_FILE),
            values.find(DirectoryOptions.LINKS).orElse(List.of()),
            values.find(DirectoryOptions.ALLOW_CIDR).orElse(List.of()),
            values.get(DirectoryOptions.ALL_HOSTS),
            values.find(HttpOptions.URL)),
        new Replicas(
            values.get(ReplicaOptions.LEADER_ELECT),
            leaseTable(values),
            values.get(ReplicaOptions.LEASE_DURATION),
            values.get(ReplicaOptions.LEASE_RENEW_DEADLINE),
            values.get(ReplicaOptions.LEASE_RETRY_PERIOD),
            values.find(ReplicaOptions.REPLICA_NAME),
            values.get(Options.CREATE)),
        new Agent(
            values.find(AgentOptions.ENDPOINT),
            values.get(AgentOptions.INTROSPECTION_URL),
            values.get(AgentOptions.METADATA_URL),
            values.get(AgentOptions.POLL_INTERVAL),
            values.get(AgentOptions.HEARTBEAT_INTERVAL)),
        new Output(values.get(Options.OUTPUT), values.get(Options.COLOR)),
        new Logs(
            values.find(Options.LOG_LEVEL).orElse(debug ? LogLevel.DEBUG : LogLevel.INFO),
            values.get(Options.LOG_FORMAT),
            debug),
        values.find(EventOptions.PUBLISH_EVENTS),
        values.find(Options.CLOUDWATCH_NAMESPACE),
        values.find(DirectoryOptions.NAME),
        values.find(HistoryOptions.HISTORY_TABLE));
  }

  private static Optional<TrustedIssuer> jwt(Values values) {
    return values
        .find(JwtOptions.ISSUER)
        .map(
            issuer ->
                new TrustedIssuer(
                    issuer,
                    values.get(JwtOptions.AUDIENCE),
                    values.find(JwtOptions.JWKS_URL),
                    values.get(JwtOptions.SCOPES)));
  }

  /** The configured name, or else the managed table's name with a suffix. */
  static String leaseTable(Values values) {
    return values
        .find(ReplicaOptions.LEASE_TABLE)
        .orElseGet(() -> values.find(Options.TABLE).orElse("") + "-lease");
  }

  static String shortName(String cluster) {
    return cluster.substring(cluster.lastIndexOf('/') + 1);
  }
}
