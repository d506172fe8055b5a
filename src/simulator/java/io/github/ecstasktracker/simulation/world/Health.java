package io.github.ecstasktracker.simulation.world;

/** ECS's word on a container; a container without a health check stays UNKNOWN for ever. */
public enum Health {
  UNKNOWN,
  HEALTHY,
  UNHEALTHY
}
