package io.github.ecstasktracker.app.config;

import io.github.ecstasktracker.directory.LinkTemplate;
import io.github.ecstasktracker.plan.OnHostDrain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Checks rules that involve several options. Ignores options that are already invalid. */
final class ConfigValidator {
  /**
   * Kubernetes sets such variables for every Service in the namespace, in Docker's old style. Those
   * of a Service called ecs-task-tracker have the same prefix as ours.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(Option.ENV_PREFIX + "(.*_)?(SERVICE_HOST|SERVICE_PORT|PORT)(_.*)?");

  /** docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html. */
  private static final int TABLE_NAME_MAX = 255;

  private ConfigValidator() {}

  static List<String> errors(Verb verb, Values values, Map<String, String> env) {
    List<String> errors = new ArrayList<>();
    clusters(values, errors);
    target(verb, values, errors);
    replicas(values, errors);
    leaseTiming(values, errors);
    links(values, errors);
    tls(verb, values, errors);
    if (verb == Verb.QUERY && !given(values, DirectoryOptions.NAME)) {
      errors.add("query needs a name to find: query NAME");
    }
    hostDrain(values, errors);
    jwt(values, errors);
    history(values, errors);
    unknownVariables(env, errors);
    return errors;
  }

  private static void clusters(Values values, List<String> errors) {
    Optional<String> region = values.find(Options.REGION);
    List<String> seen = new ArrayList<>();
    for (String cluster : values.find(Options.CLUSTERS).orElse(List.of())) {
      String name = Config.shortName(cluster);
      if (seen.contains(name)) {
        errors.add(Options.CLUSTERS.title() + " names " + name + " twice: leave one out");
      }
      seen.add(name);
      if (cluster.startsWith("arn:")
          && region.isPresent()
          && !cluster.split(":", 5)[3].equals(region.get())) {
        errors.add(
            "%s is not in the Region of %s: %s; run one controller per Region"
                .formatted(Options.CLUSTERS.title(), Options.REGION.title(), cluster));
      }
    }
  }

  /** A rule has exactly one destination. */
  private static void target(Verb verb, Values values, List<String> errors) {
    boolean ensured = values.find(EventOptions.ENSURE_RULE).orElse(false);
    if (!ensured && !Verb.TRIGGERS.contains(verb)) {
      return;
    }
    int places =
        (values.find(EventOptions.QUEUE_URL).isPresent() ? 1 : 0)
            + values.find(EventOptions.TOPIC_ARN).orElse(List.of()).size();
    if (places != 1) {
      errors.add(
          "%s needs either %s or exactly one %s as the destination of events"
              .formatted(
                  ensured ? EventOptions.ENSURE_RULE.title() : verb.word(),
                  EventOptions.QUEUE_URL.title(),
                  EventOptions.TOPIC_ARN.title()));
    }
  }

  private static void replicas(Values values, List<String> errors) {
    String lease = Config.leaseTable(values);
    if (values.find(Options.TABLE).filter(lease::equals).isPresent()) {
      errors.add(
          ReplicaOptions.LEASE_TABLE.title()
              + " is the managed table: must be a different one, because Traefik warns about"
              + " foreign items");
    } else if (lease.length() > TABLE_NAME_MAX) {
      errors.add(
          ReplicaOptions.LEASE_TABLE.title()
              + " is not set, and the name of --table followed by -lease is too long for a table:"
              + " set it");
    }
  }

  /** These limits separate consecutive leaders in time; the fence does so in any case. */
  private static void leaseTiming(Values values, List<String> errors) {
    Optional<Duration> duration = values.find(ReplicaOptions.LEASE_DURATION);
    Optional<Duration> deadline = values.find(ReplicaOptions.LEASE_RENEW_DEADLINE);
    Optional<Duration> retry = values.find(ReplicaOptions.LEASE_RETRY_PERIOD);
    if (duration.isPresent()
        && deadline.isPresent()
        && duration.get().compareTo(deadline.get()) <= 0) {
      errors.add(
          "%s is not longer than %s: a leader must stop before the next one may begin"
              .formatted(
                  ReplicaOptions.LEASE_DURATION.title(),
                  ReplicaOptions.LEASE_RENEW_DEADLINE.title()));
    }
    if (deadline.isPresent()
        && retry.isPresent()
        && deadline.get().compareTo(retry.get().multipliedBy(6).dividedBy(5)) <= 0) {
      errors.add(
          "%s is not longer than 1.2 x %s: a leader needs time to renew"
              .formatted(
                  ReplicaOptions.LEASE_RENEW_DEADLINE.title(),
                  ReplicaOptions.LEASE_RETRY_PERIOD.title()));
    }
  }

  /** A health check only trusts the certificate and needs no key. */
  private static void tls(Verb verb, Values values, List<String> errors) {
    if (verb != Verb.HEALTH
        && given(values, TlsOptions.CERT_FILE) != given(values, TlsOptions.KEY_FILE)) {
      errors.add(
          "%s and %s need each other"
              .formatted(TlsOptions.CERT_FILE.title(), TlsOptions.KEY_FILE.title()));
    }
  }

  /** Without a default weight, nothing would restore a server's weight after the drain. */
  private static void hostDrain(Values values, List<String> errors) {
    if (values.find(Options.ON_HOST_DRAIN).equals(Optional.of(OnHostDrain.WEIGHT))
        && values.find(Options.DEFAULT_WEIGHT).orElse(0) == 0) {
      errors.add(
          "%s set to weight needs %s above 0"
              .formatted(Options.ON_HOST_DRAIN.title(), Options.DEFAULT_WEIGHT.title()));
    }
  }

  /** Without an audience, tokens that the issuer made for other services would be accepted. */
  private static void jwt(Values values, List<String> errors) {
    boolean issuer = given(values, JwtOptions.ISSUER);
    if (issuer != given(values, JwtOptions.AUDIENCE)) {
      errors.add(
          "%s and %s need each other"
              .formatted(JwtOptions.ISSUER.title(), JwtOptions.AUDIENCE.title()));
    }
    if (!issuer && given(values, JwtOptions.JWKS_URL)) {
      errors.add("%s needs %s".formatted(JwtOptions.JWKS_URL.title(), JwtOptions.ISSUER.title()));
    }
    // Off is allowed without an issuer, because deployment templates set it.
    if (!issuer && values.get(JwtOptions.SCOPES)) {
      errors.add("%s needs %s".formatted(JwtOptions.SCOPES.title(), JwtOptions.ISSUER.title()));
    }
  }

  private static boolean given(Values values, Option<?> option) {
    return values.settings().stream().anyMatch(each -> each.option().equals(option));
  }

  private static void history(Values values, List<String> errors) {
    Optional<String> history = values.find(HistoryOptions.HISTORY_TABLE);
    if (history.isPresent()
        && (history.equals(values.find(Options.TABLE))
            || history.get().equals(Config.leaseTable(values)))) {
      errors.add(HistoryOptions.HISTORY_TABLE.title() + " must not be one of the other two tables");
    }
  }

  private static void links(Values values, List<String> errors) {
    List<String> seen = new ArrayList<>();
    for (LinkTemplate link : values.find(DirectoryOptions.LINKS).orElse(List.of())) {
      if (seen.contains(link.field())) {
        errors.add(
            DirectoryOptions.LINKS.title() + " names " + link.name() + " twice: leave one out");
      }
      seen.add(link.field());
    }
  }

  /** A misspelt variable would otherwise be ignored silently. */
  private static void unknownVariables(Map<String, String> env, List<String> errors) {
    for (String name : new TreeSet<>(env.keySet())) {
      boolean known = Options.ALL.stream().anyMatch(option -> option.env().contains(name));
      if (name.startsWith(Option.ENV_PREFIX) && !known && !SERVICE_LINK.matcher(name).matches()) {
        errors.add(
            name + " is not a variable of this release: see --help, and correct or unset it");
      }
    }
  }
}
