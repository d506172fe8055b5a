package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.controller.ControllerStatus.Check;
import java.time.Duration;
import java.util.Optional;

/**
 * A way in for triggers: an SQS queue, SNS or an API destination by HTTP. All but {@link #close}
 * are quick, and everything is fit for any thread.
 */
public interface TriggerSource {
  /** Begins to receive: this process leads. Ignored after {@link #stopReceiving}. */
  default void start() {}

  /** This process leads no more: receives nothing until the next start. Does not wait. */
  default void end() {}

  /** The first step of a graceful stop: receives nothing from now on. Does not wait. */
  default void stopReceiving() {}

  /** Settles what was received, and lets go of everything. */
  void close(Duration deadline);

  /** Whether it makes progress; empty where there is nothing that could hang. */
  default Optional<Check> liveness() {
    return Optional.empty();
  }
}
