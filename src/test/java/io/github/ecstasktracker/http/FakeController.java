package io.github.ecstasktracker.http;

import io.github.ecstasktracker.controller.ControllerStatus;
import io.github.ecstasktracker.controller.SyncRequests;
import io.github.ecstasktracker.lease.LeaderState;
import io.github.ecstasktracker.lease.Leadership;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.View;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A controller that says what a test tells it to say. */
final class FakeController implements ControllerStatus, SyncRequests {
  record Asked(Optional<BackendKey> backend, boolean force) {}

  final List<Asked> asked = new CopyOnWriteArrayList<>();
  volatile Supplier<View> view = () -> View.EMPTY;
  volatile List<AppliedChange> changes = List.of();
  volatile boolean dryRun;
  volatile LeaderState standing = Leadership.sole(0).standing();
  volatile List<Check> liveness = List.of(new Check("resync", true, "silent for 1 s of 120 s"));
  volatile List<Check> readiness = List.of(new Check("first-full-pass", true, ""));
  volatile Optional<CompletableFuture<SyncReport>> syncAnswer = Optional.empty();

  @Override
  public View view() {
    return view.get();
  }

  @Override
  public List<AppliedChange> changes() {
    return changes;
  }

  @Override
  public boolean dryRun() {
    return dryRun;
  }

  @Override
  public LeaderState standing() {
    return standing;
  }

  @Override
  public List<Check> liveness() {
    return liveness;
  }

  @Override
  public List<Check> readiness() {
    return readiness;
  }

  /** Reports the view as it is, unless a test has set an answer. */
  @Override
  public CompletableFuture<SyncReport> sync(Optional<BackendKey> backend, boolean force) {
    asked.add(new Asked(backend, force));
    List<BackendView> looked =
        view().backends().values().stream()
            .filter(b -> backend.isEmpty() || backend.get().equals(b.key()))
            .toList();
    return syncAnswer.orElseGet(
        () -> CompletableFuture.completedFuture(new SyncReport(looked, List.of())));
  }
}
