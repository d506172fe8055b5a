package io.github.ecstasktracker.model;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Stands before every AWS call: waits for a token of the API's budget, refuses at once while the
 * API's circuit is open, and learns from the outcome.
 */
public interface CallGate {
  /**
   * The call's own outcome, or a failure that says why it was not made. Blocks for a token, within
   * a bound.
   *
   * @param call makes exactly one attempt's worth of use of the API; reports throttling in its
   *     outcome
   */
  <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call);

  /**
   * How far apart calls should be sent that can wait for each other: zero while more than half of
   * the API's bucket is there, else the time in which a token flows back.
   */
  default Duration spacing(AwsApi api) {
    return Duration.ZERO;
  }

  /** A gate without budget, for one-off commands and tests. */
  static CallGate open() {
    return new CallGate() {
      @Override
      public <T> Result<T> call(AwsApi api, Urgency urgency, Supplier<Result<T>> call) {
        return call.get();
      }
    };
  }
}
