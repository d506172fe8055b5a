package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.SyncRequests.SyncReport;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The syncs that operators wait for, and their reports. */
final class PendingSyncs {
  private final StatusPublisher status;
  private final Set<CompletableFuture<SyncReport>> pending = ConcurrentHashMap.newKeySet();

  PendingSyncs(StatusPublisher status) {
    this.status = status;
  }

  CompletableFuture<SyncReport> open() {
    CompletableFuture<SyncReport> report = new CompletableFuture<>();
    pending.add(report);
    var _ = report.whenComplete((done, failure) -> pending.removeIf(CompletableFuture::isDone));
    return report;
  }

  /** Ends all that are open now. */
  void cancel(String reason) {
    pending.forEach(sync -> sync.completeExceptionally(new CancellationException(reason)));
  }

  /** On one backend, or on all. */
  SyncReport reportOn(Optional<BackendKey> backend) {
    List<BackendView> views = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (BackendView view : status.view().backends().values()) {
      if (backend.isEmpty() || backend.get().equals(view.key())) {
        views.add(view);
        if (view.state() == BackendView.State.UNKNOWN || view.state() == BackendView.State.ERROR) {
          view.problem().ifPresent(problem -> problems.add(view.key() + ": " + problem));
        }
      }
    }
    return new SyncReport(views, problems);
  }
}
