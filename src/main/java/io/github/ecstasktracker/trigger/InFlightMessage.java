package io.github.ecstasktracker.trigger;

/** A message that was received from SQS and not yet deleted. */
final class InFlightMessage {
  private final String receiptHandle;
  private final long receivedNanos;

  /** Guarded by the lock of {@link InFlightMessages}. */
  private boolean acknowledged;

  /** Guarded by the lock under which {@link MessageKeeper} calls SQS for visibility. */
  private long hiddenSinceNanos;

  InFlightMessage(String receiptHandle, long receivedNanos) {
    this.receiptHandle = receiptHandle;
    this.receivedNanos = receivedNanos;
    this.hiddenSinceNanos = receivedNanos;
  }

  String receiptHandle() {
    return receiptHandle;
  }

  long receivedNanos() {
    return receivedNanos;
  }

  boolean acknowledged() {
    return acknowledged;
  }

  void markAcknowledged() {
    acknowledged = true;
  }

  long hiddenSinceNanos() {
    return hiddenSinceNanos;
  }

  void hiddenSince(long nanos) {
    hiddenSinceNanos = nanos;
  }
}
