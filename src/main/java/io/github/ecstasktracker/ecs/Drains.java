package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.Urgency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;
import software.amazon.awssdk.services.ecs.model.DescribeContainerInstancesResponse;

/**
 * Which container instances ECS drains: one DescribeContainerInstances for each hundred.
 *
 * <ul>
 *   <li>A read of everything asks for all anew; any other only for those never asked for.
 *   <li>A failed call teaches nothing: what was known before stands, and an instance of which
 *       nothing is known does not drain.
 *   <li>Bounded.
 * </ul>
 */
final class Drains {
  private static final Logger LOG = LoggerFactory.getLogger(Drains.class);
  private static final String DRAINING = "DRAINING";

  private final AwsCalls calls;
  private final Fanout fanout;
  private final BoundedCache<String, Boolean> known;

  Drains(AwsCalls calls, Fanout fanout, int max) {
    this.calls = calls;
    this.fanout = fanout;
    this.known = new BoundedCache<>(max);
  }

  /** Those among these instances that drain. */
  Set<String> among(
      String cluster, Collection<String> instanceArns, boolean anew, Urgency urgency) {
    Set<String> asked = new TreeSet<>(instanceArns);
    List<String> due = asked.stream().filter(arn -> anew || known.get(arn).isEmpty()).toList();
    List<List<String>> pages = new ArrayList<>(Fanout.batches(due, AwsCalls.ECS_PAGE));
    fanout
        .map(pages, page -> calls.describeContainerInstances(cluster, page, urgency))
        .forEach(Drains.this::take);
    Set<String> draining = new HashSet<>();
    for (String arn : asked) {
      if (known.get(arn).orElse(false)) {
        draining.add(arn);
      }
    }
    return draining;
  }

  private void take(Result<DescribeContainerInstancesResponse> page) {
    switch (page) {
      case Result.Ok<DescribeContainerInstancesResponse>(var answer) -> {
        for (ContainerInstance instance : answer.containerInstances()) {
          known.put(instance.containerInstanceArn(), DRAINING.equals(instance.status()));
        }
      }
      case Result.Failed<DescribeContainerInstancesResponse>(String reason, boolean _) ->
          LOG.atWarn()
              .addKeyValue("reason", reason)
              .log("not known which hosts drain now; what was known before stands");
    }
  }
}
