package io.github.ecstasktracker.simulation.wire;

import io.github.ecstasktracker.simulation.faults.Operation;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** How one operation's request is built and answered. */
record Route(Operation operation, Supplier<SdkPojo> newRequest, Handler<SdkPojo> handler) {

  /** Answers a request; only a long poll can be interrupted. */
  interface Handler<Q> {
    SdkPojo answer(Q request) throws InterruptedException;
  }

  static <Q extends SdkPojo> Route of(
      Operation operation, Supplier<? extends SdkBuilder<?, Q>> builder, Handler<Q> handler) {
    return new Route(
        operation,
        () -> (SdkPojo) builder.get(),
        built -> {
          @SuppressWarnings("unchecked") // what the builder of Q built is a Q
          Q request = (Q) ((SdkBuilder<?, ?>) built).build();
          return handler.answer(request);
        });
  }

  SdkPojo answer(SdkPojo filledBuilder) throws InterruptedException {
    return handler.answer(filledBuilder);
  }
}
