package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.TaskState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One backend: desired and actual state.
 *
 * @param state the backend's state in one word
 * @param desired number of tasks that should be its servers
 * @param servers the item's servers; null if there is no readable item
 * @param changes pending changes
 * @param notServing the tasks that are not servers
 * @param problem what keeps it from being in sync; null if nothing does
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
