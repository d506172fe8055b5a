package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.MonotonicClock;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The term this process holds, the lease it may still have to release, and whether it competes for
 * another term.
 *
 * <ul>
 *   <li>At most one term is held. Only its own handle ends or renews it: late calls for an earlier
 *       term have no effect.
 *   <li>The listener receives every change in order, with no lock held.
 *   <li>After {@link #close()} no term begins; after {@link #shutDown(String)} none is held.
 * </ul>
 */
final class TermState {
  private static final Logger LOG = LoggerFactory.getLogger(TermState.class);

  private final TermNotifier notifier;
  private final ReentrantLock lock = new ReentrantLock();

  /** Written under the lock. Read without it, since every backend write reads it. */
  private volatile @Nullable HeldTerm held;

  /** The last acquisition, as long as its heartbeat may be in the store and must be released. */
  private Optional<LeaseHandle> unreleased = Optional.empty();

  private boolean closed;
  private boolean left;

  TermState(TermListener listener) {
    this.notifier = new TermNotifier(listener);
  }

  /** The term that began and was not ended; it may have expired. */
  @Nullable HeldTerm held() {
    return held;
  }

  /** Whether anything is left to do: a term to compete for, or one to keep. */
  boolean isOpen() {
    lock.lock();
    try {
      return !left && (!closed || held != null);
    } finally {
      lock.unlock();
    }
  }

  /** The lease that a release must give back. */
  Optional<LeaseHandle> unreleased() {
    lock.lock();
    try {
      return unreleased;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Records an acquisition before it is sent, since its answer may be lost.
   *
   * @return false if no acquisition may be sent any more
   */
  boolean noteAttempt(LeaseHandle handle) {
    lock.lock();
    try {
      if (!closed) {
        unreleased = Optional.of(handle);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** The handle's heartbeat is not in the store, so nothing has to be released for it. */
  void clear(LeaseHandle handle) {
    lock.lock();
    try {
      unreleased = unreleased.filter(other -> !other.equals(handle));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins a term, unless it has already expired or this process no longer competes.
   *
   * @param clock read once the lock is held, however long that took
   */
  void begin(HeldTerm won, MonotonicClock clock) {
    lock.lock();
    try {
      if (closed || !won.holds(clock.nanos())) {
        return;
      }
      held = won;
      notifier.acquired(won.term());
    } finally {
      lock.unlock();
    }
    LOG.atInfo().addKeyValue("epoch", won.term().epoch()).log("acquired leadership");
    notifier.deliver();
  }

  /**
   * Renews the handle's term from the time its heartbeat was sent, if it has not ended.
   *
   * @param clock read once the lock is held, however long that took
   */
  void renewed(LeaseHandle handle, long sentNanos, MonotonicClock clock) {
    lock.lock();
    try {
      HeldTerm mine = held;
      // A term that expired while the answer was under way stays ended: standing() has said so.
      if (mine != null && mine.handle().equals(handle) && mine.holds(clock.nanos())) {
        held = mine.renewed(sentNanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the handle's term, if it is held. */
  void end(LeaseHandle handle, String reason) {
    lock.lock();
    try {
      HeldTerm mine = held;
      if (mine == null || !mine.handle().equals(handle)) {
        return;
      }
      held = null;
      notifier.lost(reason);
    } finally {
      lock.unlock();
    }
    LOG.atWarn().addKeyValue("reason", reason).log("lost leadership");
    notifier.deliver();
  }

  /** Prevents further terms. Returns whether a term is still held. */
  boolean close() {
    lock.lock();
    try {
      closed = true;
      return held != null;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the held term, if any, and stops competing. */
  void shutDown(String reason) {
    lock.lock();
    try {
      closed = true;
      left = true;
      if (held != null) {
        held = null;
        notifier.lost(reason);
      }
    } finally {
      lock.unlock();
    }
    notifier.deliver();
  }
}
