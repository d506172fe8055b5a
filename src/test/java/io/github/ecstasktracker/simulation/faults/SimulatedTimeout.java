package io.github.ecstasktracker.simulation.faults;

import java.net.SocketTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The caller never hears of the outcome. In process it is thrown; on the wire it is a lost line.
 */
public final class SimulatedTimeout extends SdkClientException {
  public SimulatedTimeout(Operation operation) {
    super(
        builder()
            .message("Unable to execute HTTP request: Read timed out: " + operation)
            .cause(new SocketTimeoutException("Read timed out")));
  }
}
