package io.github.ecstasktracker.lease;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers term changes to a listener.
 *
 * <ul>
 *   <li>Changes are delivered in the order they were recorded, one at a time; each beginning is
 *       followed by its end.
 *   <li>No lock is held during a delivery. A thread that finds another one delivering leaves its
 *       change to that thread.
 *   <li>A failing listener is logged and affects nothing else.
 *   <li>At most two changes wait: an end and the next beginning. A term that ends before its
 *       beginning was delivered is dropped entirely.
 * </ul>
 */
final class TermNotifier {
  private static final Logger LOG = LoggerFactory.getLogger(TermNotifier.class);

  private sealed interface Change {
    record Acquired(Term term) implements Change {}

    record Lost(String reason) implements Change {}
  }

  private final TermListener listener;
  private final Deque<Change> waiting = new ArrayDeque<>();
  private boolean delivering;

  TermNotifier(TermListener listener) {
    this.listener = listener;
  }

  /** Records a change for the next {@link #deliver()}. */
  synchronized void acquired(Term term) {
    waiting.add(new Change.Acquired(term));
  }

  /** Records a change for the next {@link #deliver()}. */
  synchronized void lost(String reason) {
    if (waiting.peekLast() instanceof Change.Acquired) {
      waiting.removeLast();
    } else {
      waiting.add(new Change.Lost(reason));
    }
  }

  /** Delivers what waits, unless another thread is already delivering. */
  void deliver() {
    synchronized (this) {
      if (delivering) {
        return;
      }
      delivering = true;
    }
    while (true) {
      Change change;
      synchronized (this) {
        if (waiting.isEmpty()) {
          delivering = false;
          return;
        }
        change = waiting.removeFirst();
      }
      deliver(change);
    }
  }

  private void deliver(Change change) {
    try {
      switch (change) {
        case Change.Acquired(Term term) -> listener.acquired(term);
        case Change.Lost(String reason) -> listener.lost(reason);
      }
    } catch (RuntimeException | Error e) {
      LOG.error("term listener failed; continuing", e);
    }
  }
}
