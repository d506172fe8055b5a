package io.github.ecstasktracker.trigger;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A message that SQS has lent us: to be deleted when it is served, to be kept hidden until then.
 */
final class HeldMessage {
  private final String receiptHandle;
  private final long receivedNanos;
  private final AtomicBoolean served = new AtomicBoolean();

  /** Touched by the keeping side alone. */
  private long hiddenSinceNanos;

  HeldMessage(String receiptHandle, long receivedNanos) {
    this.receiptHandle = receiptHandle;
    this.receivedNanos = receivedNanos;
    this.hiddenSinceNanos = receivedNanos;
  }

  String receiptHandle() {
    return receiptHandle;
  }

  /** Fit to be called from any thread, any number of times. */
  void markServed() {
    served.set(true);
  }

  boolean served() {
    return served.get();
  }

  long receivedNanos() {
    return receivedNanos;
  }

  long hiddenSinceNanos() {
    return hiddenSinceNanos;
  }

  void hiddenSince(long nanos) {
    hiddenSinceNanos = nanos;
  }
}
