package io.github.ecstasktracker.simulation.world;

import java.time.Duration;

/**
 * What kind of world it is.
 *
 * @param addressReuse chance that a new task gets the port or address freed last
 * @param stoppedWithoutBindings chance that a stopped task has lost its port bindings
 * @param shortTaskArns ARNs without the cluster's name, as old accounts have them
 * @param ipv6Bindings a second binding on {@code ::} for each port, as Docker makes them from
 *     20.10.6 on
 * @param memory how far back a stale read can look
 */
public record WorldSettings(
    Timings timings,
    double addressReuse,
    double stoppedWithoutBindings,
    boolean shortTaskArns,
    boolean ipv6Bindings,
    Duration memory) {

  public static WorldSettings realistic() {
    return new WorldSettings(Timings.realistic(), 0.5, 0.5, false, false, Duration.ofMinutes(5));
  }

  public static WorldSettings quick() {
    return realistic().with(Timings.quick());
  }

  public WorldSettings with(Timings timings) {
    return new WorldSettings(
        timings, addressReuse, stoppedWithoutBindings, shortTaskArns, ipv6Bindings, memory);
  }

  public WorldSettings withAddressReuse(double chance) {
    return new WorldSettings(
        timings, chance, stoppedWithoutBindings, shortTaskArns, ipv6Bindings, memory);
  }

  public WorldSettings withStoppedWithoutBindings(double chance) {
    return new WorldSettings(timings, addressReuse, chance, shortTaskArns, ipv6Bindings, memory);
  }

  public WorldSettings withShortTaskArns() {
    return new WorldSettings(
        timings, addressReuse, stoppedWithoutBindings, true, ipv6Bindings, memory);
  }

  public WorldSettings withIpv6Bindings() {
    return new WorldSettings(
        timings, addressReuse, stoppedWithoutBindings, shortTaskArns, true, memory);
  }
}
