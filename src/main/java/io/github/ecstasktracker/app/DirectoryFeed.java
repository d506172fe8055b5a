package io.github.ecstasktracker.app;

import io.github.ecstasktracker.directory.Directory;
import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.ecs.TaskList;
import io.github.ecstasktracker.model.Home;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.Urgency;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An ECS reader that records everything it reads in the directory, so that the directory needs no
 * calls of its own and knows what the controller knows.
 */
final class DirectoryFeed implements EcsReader {
  private final EcsReader ecs;
  private final Directory directory;
  private volatile Optional<Home> home = Optional.empty();

  DirectoryFeed(EcsReader ecs, Directory directory) {
    this.ecs = ecs;
    this.directory = directory;
  }

  /**
   * The account and Region of the clusters, from the ARN of any task that ECS described; empty
   * until then.
   */
  Optional<Home> home() {
    return home;
  }

  @Override
  public TaskList list(
      String cluster, @Nullable String service, @Nullable String token, Urgency urgency) {
    return ecs.list(cluster, service, token, urgency);
  }

  @Override
  public Description describe(String cluster, Supplier<List<String>> tasks, Urgency urgency) {
    Description answer = ecs.describe(cluster, tasks, urgency);
    return answer instanceof Description.Answered answered ? recorded(answered) : answer;
  }

  private Description.Answered recorded(Description.Answered answer) {
    directory.observe(answer.placements());
    if (home.isEmpty()) {
      // Only from tasks that ECS described: an ARN from an event may be foreign.
      home = answer.placements().stream().findFirst().flatMap(it -> Home.of(it.task().arn()));
    }
    Optional<Supplier<Description.Answered>> rest =
        answer.unresolved().map(later -> () -> recorded(later.get()));
    return new Description.Answered(
        answer.asked(),
        answer.begunNanos(),
        answer.tasks(),
        answer.placements(),
        answer.missing(),
        answer.undescribed(),
        rest);
  }

  @Override
  public Result<Map<ServiceKey, ServiceStatus>> statusOf(
      Collection<ServiceKey> services, Urgency urgency) {
    return ecs.statusOf(services, urgency);
  }

  @Override
  public void passBegins(String cluster, Urgency urgency) {
    ecs.passBegins(cluster, urgency);
  }

  @Override
  public void passEnded(String cluster, Set<String> arns, long begunNanos) {
    ecs.passEnded(cluster, arns, begunNanos);
    directory.listed(cluster, arns, begunNanos);
  }
}
