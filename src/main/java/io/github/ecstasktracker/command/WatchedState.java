package io.github.ecstasktracker.command;

import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.ecs.DesiredState;
import io.github.ecstasktracker.model.Home;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Urgency;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The reads of ECS, with the directory told of all that they see: it needs no call of its own, and
 * knows whatever the controller knows.
 */
final class WatchedState implements DesiredState {
  private final DesiredState ecs;
  private final Directory directory;
  private final MonotonicClock clock;
  private volatile Optional<Home> home = Optional.empty();

  WatchedState(DesiredState ecs, Directory directory, MonotonicClock clock) {
    this.ecs = ecs;
    this.directory = directory;
    this.clock = clock;
  }

  /** Where the clusters live, by the ARN of any task that ECS has described; empty until then. */
  Optional<Home> home() {
    return home;
  }

  @Override
  public Observation observeCluster(String cluster, Set<String> alsoDescribe, Urgency urgency) {
    long begun = clock.nanos();
    Observation seen = tell(ecs.observeCluster(cluster, alsoDescribe, urgency));
    if (seen instanceof Observation.Listed listed) {
      Set<String> arns = new HashSet<>();
      listed.placements().forEach(placement -> arns.add(placement.task().arn()));
      listed.unattributed().forEach(task -> arns.add(task.arn()));
      directory.listed(cluster, arns, begun);
    }
    return seen;
  }

  @Override
  public Observation observeService(ServiceKey service, Set<String> alsoDescribe, Urgency urgency) {
    return tell(ecs.observeService(service, alsoDescribe, urgency));
  }

  @Override
  public Observation describe(String cluster, Set<String> taskArns, Urgency urgency) {
    return tell(ecs.describe(cluster, taskArns, urgency));
  }

  @Override
  public Result<Map<ServiceKey, ServiceStatus>> statusOf(
      Collection<ServiceKey> services, Urgency urgency) {
    return ecs.statusOf(services, urgency);
  }

  private Observation tell(Observation seen) {
    if (seen instanceof Observation.Listed listed) {
      directory.observe(listed.placements());
      if (home.isEmpty()) {
        // Of tasks that ECS described: an ARN that was only heard of may be foreign.
        home = listed.placements().stream().findFirst().flatMap(it -> Home.of(it.task().arn()));
      }
    }
    return seen;
  }
}
