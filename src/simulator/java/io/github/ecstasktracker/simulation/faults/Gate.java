package io.github.ecstasktracker.simulation.faults;

import io.github.ecstasktracker.simulation.core.Monitor;
import io.github.ecstasktracker.simulation.core.Timeline;
import io.github.ecstasktracker.simulation.core.Trace;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The way into the account: every call of every caller goes through here.
 *
 * <ul>
 *   <li>What is due happens before the call is answered.
 *   <li>A call is counted, then may suffer faults, then pays its token, then is answered.
 *   <li>A refused call has no effect; only {@link FaultKind#TIMEOUT_APPLIED} hides one.
 * </ul>
 */
public final class Gate {
  private final Monitor monitor;
  private final Timeline timeline;
  private final Trace trace;
  private final Faults faults;
  private final TokenBuckets buckets;
  private final Counters counters;

  public Gate(
      Monitor monitor,
      Timeline timeline,
      Trace trace,
      Faults faults,
      TokenBuckets buckets,
      Counters counters) {
    this.monitor = monitor;
    this.timeline = timeline;
    this.trace = trace;
    this.faults = faults;
    this.buckets = buckets;
    this.counters = counters;
  }

  public <R> R call(Operation operation, Function<Set<FaultKind>, R> answer) {
    return call(operation, 1, answer);
  }

  /**
   * @param answer told of the faults that are its own to act out
   */
  public <R> R call(Operation operation, int page, Function<Set<FaultKind>, R> answer) {
    return monitor.locked(
        () -> {
          try {
            Set<FaultKind> drawn = enter(operation, page);
            R response = answer.apply(drawn);
            if (drawn.contains(FaultKind.TIMEOUT_APPLIED)) {
              throw new SimulatedTimeout(operation);
            }
            trace.note(operation.name(), drawn.isEmpty() ? "answered" : drawn.toString());
            return response;
          } catch (SdkException refused) {
            trace.note(operation.name(), String.valueOf(refused.getMessage()));
            throw refused;
          }
        });
  }

  /** For calls answered elsewhere: counts, and gives the faults to be acted out there. */
  public Set<FaultKind> admitForwarded(Operation operation) {
    return monitor.locked(
        () -> {
          timeline.catchUp();
          counters.called(operation);
          Set<FaultKind> drawn = faults.draw(operation, 1);
          drawn.forEach(counters::fired);
          if (drawn.contains(FaultKind.THROTTLE)) {
            counters.throttledOnce(operation);
          }
          return drawn.isEmpty() ? Set.of() : EnumSet.copyOf(drawn);
        });
  }

  private Set<FaultKind> enter(Operation operation, int page) {
    timeline.catchUp();
    counters.called(operation);
    Set<FaultKind> drawn = faults.draw(operation, page);
    drawn.forEach(counters::fired);
    if (drawn.contains(FaultKind.TIMEOUT)) {
      throw new SimulatedTimeout(operation);
    }
    if (drawn.contains(FaultKind.ACCESS_DENIED)) {
      throw ApiErrors.accessDenied(operation);
    }
    if (drawn.contains(FaultKind.THROTTLE) || !buckets.take(operation)) {
      counters.throttledOnce(operation);
      throw ApiErrors.throttled(operation);
    }
    if (drawn.contains(FaultKind.SERVER_ERROR)) {
      throw ApiErrors.serverError(operation);
    }
    return drawn;
  }
}
