package io.github.ecstasktracker.simulation.bus;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.core.Monitor;
import io.github.ecstasktracker.simulation.core.Timeline;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The queues of the account. */
public final class Queues {
  private final Identity identity;
  private final Timeline timeline;
  private final Dice dice;
  private final Monitor monitor;
  private final Map<String, SimulatedQueue> queues = new LinkedHashMap<>();

  public Queues(Identity identity, Timeline timeline, Dice dice, Monitor monitor) {
    this.identity = identity;
    this.timeline = timeline;
    this.dice = dice;
    this.monitor = monitor;
  }

  /** The queue of that name, made if need be. */
  public SimulatedQueue obtain(String name) {
    return queues.computeIfAbsent(
        name, n -> new SimulatedQueue(n, identity, timeline, dice.split(), monitor::signal));
  }

  /** By name or URL; a URL counts by its path, whatever host a test gave it. */
  public Optional<SimulatedQueue> find(String nameOrUrl) {
    return Optional.ofNullable(queues.get(Identity.lastPart(nameOrUrl)));
  }
}
