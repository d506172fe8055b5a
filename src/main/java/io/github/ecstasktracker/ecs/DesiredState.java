package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Urgency;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * The port to what ECS is running. Calls block; every one ends within its timeouts. Nothing is
 * thrown for what AWS does on a bad day: throttles, errors, short and missing answers come back
 * inside the {@link Observation}.
 */
public interface DesiredState {
  /**
   * Every task of a cluster: {@code 2 * ceil(tasks / 100)} calls, and one for each hundred hosts
   * and each task definition seen for the first time.
   *
   * @param alsoDescribe task ARNs to describe even if the list does not hold them: known ones that
   *     may have stopped, and those a trigger spoke of
   */
  Observation observeCluster(String cluster, Set<String> alsoDescribe, Urgency urgency);

  /**
   * The tasks of one service: ListTasks by service, then DescribeTasks.
   *
   * @param alsoDescribe as in {@link #observeCluster}; described tasks of other services come back
   *     too
   */
  Observation observeService(ServiceKey service, Set<String> alsoDescribe, Urgency urgency);

  /** Describes known tasks, a hundred a call, without listing. */
  Observation describe(String cluster, Set<String> taskArns, Urgency urgency);

  /** DescribeServices, ten a call; every key asked for is in the answer. */
  Result<Map<ServiceKey, ServiceStatus>> statusOf(Collection<ServiceKey> services, Urgency urgency);
}
