package io.github.ecstasktracker.system;

import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.target.BackendWriter;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ecs.EcsClient;

/** Stands at the ports of a process and sees what goes through. */
interface Witness {
  /** Sees nothing but what is logged as an error. */
  static Witness of(Consumer<AssertionError> errors) {
    return (life, error) -> errors.accept(error);
  }

  /** The process logged an error: what goes wrong outside of it is never one. */
  void logged(Life life, AssertionError error);

  /** An attempt of a call is sent. */
  default void sends(Life life, Operation operation) {}

  /** A call of the process has arrived there, or its answer here. */
  default void stepped(Life life) {}

  /** A request of the process has arrived after it had given up waiting for the answer. */
  default void late(Life life) {}

  default BackendWriter writer(Life life, BackendWriter writer) {
    return writer;
  }

  /** What the process has for ECS. */
  default EcsClient ecs(Life life, EcsClient client) {
    return client;
  }

  default TriggerSink triggers(Life life, TriggerSink sink) {
    return sink;
  }
}
