package io.github.ecstasktracker.simulation.faults;

import java.net.SocketTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The caller never hears of the outcome. In process it is thrown; on the wire it is a lost line.
 */
public final class SimulatedTimeout extends SdkClientException {
  private static final SocketTimeoutException READ_TIMED_OUT = lost();

  public SimulatedTimeout(Operation operation) {
    super(
        builder()
            .message("Unable to execute HTTP request: Read timed out: " + operation)
            .writableStackTrace(false)
            .cause(READ_TIMED_OUT));
  }

  private static SocketTimeoutException lost() {
    SocketTimeoutException lost = new SocketTimeoutException("Read timed out");
    lost.setStackTrace(new StackTraceElement[0]);
    return lost;
  }
}
