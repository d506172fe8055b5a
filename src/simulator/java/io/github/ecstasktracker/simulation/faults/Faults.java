package io.github.ecstasktracker.simulation.faults;

import io.github.ecstasktracker.simulation.core.Dice;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Which calls go wrong, and how: planted ones for certain calls, and others drawn from the seed.
 *
 * <p>A planted fault fires exactly as often as asked, on the first calls that match.
 */
public final class Faults {
  private static final int ANY_PAGE = -1;

  private static final class Planted {
    final Operation operation;
    final FaultKind kind;
    final int page;
    int left;

    Planted(Operation operation, FaultKind kind, int page, int times) {
      this.operation = operation;
      this.kind = kind;
      this.page = page;
      this.left = times;
    }
  }

  private final Dice dice;
  private final List<Planted> planted = new CopyOnWriteArrayList<>();
  private final Map<Operation, Map<FaultKind, Double>> rates = new HashMap<>();
  private final Map<Operation, Double> laterPageRates = new HashMap<>();
  private long laterPages;

  public Faults(Dice dice) {
    this.dice = dice;
  }

  /** The next {@code times} calls of the operation suffer the fault. */
  public synchronized Faults plant(Operation operation, FaultKind kind, int times) {
    planted.add(new Planted(operation, kind, ANY_PAGE, times));
    return this;
  }

  /** The next call for that page suffers the fault; the first page is 1. */
  public synchronized Faults plantOnPage(Operation operation, FaultKind kind, int page) {
    planted.add(new Planted(operation, kind, page, 1));
    return this;
  }

  /** Every call of the operation suffers the fault with that chance. */
  public synchronized Faults rate(Operation operation, FaultKind kind, double chance) {
    rates.computeIfAbsent(operation, o -> new EnumMap<>(FaultKind.class)).put(kind, chance);
    return this;
  }

  /** Every page of the operation but the first fails with that chance. */
  public synchronized Faults failLaterPages(Operation operation, double chance) {
    laterPageRates.put(operation, chance);
    return this;
  }

  /** Pages that failed though the ones before them did not. */
  public synchronized long laterPages() {
    return laterPages;
  }

  /** No fault any more, planted or drawn. */
  public synchronized void clear() {
    laterPageRates.clear();
    planted.clear();
    rates.clear();
  }

  /** What this call suffers. */
  synchronized Set<FaultKind> draw(Operation operation, int page) {
    Set<FaultKind> drawn = EnumSet.noneOf(FaultKind.class);
    for (Planted each : planted) {
      boolean matches =
          each.operation.equals(operation) && (each.page == ANY_PAGE || each.page == page);
      if (matches && drawn.add(each.kind) && --each.left == 0) {
        planted.remove(each);
      }
    }
    rates
        .getOrDefault(operation, Map.of())
        .forEach(
            (kind, chance) -> {
              if (dice.chance(chance)) {
                drawn.add(kind);
              }
            });
    if (page > 1 && dice.chance(laterPageRates.getOrDefault(operation, 0.0))) {
      laterPages += drawn.add(FaultKind.SERVER_ERROR) ? 1 : 0;
    }
    return drawn;
  }
}
