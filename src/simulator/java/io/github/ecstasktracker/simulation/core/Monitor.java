package io.github.ecstasktracker.simulation.core;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The one lock of a simulated account, with a way to wait for a change of it. */
public final class Monitor {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  public <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  public void run(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes everybody who waits; to be called under the lock. */
  public void signal() {
    changed.signalAll();
  }

  /** Gives the lock up until a signal or the time is over; to be called under the lock. */
  public void await(long nanos) throws InterruptedException {
    if (!changed.await(nanos, TimeUnit.NANOSECONDS)) {
      return; // the time is over: the caller looks at its own deadline
    }
  }
}
