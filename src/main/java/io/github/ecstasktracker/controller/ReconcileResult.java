package io.github.ecstasktracker.controller;

import java.time.Duration;

/** What is to become of a backend's key after a reconcile. */
sealed interface ReconcileResult {
  /** Nothing more is to be done until something changes. */
  record Done() implements ReconcileResult {}

  /** To be reconciled again after that time. */
  record RequeueAfter(Duration delay) implements ReconcileResult {}

  /** It failed: again after its backoff. */
  record Retry() implements ReconcileResult {}

  /** Nothing was done, and what was asked for is wanted still: again at once. */
  record Requeue() implements ReconcileResult {}
}
