package io.github.ecstasktracker.http;

import io.github.ecstasktracker.controller.SyncRequests;
import io.github.ecstasktracker.controller.SyncRequests.SyncReport;
import io.github.ecstasktracker.http.report.BackendReport;
import io.github.ecstasktracker.http.report.SyncAnswer;
import io.github.ecstasktracker.http.report.Verdict;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests a sync and waits for its result with a timeout. */
final class Sync {
  /** Result of waiting. */
  sealed interface Outcome {
    record Done(SyncAnswer answer) implements Outcome {}

    /** Timed out; the sync continues. */
    record Late() implements Outcome {}

    /** The controller does not accept work now. */
    record Refused() implements Outcome {}
  }

  private final SyncRequests syncs;
  private final Duration time;

  Sync(SyncRequests syncs, Duration time) {
    this.syncs = syncs;
    this.time = time;
  }

  /**
   * @param backends empty for everything
   */
  Outcome run(List<BackendKey> backends, boolean force)
      throws InterruptedException, ExecutionException {
    List<CompletableFuture<SyncReport>> waiting = new ArrayList<>();
    if (backends.isEmpty()) {
      waiting.add(syncs.sync(Optional.empty(), force));
    }
    for (BackendKey backend : backends) {
      waiting.add(syncs.sync(Optional.of(backend), force));
    }
    try {
      CompletableFuture.allOf(waiting.toArray(CompletableFuture<?>[]::new))
          .get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new Outcome.Late();
    } catch (CancellationException e) {
      return new Outcome.Refused();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CancellationException) {
        return new Outcome.Refused();
      }
      throw e;
    }
    return new Outcome.Done(answer(waiting.stream().map(CompletableFuture::join).toList()));
  }

  private static SyncAnswer answer(List<SyncReport> reports) {
    List<BackendView> synced =
        reports.stream()
            .flatMap(report -> report.backends().stream())
            .sorted(Comparator.comparing(BackendView::key))
            .toList();
    Set<String> problems = new LinkedHashSet<>();
    reports.forEach(report -> problems.addAll(report.problems()));
    int held = 0;
    for (BackendView backend : synced) {
      held += (int) backend.holds().stream().filter(Hold::loud).count();
      if (Verdict.of(backend) != Verdict.IN_SYNC
          && Verdict.of(backend) != Verdict.IGNORED
          && backend.state() != BackendView.State.HELD
          && problems.stream().noneMatch(p -> p.startsWith(backend.key() + ":"))) {
        problems.add(backend.key() + ": " + backend.problem().orElse("not in sync yet"));
      }
    }
    return SyncAnswer.of(
        held, List.copyOf(problems), synced.stream().map(BackendReport::of).toList());
  }
}
