package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.workqueue.QueueCounts;
import io.github.ecstasktracker.workqueue.QueueLoad;
import io.github.ecstasktracker.workqueue.WorkQueue;

/** A look into the queue of a controller, for those who watch it from outside. */
public final class QueueProbe {
  private final WorkQueue<BackendKey> queue;

  public QueueProbe(Controller controller) {
    this.queue = controller.queue();
  }

  /** Keys that wait, whether their time has come or not. */
  public int waiting() {
    QueueLoad load = queue.load();
    return load.ready() + load.dirty() + load.delayed();
  }

  /** Keys in work that come again. */
  public int dirty() {
    return queue.load().dirty();
  }

  public QueueCounts counts() {
    return queue.counts();
  }

  public int failures(BackendKey key) {
    return queue.failures(key);
  }

  public boolean inWork(BackendKey key) {
    return queue.isProcessing(key);
  }
}
