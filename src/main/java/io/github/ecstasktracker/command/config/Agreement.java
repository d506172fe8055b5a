package io.github.ecstasktracker.command.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The rules that options must keep together. Silent about options that are already refused. */
final class Agreement {
  /**
   * Kubernetes sets such variables for every Service of the namespace, in Docker's old way; where a
   * Service is called ecs-task-tracker they begin as ours do.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(Option.ENV_PREFIX + "(.*_)?(SERVICE_HOST|SERVICE_PORT|PORT)(_.*)?");

  private Agreement() {}

  static List<String> errors(Values values, Map<String, String> env) {
    List<String> errors = new ArrayList<>();
    clusters(values, errors);
    replicas(values, errors);
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
            "%s is in another Region than %s says: %s; run one controller a Region"
                .formatted(Options.CLUSTERS.title(), Options.REGION.title(), cluster));
      }
    }
  }

  private static void replicas(Values values, List<String> errors) {
    boolean elect = values.find(Options.LEADER_ELECT).orElse(false);
    Optional<String> lease = values.find(Options.LEASE_TABLE);
    if (elect) {
      errors.add(
          Options.LEADER_ELECT.title()
              + " is on: this release runs as one replica; turn it off and run one");
    } else if (lease.isPresent()) {
      errors.add(
          Options.LEASE_TABLE.title()
              + " is set without "
              + Options.LEADER_ELECT.flag()
              + ": leave it out");
    }
    if (lease.isPresent() && lease.equals(values.find(Options.TABLE))) {
      errors.add(
          Options.LEASE_TABLE.title()
              + " is the managed table: must be another one, as Traefik warns on foreign items");
    }
  }

  /** A misspelt variable would otherwise be a setting that silently does not hold. */
  private static void unknownVariables(Map<String, String> env, List<String> errors) {
    for (String name : new TreeSet<>(env.keySet())) {
      boolean known = Options.ALL.stream().anyMatch(option -> option.env().contains(name));
      if (name.startsWith(Option.ENV_PREFIX) && !known && !SERVICE_LINK.matcher(name).matches()) {
        errors.add(name + " is no variable of this release: see --help, and mend or unset it");
      }
    }
  }
}
