package io.github.ecstasktracker.trigger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The messages that were received from SQS and not yet deleted, and who waits for them.
 *
 * <ul>
 *   <li>Each message waits for its acknowledgement, then for its deletion, or is being deleted by
 *       one thread: never two of these.
 *   <li>Never more than {@link #CAPACITY}: room for a batch is reserved before it is received.
 *   <li>Nobody polls: a receiver is woken when room is made, a deleter when there is something to
 *       delete. Only a call of {@code await...} blocks.
 * </ul>
 *
 * <p>For any thread. Waits have no time limit, so that they can run on a virtual clock.
 */
final class InFlightMessages {
  static final int CAPACITY = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition deletions = lock.newCondition();

  /**
   * Not acknowledged yet. In order of arrival, so that a run on a virtual clock can be repeated.
   */
  private final Set<InFlightMessage> unacknowledged = new LinkedHashSet<>();

  private final Deque<InFlightMessage> acknowledged = new ArrayDeque<>();
  private int deleting;
  private int reserved;
  private boolean lingering;

  /** Waits until a batch fits, and keeps its place until {@link #endReceive}. */
  void awaitRoom() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (size() + SqsQueue.BATCH > CAPACITY) {
        room.await();
      }
      reserved += SqsQueue.BATCH;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the reserved place back: what was received has been added. */
  void endReceive() {
    lock.lock();
    try {
      reserved -= SqsQueue.BATCH;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void add(InFlightMessage message) {
    lock.lock();
    try {
      if (message.acknowledged()) {
        enqueue(message);
      } else {
        unacknowledged.add(message);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Before or after it is added; at any time, and any number of times. */
  void acknowledge(InFlightMessage message) {
    lock.lock();
    try {
      message.markAcknowledged();
      if (unacknowledged.remove(message)) {
        enqueue(message);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until something can be deleted.
   *
   * @return whether the caller is to wait a moment for the batch to fill, and then to call {@link
   *     #endLinger}; one caller at a time is
   */
  boolean awaitDeletions() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (acknowledged.size() < SqsQueue.BATCH) {
        if (!acknowledged.isEmpty() && !lingering) {
          lingering = true;
          return true;
        }
        deletions.await();
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  void endLinger() {
    lock.lock();
    try {
      lingering = false;
    } finally {
      lock.unlock();
    }
  }

  /** Up to a batch for the caller to delete, which ends with {@link #endDelete}. */
  List<InFlightMessage> takeDeletions() {
    lock.lock();
    try {
      List<InFlightMessage> batch = new ArrayList<>();
      while (batch.size() < SqsQueue.BATCH && !acknowledged.isEmpty()) {
        batch.add(acknowledged.remove());
      }
      deleting += batch.size();
      if (!acknowledged.isEmpty()) {
        deletions.signal();
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the deletion of a batch.
   *
   * @param left those of it that are still to be deleted
   */
  void endDelete(int batch, List<InFlightMessage> left) {
    lock.lock();
    try {
      deleting -= batch;
      acknowledged.addAll(left);
      if (!left.isEmpty()) {
        deletions.signal();
      }
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether acknowledged messages are not deleted yet. */
  boolean owesDeletions() {
    lock.lock();
    try {
      return !acknowledged.isEmpty() || deleting > 0;
    } finally {
      lock.unlock();
    }
  }

  List<InFlightMessage> unacknowledged(Predicate<InFlightMessage> which) {
    lock.lock();
    try {
      return unacknowledged.stream().filter(which).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Hands over all that are not acknowledged. */
  List<InFlightMessage> removeUnacknowledged() {
    lock.lock();
    try {
      List<InFlightMessage> all = List.copyOf(unacknowledged);
      unacknowledged.clear();
      room.signalAll();
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets those that nobody is deleting; returns how many. */
  int removeReceivedBefore(long nanos) {
    lock.lock();
    try {
      int before = size();
      unacknowledged.removeIf(message -> message.receivedNanos() - nanos <= 0);
      acknowledged.removeIf(message -> message.receivedNanos() - nanos <= 0);
      room.signalAll();
      return before - size();
    } finally {
      lock.unlock();
    }
  }

  void remove(Collection<InFlightMessage> messages) {
    lock.lock();
    try {
      messages.forEach(unacknowledged::remove);
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(InFlightMessage message) {
    acknowledged.add(message);
    if (acknowledged.size() == 1 || acknowledged.size() >= SqsQueue.BATCH) {
      deletions.signal();
    }
  }

  private int size() {
    return unacknowledged.size() + acknowledged.size() + deleting + reserved;
  }
}
