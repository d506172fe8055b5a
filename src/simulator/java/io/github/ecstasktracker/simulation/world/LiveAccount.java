package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.Identity;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All clusters of the account, and its task definitions. */
final class LiveAccount {
  final Identity identity;
  final TaskDefinitions definitions;
  private final Map<String, LiveCluster> clusters = new TreeMap<>();

  LiveAccount(Identity identity) {
    this.identity = identity;
    this.definitions = new TaskDefinitions(identity);
  }

  LiveCluster obtain(String name) {
    return clusters.computeIfAbsent(name, n -> new LiveCluster(n, identity.cluster(n)));
  }

  /** By name or ARN; an ARN of another account or region is another cluster. */
  Optional<LiveCluster> find(String nameOrArn) {
    LiveCluster cluster = clusters.get(Identity.lastPart(nameOrArn));
    boolean isArn = nameOrArn.startsWith("arn:");
    return Optional.ofNullable(cluster).filter(c -> !isArn || c.arn.equals(nameOrArn));
  }

  LiveCluster require(String name) {
    LiveCluster known = clusters.get(name);
    return known != null
        ? known
        : find(name).orElseThrow(() -> new IllegalArgumentException("no cluster " + name));
  }

  Collection<LiveCluster> all() {
    return clusters.values();
  }
}
