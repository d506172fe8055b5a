package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.TaskState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One backend, desired against actual.
 *
 * @param state the backend's state in one word
 * @param desired how many tasks should be servers of it
 * @param servers the item's servers; null where there is no readable item
 * @param changes what is wanted and not made yet
 * @param notServing the tasks that are no servers
 * @param problem what keeps it from being in sync; null where nothing is known to
 */
public record BackendReport(
    String name,
    String itemId,
    String state,
    String verdict,
    List<ServiceReport> services,
    int desired,
    @Nullable List<ServerReport> servers,
    List<ChangeReport> changes,
    List<HoldReport> holds,
    List<TaskReport> notServing,
    @Nullable String problem,
    String observedAt) {
  public static BackendReport of(BackendView view) {
    return new BackendReport(
        view.key().name(),
        view.key().itemId(),
        Labels.of(view.state()),
        Verdict.of(view).label(),
        view.services().stream().map(ServiceReport::of).toList(),
        (int) view.tasks().stream().filter(t -> t.state() instanceof TaskState.Resolved).count(),
        view.servers().map(servers -> ServerReport.all(servers.values())).orElse(null),
        ChangeReport.all(view.pending()),
        HoldReport.all(view.holds()),
        TaskReport.notServing(view.tasks()),
        view.problem().orElse(null),
        view.observedAt().toString());
  }
}
