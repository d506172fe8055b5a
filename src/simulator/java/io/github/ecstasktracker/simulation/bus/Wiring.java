package io.github.ecstasktracker.simulation.bus;

/** The parts of an account that events travel through; to be used under its lock. */
public record Wiring(EventBus bus, Queues queues, Topics topics, Deliveries deliveries) {}
