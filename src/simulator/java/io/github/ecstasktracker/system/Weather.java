package io.github.ecstasktracker.system;

import static io.github.ecstasktracker.simulation.faults.FaultKind.EMPTY_PAGE;
import static io.github.ecstasktracker.simulation.faults.FaultKind.MISSING;
import static io.github.ecstasktracker.simulation.faults.FaultKind.NO_ADDRESS;
import static io.github.ecstasktracker.simulation.faults.FaultKind.SERVER_ERROR;
import static io.github.ecstasktracker.simulation.faults.FaultKind.SHORT_PAGE;
import static io.github.ecstasktracker.simulation.faults.FaultKind.STALE;
import static io.github.ecstasktracker.simulation.faults.FaultKind.THROTTLE;
import static io.github.ecstasktracker.simulation.faults.FaultKind.TIMEOUT;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_CONTAINER_INSTANCES;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_INSTANCES;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_SERVICES;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_TASKS;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_TASK_DEFINITION;
import static io.github.ecstasktracker.simulation.faults.Operation.LIST_TASKS;

import io.github.ecstasktracker.simulation.bus.BusFaults;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.util.List;
import java.util.Map;

/** What may go wrong around the controller: each spell has faults of its own. */
final class Weather {
  private static final Map<Operation, List<FaultKind>> CALLS =
      Map.of(
          LIST_TASKS,
          List.of(THROTTLE, SERVER_ERROR, TIMEOUT, EMPTY_PAGE, SHORT_PAGE, STALE),
          DESCRIBE_TASKS,
          List.of(THROTTLE, SERVER_ERROR, TIMEOUT, MISSING, STALE, NO_ADDRESS),
          DESCRIBE_CONTAINER_INSTANCES,
          List.of(THROTTLE, SERVER_ERROR, TIMEOUT, MISSING, STALE),
          DESCRIBE_INSTANCES,
          List.of(THROTTLE, SERVER_ERROR, TIMEOUT),
          DESCRIBE_SERVICES,
          List.of(THROTTLE, SERVER_ERROR, TIMEOUT, STALE),
          DESCRIBE_TASK_DEFINITION,
          List.of(THROTTLE, SERVER_ERROR, TIMEOUT));
  private static final List<Double> CHANCES = List.of(0.0, 0.0, 0.02, 0.1, 0.4);
  private static final Span OLD = Span.ofMillis(500, 10_000);

  private final Scene system;
  private final Dice dice;

  Weather(Scene system) {
    this.system = system;
    this.dice = system.dice.split();
  }

  /** Other faults than before. */
  void turn() {
    system.account.faults().clear();
    // In the order of their names: a map's own order differs from one JVM to the next.
    CALLS.keySet().stream()
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .forEach(
            operation ->
                CALLS
                    .get(operation)
                    .forEach(kind -> system.account.faults().rate(operation, kind, chance())));
    system.account.consistency().lag(chance(), OLD);
    system
        .account
        .events()
        .faults(new BusFaults(chance(), chance(), chance(), chance(), Span.ofSeconds(5, 120)));
    system.table.faults(new MemoryTable.Faults(chance(), chance(), chance()));
  }

  /** All is well from now on; what is late still comes. */
  void clears() {
    system.account.faults().clear();
    system.account.consistency().strong();
    system.account.events().faults(BusFaults.NONE);
    system.table.faults(MemoryTable.Faults.NONE);
  }

  private double chance() {
    return dice.pick(CHANCES);
  }
}
