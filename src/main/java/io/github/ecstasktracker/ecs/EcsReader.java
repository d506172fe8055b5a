package io.github.ecstasktracker.ecs;

import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Urgency;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The port to what ECS is running. Methods that call AWS block for a token of each API's budget;
 * each call ends within its timeout. Throttles, errors and short answers are values; nothing is
 * thrown for them.
 */
public interface EcsReader {
  /**
   * The most that one call of ListTasks, DescribeTasks, ListContainerInstances or
   * DescribeContainerInstances takes (ECS API reference).
   */
  int PAGE = 100;

  /**
   * One page of ListTasks: the names of tasks that ECS wants to run.
   *
   * @param service a service's name; null for all tasks of the cluster
   * @param token of the page before; null for the first page
   */
  TaskList list(String cluster, @Nullable String service, @Nullable String token, Urgency urgency);

  /**
   * One DescribeTasks call.
   *
   * @param tasks chooses at most {@link #PAGE} task ARNs once a token is there, so that a call
   *     takes all that is due when it is made; no call is made for an empty choice
   */
  Description describe(String cluster, Supplier<List<String>> tasks, Urgency urgency);

  /** DescribeServices, ten a call; every service asked for is in the answer. */
  Result<Map<ServiceKey, ServiceStatus>> statusOf(Collection<ServiceKey> services, Urgency urgency);

  /** A pass over the cluster begins: hosts that may have begun to drain are asked for again. */
  void passBegins(String cluster, Urgency urgency);

  /**
   * A pass whose list of the cluster is whole has described all of it.
   *
   * @param arns of all tasks that were listed or asked for: nothing is kept of any other
   * @param begunNanos monotonic time at which the list began
   */
  void passEnded(String cluster, Set<String> arns, long begunNanos);
}
