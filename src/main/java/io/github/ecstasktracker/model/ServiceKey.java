package io.github.ecstasktracker.model;

import java.util.Comparator;

/**
 * An ECS service.
 *
 * @param cluster the cluster's short name, never its ARN
 * @param service the service's name, as it stands in a task's {@code group} behind {@code service:}
 */
public record ServiceKey(String cluster, String service) implements Comparable<ServiceKey> {
  private static final Comparator<ServiceKey> ORDER =
      Comparator.comparing(ServiceKey::cluster).thenComparing(ServiceKey::service);

  @Override
  public int compareTo(ServiceKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return cluster + "/" + service;
  }
}
