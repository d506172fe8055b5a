package io.github.ecstasktracker.simulation.faults;

import io.github.ecstasktracker.simulation.core.Timeline;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The account's request limits. Operations of one category share one bucket, as do all callers.
 *
 * <p>Sizes and rates of ECS: "Throttle API requests", Amazon ECS API Reference. Those of EC2 and
 * Systems Manager are of the order AWS grants; the other services have none here.
 */
public final class TokenBuckets {
  /** A category and its limit. */
  private record Limit(String category, int burst, int perSecond) {}

  private static final Limit CLUSTER_RESOURCES = new Limit("ecs cluster resource read", 100, 20);
  private static final Limit SERVICES = new Limit("ecs service read", 100, 20);
  private static final Limit TASK_DEFINITIONS = new Limit("ecs task definition read", 50, 20);
  private static final Limit CLUSTERS = new Limit("ecs cluster read", 50, 20);
  private static final Limit INSTANCES = new Limit("ec2 describe", 100, 20);
  private static final Limit MANAGED_INSTANCES = new Limit("ssm describe", 40, 40);

  private static final Map<Operation, Limit> LIMITS =
      Map.of(
          Operation.LIST_TASKS, CLUSTER_RESOURCES,
          Operation.DESCRIBE_TASKS, CLUSTER_RESOURCES,
          Operation.LIST_CONTAINER_INSTANCES, CLUSTER_RESOURCES,
          Operation.DESCRIBE_CONTAINER_INSTANCES, CLUSTER_RESOURCES,
          Operation.LIST_SERVICES, SERVICES,
          Operation.DESCRIBE_SERVICES, SERVICES,
          Operation.DESCRIBE_TASK_DEFINITION, TASK_DEFINITIONS,
          Operation.DESCRIBE_CLUSTERS, CLUSTERS,
          Operation.DESCRIBE_INSTANCES, INSTANCES,
          Operation.DESCRIBE_INSTANCE_INFORMATION, MANAGED_INSTANCES);

  private final Timeline timeline;
  private final Map<String, TokenBucket> buckets = new HashMap<>();
  private boolean unlimited;

  public TokenBuckets(Timeline timeline) {
    this.timeline = timeline;
  }

  /** No limits, for tests of other things. */
  public synchronized void unlimited() {
    unlimited = true;
  }

  /** Empties the bucket the operation draws from; it refills at its rate. */
  public synchronized void empty(Operation operation) {
    bucket(operation).empty(timeline.nanos());
  }

  /** Refuses everything of the operation's bucket for a while. */
  public synchronized void throttle(Operation operation, Duration period) {
    bucket(operation).emptyUntil(timeline.nanos() + period.toNanos());
  }

  public synchronized double tokens(Operation operation) {
    return bucket(operation).tokens(timeline.nanos());
  }

  synchronized boolean take(Operation operation) {
    return unlimited || !LIMITS.containsKey(operation) || bucket(operation).take(timeline.nanos());
  }

  private TokenBucket bucket(Operation operation) {
    Limit limit = LIMITS.get(operation);
    if (limit == null) {
      throw new IllegalArgumentException(operation + " has no limit");
    }
    return buckets.computeIfAbsent(
        limit.category(),
        category -> new TokenBucket(limit.burst(), limit.perSecond(), timeline.nanos()));
  }
}
