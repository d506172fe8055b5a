package io.github.ecstasktracker.lease;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener of terms.
 *
 * <ul>
 *   <li>In the order in which they were noted, one at a time, each beginning followed by its end.
 *   <li>No lock is held meanwhile: whoever finds another thread telling leaves his news to it.
 *   <li>A failure of the listener is logged, and is nobody else's.
 *   <li>At most two wait: an end and the next beginning. A beginning that is over before it was
 *       told is dropped together with its end.
 * </ul>
 */
final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private sealed interface News {
    record Acquired(Term term) implements News {}

    record Lost(String reason) implements News {}
  }

  private final TermListener listener;
  private final Deque<News> waiting = new ArrayDeque<>();
  private boolean telling;

  Announcer(TermListener listener) {
    this.listener = listener;
  }

  /** To be told by the next {@link #tell()}. */
  synchronized void acquired(Term term) {
    waiting.add(new News.Acquired(term));
  }

  /** To be told by the next {@link #tell()}. */
  synchronized void lost(String reason) {
    if (waiting.peekLast() instanceof News.Acquired) {
      waiting.removeLast();
    } else {
      waiting.add(new News.Lost(reason));
    }
  }

  /** Tells what waits, unless another thread is about it. */
  void tell() {
    synchronized (this) {
      if (telling) {
        return;
      }
      telling = true;
    }
    while (true) {
      News news;
      synchronized (this) {
        if (waiting.isEmpty()) {
          telling = false;
          return;
        }
        news = waiting.removeFirst();
      }
      tell(news);
    }
  }

  private void tell(News news) {
    try {
      switch (news) {
        case News.Acquired(Term term) -> listener.acquired(term);
        case News.Lost(String reason) -> listener.lost(reason);
      }
    } catch (RuntimeException | Error e) {
      LOG.error("a listener of the lease failed; going on", e);
    }
  }
}
