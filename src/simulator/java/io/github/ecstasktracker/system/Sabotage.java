package io.github.ecstasktracker.system;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.dynamodb.Call;
import io.github.ecstasktracker.simulation.dynamodb.Fault;
import io.github.ecstasktracker.simulation.dynamodb.ItemKey;
import io.github.ecstasktracker.system.MemoryTable.Item;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is done to processes, to their clocks, and to items by hand. */
final class Sabotage {
  private static final Span DOWNTIME = Span.ofSeconds(0, 60);
  private static final Span LASTS = Span.ofSeconds(20, 120);
  private static final Duration NOTICED = Duration.ofSeconds(1);
  private static final Duration SHUTDOWN_MAX = Duration.ofSeconds(60);
  private static final Duration CLOCK_SLACK = Duration.ofSeconds(45);
  private static final int PAUSE_LEASES_MAX = 10;
  private static final int WALL_STEPS_MAX = 40;
  private static final Span STEPS_AGAIN = Span.ofMillis(200, 3_000);

  private final Fleet fleet;
  private final Tally tally;
  private final Dice dice;

  /** What is to happen at the next write, or deletion of messages, of whichever process. */
  private final Map<Mishap, Boolean> armed = new EnumMap<>(Mishap.class);

  private final Set<Fleet.Seat> crashAfter = new HashSet<>();
  private final Set<Fleet.Seat> held = new HashSet<>();
  private final Map<String, AttributeValue> spoilt = new HashMap<>();

  private boolean calm;

  Sabotage(Fleet fleet, Tally tally, Dice dice) {
    this.fleet = fleet;
    this.tally = tally;
    this.dice = dice;
  }

  void begin(Mishap mishap) {
    switch (mishap) {
      case CRASH -> crash(mishap, any());
      case CRASH_BEFORE_WRITE,
          CRASH_AFTER_WRITE,
          CRASH_BEFORE_ACKNOWLEDGEMENT,
          STOPPED_MID_WRITE,
          TABLE_CONDITION_FAILED ->
          armed.put(mishap, true);
      case PAUSE_WHILE_CLOCK_RUNS, PAUSE_OF_THE_CLOCK_TOO -> pause(mishap, leaderOrAny());
      case SLOW_SHUTDOWN -> slowShutdown(leaderOrAny());
      case CLOCK_RATE -> clockRate(any());
      case WALL_CLOCK_STEP -> stepWallClock(any().life(), dice.below(WALL_STEPS_MAX));
      case HEARTBEAT_DELETED -> delete(mishap, MemoryTable.HEARTBEAT);
      case EPOCH_DELETED -> delete(mishap, MemoryTable.EPOCH);
      case ITEM_DELETED -> deleteItem();
      case ITEM_EDITED -> edit(mishap, this::edited);
      case ITEM_WITH_FOREIGN_ATTRIBUTES ->
          edit(mishap, item -> new Item(item.servers(), noted(item.others()), item.version()));
      case ITEM_MALFORMED -> spoil();
      default -> throw new IllegalStateException("nobody's business: " + mishap);
    }
  }

  /** Puts right what does not pass by itself. */
  void undo() {
    calm = true;
    armed.clear();
    crashAfter.clear();
    Set.copyOf(held).forEach(this::release);
    for (Fleet.Seat seat : fleet.seats()) {
      seat.life().time().rate(LocalTime.TRUE_RATE);
      seat.life().time().wallAhead(Duration.ZERO);
      seat.life().network().slow(false);
      if (seat.life().over()) {
        seat.start();
      }
    }
    List.copyOf(spoilt.keySet()).forEach(this::heal);
  }

  /** A call of that process has arrived at DynamoDB. */
  Fault before(Fleet.Seat seat, Call call, boolean lease, boolean backend) {
    if (!backend || !call.operation().mutating() || seat.life().over()) {
      return Fault.NONE;
    }
    if (armed.remove(Mishap.TABLE_CONDITION_FAILED) != null) {
      meddle(call.items().getLast().id());
      tally.happened(Mishap.TABLE_CONDITION_FAILED);
    }
    if (armed.remove(Mishap.CRASH_BEFORE_WRITE) != null) {
      crash(Mishap.CRASH_BEFORE_WRITE, seat);
      return new Fault.Timeout(false);
    }
    if (armed.remove(Mishap.CRASH_AFTER_WRITE) != null) {
      crashAfter.add(seat);
    }
    if (armed.remove(Mishap.STOPPED_MID_WRITE) != null) {
      terminate(Mishap.STOPPED_MID_WRITE, seat);
    }
    return Fault.NONE;
  }

  /** Somebody comes first: changes the item, or creates the one that is about to be created. */
  private void meddle(String item) {
    for (BackendKey backend : fleet.backends()) {
      if (backend.itemId().equals(item)
          && fleet.table.db().item(MemoryTable.NAME, item).isEmpty()) {
        fleet.table.put(backend.name(), new Item(new TreeMap<>(), noted(new TreeMap<>()), 1));
        fleet.watch().edited(backend.name());
        return;
      }
    }
    fleet.table.touch(item);
  }

  void after(Fleet.Seat seat, Call call) {
    if (crashAfter.remove(seat)) {
      crash(Mishap.CRASH_AFTER_WRITE, seat);
    }
  }

  /** A process is about to delete messages that it has served. */
  void acknowledges(Fleet.Seat seat) {
    if (armed.remove(Mishap.CRASH_BEFORE_ACKNOWLEDGEMENT) != null) {
      crash(Mishap.CRASH_BEFORE_ACKNOWLEDGEMENT, seat);
    }
  }

  private void crash(Mishap mishap, Fleet.Seat seat) {
    if (!seat.life().over()) {
      tally.happened(mishap);
      seat.life().kill();
      restartLater(seat);
    }
  }

  private void restartLater(Fleet.Seat seat) {
    Life dead = seat.life();
    fleet.machine.after(
        dice.within(DOWNTIME),
        () -> {
          if (seat.life() == dead) {
            seat.start();
          }
        });
  }

  private void terminate(Mishap mishap, Fleet.Seat seat) {
    if (!seat.life().over()) {
      tally.happened(mishap);
      seat.life().terminate();
      awaitEnd(seat, seat.life(), SHUTDOWN_MAX.toSeconds());
    }
  }

  /** A process that does not end in time is killed, as every orchestrator does. */
  private void awaitEnd(Fleet.Seat seat, Life life, long seconds) {
    fleet.machine.after(
        NOTICED,
        () -> {
          if (seat.life() != life) {
            return;
          }
          if (!life.over() && seconds > 0) {
            awaitEnd(seat, life, seconds - 1);
            return;
          }
          life.kill();
          restartLater(seat);
        });
  }

  private void slowShutdown(Fleet.Seat seat) {
    seat.life().network().slow(true);
    terminate(Mishap.SLOW_SHUTDOWN, seat);
  }

  private void pause(Mishap mishap, Fleet.Seat seat) {
    if (seat.life().over() || !held.add(seat)) {
      return;
    }
    long nanos = fleet.lease().toNanos();
    Duration time =
        dice.within(
            new Span(Duration.ofNanos(nanos / 2), Duration.ofNanos(nanos * PAUSE_LEASES_MAX)));
    tally.happened(mishap);
    seat.life().hold(mishap == Mishap.PAUSE_OF_THE_CLOCK_TOO);
    fleet.watch().shaken(time);
    fleet.machine.after(time, () -> release(seat));
  }

  private void release(Fleet.Seat seat) {
    if (held.remove(seat)) {
      seat.life().release();
    }
  }

  private void clockRate(Fleet.Seat seat) {
    Life life = seat.life();
    life.time().rate(LocalTime.TRUE_RATE / 2 + dice.below(LocalTime.TRUE_RATE * 3 / 2));
    Duration lasts = dice.within(LASTS);
    fleet.watch().shaken(CLOCK_SLACK.plus(lasts));
    tally.happened(Mishap.CLOCK_RATE);
    fleet.machine.after(lasts, () -> life.time().rate(LocalTime.TRUE_RATE));
  }

  /** An hour there or back, again and again: a clock that two sources fight over. */
  private void stepWallClock(Life life, int more) {
    if (calm) {
      return;
    }
    life.time().wallAhead(Duration.ofHours(dice.below(3) - 1));
    tally.happened(Mishap.WALL_CLOCK_STEP);
    if (more > 0) {
      fleet.machine.after(dice.within(STEPS_AGAIN), () -> stepWallClock(life, more - 1));
    }
  }

  private void delete(Mishap mishap, ItemKey key) {
    if (!fleet.table.db().item(key.table(), key.id()).isEmpty()) {
      fleet.table.db().delete(key.table(), key.id());
      tally.happened(mishap);
    }
  }

  private void deleteItem() {
    String service = anyService();
    if (fleet.table.items().containsKey(new BackendKey(service))) {
      fleet.table.delete(service);
      fleet.watch().edited(service);
      tally.happened(Mishap.ITEM_DELETED);
    }
  }

  private void edit(Mishap mishap, java.util.function.UnaryOperator<Item> edit) {
    String service = anyService();
    if (!spoilt.containsKey(service) && fleet.table.edit(service, edit)) {
      fleet.watch().edited(service);
      tally.happened(mishap);
    }
  }

  /** Somebody adds a server that nothing stands behind, or takes one out. */
  private Item edited(Item item) {
    SortedMap<String, StoredServer> servers = new TreeMap<>(item.servers());
    if (!servers.isEmpty() && dice.chance(0.5)) {
      servers.remove(servers.firstKey());
    } else {
      Address address = new Address("192.168.0." + (1 + dice.below(250)), 80);
      StoredServer server = StoredServer.of(address, "http", 1);
      servers.put(server.key(), server);
    }
    return new Item(servers, item.others(), item.version());
  }

  private SortedMap<String, String> noted(SortedMap<String, String> before) {
    SortedMap<String, String> others = new TreeMap<>(before);
    String where = dice.chance(0.5) ? MemoryTable.OF_BACKEND : "";
    others.put(where + "note" + dice.below(100), dice.hex(8));
    return others;
  }

  private void spoil() {
    String service = anyService();
    AttributeValue version = fleet.table.spoil(service);
    if (version != null) {
      spoilt.putIfAbsent(service, version);
      fleet.watch().edited(service);
      tally.happened(Mishap.ITEM_MALFORMED);
      fleet.machine.after(dice.within(LASTS), () -> heal(service));
    }
  }

  private void heal(String service) {
    AttributeValue version = spoilt.remove(service);
    if (version != null) {
      fleet.table.heal(service, version);
      fleet.watch().edited(service);
    }
  }

  private String anyService() {
    return dice.pick(fleet.backends()).name();
  }

  private Fleet.Seat any() {
    return dice.pick(fleet.seats());
  }

  private Fleet.Seat leaderOrAny() {
    Fleet.Seat other = any();
    return dice.chance(0.75) ? fleet.leader().orElse(other) : other;
  }
}
