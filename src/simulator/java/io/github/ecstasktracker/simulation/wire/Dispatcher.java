package io.github.ecstasktracker.simulation.wire;

import io.github.ecstasktracker.simulation.api.AwsApi;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.faults.SimulatedTimeout;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Answers the requests of SDK clients from the account.
 *
 * <p>A request it does not understand to the letter is refused and counted, so that a field the
 * simulator has no idea of is noticed and not passed over.
 */
final class Dispatcher {
  private final Routes routes;
  private final LongAdder refused = new LongAdder();

  Dispatcher(AwsApi api) {
    this.routes = new Routes(api);
  }

  long refused() {
    return refused.sum();
  }

  Reply answer(AwsRequest request, Operation operation) throws InterruptedException {
    Protocol protocol = protocol(request, operation);
    Optional<Route> route = routes.find(operation);
    if (route.isEmpty()) {
      return refuse("UnknownOperationException", "no operation " + operation);
    }
    SdkPojo builder = route.get().newRequest().get();
    try {
      protocol.read(request, builder);
    } catch (IllegalArgumentException e) {
      return refuse("SerializationException", String.valueOf(e.getMessage()));
    }
    try {
      return protocol.answer(request, route.get().answer(builder));
    } catch (SimulatedTimeout e) {
      return new Reply.LostLine();
    } catch (AwsServiceException e) {
      return protocol.error(request, e);
    }
  }

  static Protocol protocol(AwsRequest request, Operation operation) {
    if (request.isCbor()) {
      return new CborProtocol();
    }
    return request.isJson() ? new JsonProtocol() : new QueryProtocol(operation.service());
  }

  Reply refuse(String code, String message) {
    refused.increment();
    return Reply.text(
        400,
        "application/x-amz-json-1.1",
        "{\"__type\":\"" + code + "\",\"message\":\"" + message.replace('"', '\'') + "\"}");
  }
}
