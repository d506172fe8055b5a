package io.github.ecstasktracker.command.config;

import io.github.ecstasktracker.plan.Policy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A valid configuration: every value is typed, in range, and agrees with the others. Options that
 * the command does not use have their defaults.
 */
public record Config(
    Scope scope, Rules rules, Triggers triggers, Pace pace, Http http, Output output, Logs logs) {

  /**
   * What is kept in sync.
   *
   * @param clusters short names, each once, at least one
   */
  public record Scope(String region, List<String> clusters, String table, ServiceFilter services) {}

  /**
   * What may be changed.
   *
   * @param maxRemovalPercent 0 to 100
   * @param defaultWeight empty keeps weights edited by hand
   * @param force lifts the guards, once
   */
  public record Rules(
      Policy policy,
      int maxRemovalPercent,
      OptionalInt defaultWeight,
      boolean dryRun,
      boolean force) {}

  /** Where changes are heard of, beside the resync. */
  public record Triggers(
      Optional<URI> queueUrl, List<String> topicArns, Optional<Path> eventTokenFile) {
    /** Whether anything but the timers tells of changes. */
    public boolean any() {
      return queueUrl.isPresent() || !topicArns.isEmpty() || eventTokenFile.isPresent();
    }
  }

  /**
   * How fast.
   *
   * @param apiShare above 0, at most 1
   */
  public record Pace(
      Duration resyncInterval,
      Duration healthInterval,
      double apiShare,
      int workers,
      Duration shutdownTimeout) {}

  /** The HTTP server. */
  public record Http(ListenAddress listen, Optional<Path> apiTokenFile, boolean compat) {}

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
            values.get(Options.REGION),
            values.get(Options.CLUSTERS).stream().map(Config::shortName).toList(),
            values.get(Options.TABLE),
            new ServiceFilter(
                values.find(Options.SERVICE_ALLOW).orElse(List.of()),
                values.find(Options.SERVICE_DENY).orElse(List.of()))),
        new Rules(
            values.get(Options.POLICY),
            values.get(Options.MAX_REMOVAL),
            values.find(Options.DEFAULT_WEIGHT).map(OptionalInt::of).orElse(OptionalInt.empty()),
            values.get(Options.DRY_RUN),
            values.get(Options.FORCE)),
        new Triggers(
            values.find(Options.QUEUE_URL),
            values.find(Options.TOPIC_ARN).orElse(List.of()),
            values.find(Options.EVENT_TOKEN_FILE)),
        new Pace(
            values.get(Options.RESYNC_INTERVAL),
            values.get(Options.HEALTH_INTERVAL),
            values.get(Options.API_SHARE),
            values.get(Options.WORKERS),
            values.get(Options.SHUTDOWN_TIMEOUT)),
        new Http(
            values.get(Options.PORT),
            values.find(Options.API_TOKEN_FILE),
            values.get(Options.COMPAT)),
        new Output(values.get(Options.OUTPUT), values.get(Options.COLOR)),
        new Logs(
            values.find(Options.LOG_LEVEL).orElse(debug ? LogLevel.DEBUG : LogLevel.INFO),
            values.get(Options.LOG_FORMAT),
            debug));
  }

  static String shortName(String cluster) {
    return cluster.substring(cluster.lastIndexOf('/') + 1);
  }
}
