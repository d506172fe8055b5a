package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.Requests.Request;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.workqueue.WorkQueue;

/** Puts keys into the queue, each behind the request that says why. */
record Queueing(WorkQueue<BackendKey> queue, Requests requests) {
  boolean add(BackendKey key, Request request, WorkQueue.Priority priority) {
    requests.add(key, request);
    boolean queued = queue.add(key, priority);
    if (!queued) {
      requests.cancel(key, "the queue is full, or the process stops");
    }
    return queued;
  }
}
