package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.Requests.Request;
import io.github.ecstasktracker.controller.Requests.Taken;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.workqueue.Alarm;
import io.github.ecstasktracker.workqueue.WorkQueue;
import io.github.ecstasktracker.workqueue.WorkQueue.Item;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the keys of the queue: the only place that takes keys, calls {@code done} and requeues.
 *
 * <p>Workers bound how many backends are planned at once. A key that waits for its write holds no
 * worker, but stays in work: nobody else reconciles it meanwhile.
 */
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final WorkQueue<BackendKey> queue;
  private final Requests requests;
  private final Work work;
  private final Platform platform;
  private final int workers;
  private final Alarm alarm;

  // Guarded by this.
  private boolean open;
  private boolean closed;
  private int planning;
  private int inWork;

  /** What is done with a key. */
  interface Work {
    /** Reconciles one backend; its key is in work until the result is there. */
    CompletableFuture<ReconcileResult> reconcile(
        BackendKey key, Request request, WorkQueue.Priority priority);
  }

  Worker(
      WorkQueue<BackendKey> queue, Requests requests, Work work, Platform platform, int workers) {
    this.queue = queue;
    this.requests = requests;
    this.work = work;
    this.platform = platform;
    this.workers = workers;
    this.alarm = new Alarm(platform.clock(), platform.timers(), this::pump);
    queue.onReady(this::pump);
  }

  /** Begins to work on what is queued. */
  void open() {
    synchronized (this) {
      open = true;
    }
    pump();
  }

  /** Takes no more keys. */
  synchronized void close() {
    closed = true;
  }

  /** Whether no key is in work. */
  synchronized boolean idle() {
    return inWork == 0;
  }

  private void pump() {
    List<Item<BackendKey>> items;
    OptionalLong due;
    synchronized (this) {
      if (!open || closed) {
        return;
      }
      int free = workers - planning;
      // A take may call this again, for what has come due: none is free then.
      planning = workers;
      items = free == 0 ? List.of() : queue.take(free);
      planning -= free - items.size();
      inWork += items.size();
      due = planning < workers ? queue.nextDueNanos() : OptionalLong.empty();
    }
    items.forEach(this::start);
    due.ifPresent(alarm::at);
  }

  private void start(Item<BackendKey> item) {
    try {
      platform.jobs().execute(() -> work(item));
    } catch (RejectedExecutionException e) {
      close();
      freeWorker();
      release(item.key());
    }
  }

  private void work(Item<BackendKey> item) {
    BackendKey key = item.key();
    Taken taken = requests.take(key);
    CompletableFuture<ReconcileResult> result;
    try {
      result = work.reconcile(key, taken.request(), item.priority());
    } catch (RuntimeException | Error e) {
      result = CompletableFuture.failedFuture(e);
    }
    freeWorker();
    var _ =
        result.whenComplete(
            (then, failure) -> {
              if (failure != null) {
                LOG.atError().setCause(failure).addKeyValue("backend", key).log("reconcile failed");
              }
              settle(item, taken, failure == null ? then : new ReconcileResult.Retry());
            });
  }

  private void settle(Item<BackendKey> item, Taken taken, ReconcileResult result) {
    BackendKey key = item.key();
    Request request = taken.request();
    boolean answered = true;
    switch (result) {
      case ReconcileResult.Done _ -> queue.forget(key);
      case ReconcileResult.RequeueAfter(Duration delay) -> {
        queue.forget(key);
        queue.addAfter(key, delay, WorkQueue.Priority.RESYNC);
      }
      case ReconcileResult.Retry _ -> {
        requests.putBack(key, request.retried(platform.clock().nanos()), taken.term());
        queue.retry(key, item.priority());
      }
      case ReconcileResult.Requeue _ -> {
        answered = false;
        requests.putBack(key, request, taken.term());
        queue.add(key, item.priority());
      }
    }
    release(key);
    if (answered) {
      request.waiting().forEach(done -> done.complete(null));
    }
  }

  private void freeWorker() {
    synchronized (this) {
      planning--;
    }
    pump();
  }

  private void release(BackendKey key) {
    queue.done(key);
    synchronized (this) {
      inWork--;
    }
    pump();
  }
}
