package io.github.ecstasktracker.model;

import org.jspecify.annotations.Nullable;

/**
 * An ECS service.
 *
 * @param cluster the cluster's short name, never its ARN
 * @param service the service's name, as it stands in a task's {@code group} behind {@code service:}
 */
public record ServiceKey(String cluster, String service) implements Comparable<ServiceKey> {
  @Override
  public int compareTo(ServiceKey other) {
    int byCluster = cluster.compareTo(other.cluster);
    return byCluster != 0 ? byCluster : service.compareTo(other.service);
  }

  // By hand: a record's own go through method handles, and every reconcile asks for these very
  // often.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServiceKey key
        && service.equals(key.service)
        && cluster.equals(key.cluster);
  }

  @Override
  public int hashCode() {
    return 31 * cluster.hashCode() + service.hashCode();
  }

  @Override
  public String toString() {
    return cluster + "/" + service;
  }
}
