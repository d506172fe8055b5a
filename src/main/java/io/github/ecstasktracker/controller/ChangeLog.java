package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.ServerChange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last thousand changes, newest first; each is one log line too. */
final class ChangeLog {
  static final int CAPACITY = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(ChangeLog.class);

  private final Deque<AppliedChange> changes = new ArrayDeque<>();
  private volatile Consumer<AppliedChange> listener = change -> {};

  /** One listener hears of every change that comes; it neither blocks nor throws. */
  void listen(Consumer<AppliedChange> next) {
    listener = next;
  }

  void add(AppliedChange change) {
    synchronized (changes) {
      changes.addFirst(change);
      if (changes.size() > CAPACITY) {
        changes.removeLast();
      }
    }
    LOG.atInfo()
        .addKeyValue("backend", change.backend())
        .addKeyValue("cause", change.cause())
        .addKeyValue("added", keys(change, ServerChange.Add.class))
        .addKeyValue("changed", keys(change, ServerChange.Change.class))
        .addKeyValue("removed", keys(change, ServerChange.Remove.class))
        .addKeyValue("servers", change.after().size())
        .addKeyValue("reconcile_id", change.reconcileId())
        .log("backend changed");
    listener.accept(change);
  }

  List<AppliedChange> newestFirst() {
    synchronized (changes) {
      return List.copyOf(changes);
    }
  }

  private static List<String> keys(AppliedChange change, Class<? extends ServerChange> kind) {
    return change.changes().stream().filter(kind::isInstance).map(ServerChange::key).toList();
  }
}
