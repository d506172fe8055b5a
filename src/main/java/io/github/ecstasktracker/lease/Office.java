package io.github.ecstasktracker.lease;

import io.github.ecstasktracker.model.MonotonicClock;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process holds a term, what of it may still stand in the store, and whether it wants
 * another one.
 *
 * <ul>
 *   <li>At most one term is held. Only its own claim ends or prolongs it: what comes late for an
 *       earlier one has no effect.
 *   <li>The listener is told of every change, in the order of the changes, without the lock.
 *   <li>After {@link #close()} no term begins; after {@link #leave(String)} none is held.
 * </ul>
 */
final class Office {
  private static final Logger LOG = LoggerFactory.getLogger(Office.class);

  private final Announcer announcer;
  private final ReentrantLock lock = new ReentrantLock();

  /** Written under the lock; read at every write of a backend, so without it. */
  private volatile @Nullable Tenure tenure;

  /** The last bid, while its heartbeat may stand in the store: it is owed back. */
  private Optional<Claim> owed = Optional.empty();

  private boolean closed;
  private boolean left;

  Office(TermListener listener) {
    this.announcer = new Announcer(listener);
  }

  /** The term that was begun last and not ended; its time may be over. */
  @Nullable Tenure tenure() {
    return tenure;
  }

  /** Whether there is anything left to do: a term to stand for, or one to keep. */
  boolean isOpen() {
    lock.lock();
    try {
      return !left && (!closed || tenure != null);
    } finally {
      lock.unlock();
    }
  }

  /** What a release has to give back. */
  Optional<Claim> owed() {
    lock.lock();
    try {
      return owed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes a bid before it is sent, since its answer may be lost.
   *
   * @return false where none is to be sent any more
   */
  boolean owe(Claim claim) {
    lock.lock();
    try {
      if (!closed) {
        owed = Optional.of(claim);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** The claim does not stand in the store. */
  void settle(Claim claim) {
    lock.lock();
    try {
      owed = owed.filter(other -> !other.equals(claim));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins a term, unless it is over already or no longer wanted.
   *
   * @param clock read once the lock is held, however long that took
   */
  void begin(Tenure won, MonotonicClock clock) {
    lock.lock();
    try {
      if (closed || !won.holds(clock.nanos())) {
        return;
      }
      tenure = won;
      announcer.acquired(won.term());
    } finally {
      lock.unlock();
    }
    LOG.atInfo().addKeyValue("epoch", won.term().epoch()).log("this process leads");
    announcer.tell();
  }

  /**
   * A heartbeat of the claim landed that had been sent then; false where its term has ended.
   *
   * @param clock read once the lock is held, however long that took
   */
  boolean prolong(Claim claim, long sentNanos, MonotonicClock clock) {
    lock.lock();
    try {
      Tenure mine = tenure;
      // One that ended while the answer was on its way stays ended: standing() has said so.
      if (mine == null || !mine.claim().equals(claim) || !mine.holds(clock.nanos())) {
        return false;
      }
      tenure = mine.renewed(sentNanos);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the claim's term, where it is held. */
  void end(Claim claim, String reason) {
    lock.lock();
    try {
      Tenure mine = tenure;
      if (mine == null || !mine.claim().equals(claim)) {
        return;
      }
      tenure = null;
      announcer.lost(reason);
    } finally {
      lock.unlock();
    }
    LOG.atWarn().addKeyValue("reason", reason).log("this process leads no more");
    announcer.tell();
  }

  /** No term begins any more. Answers whether one goes on. */
  boolean close() {
    lock.lock();
    try {
      closed = true;
      return tenure != null;
    } finally {
      lock.unlock();
    }
  }

  /** Ends whatever term is held, and every wish for another. */
  void leave(String reason) {
    lock.lock();
    try {
      closed = true;
      left = true;
      if (tenure != null) {
        tenure = null;
        announcer.lost(reason);
      }
    } finally {
      lock.unlock();
    }
    announcer.tell();
  }
}
