package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An operator's request to have something reconciled now. */
public interface SyncRequests {
  /**
   * Reconciles one backend or all, and writes what the guards allow. Completes when the reconcile
   * begun after this call is over; completes exceptionally with {@link
   * java.util.concurrent.CancellationException} at shutdown, and where this process may not write.
   *
   * @param force also makes removals that the guards hold back; never those that an incomplete read
   *     would make
   */
  CompletableFuture<SyncReport> sync(Optional<BackendKey> backend, boolean force);

  /**
   * How it went.
   *
   * @param backends every backend reconciled, as it is now
   * @param problems reads or writes that failed
   */
  record SyncReport(List<BackendView> backends, List<String> problems) {}
}
