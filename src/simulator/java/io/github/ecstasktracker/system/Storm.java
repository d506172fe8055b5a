package io.github.ecstasktracker.system;

import static io.github.ecstasktracker.simulation.faults.Operation.DELETE_MESSAGE_BATCH;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_CONTAINER_INSTANCES;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_INSTANCES;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_SERVICES;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_TASKS;
import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_TASK_DEFINITION;
import static io.github.ecstasktracker.simulation.faults.Operation.LIST_TASKS;

import io.github.ecstasktracker.simulation.bus.BusCounts;
import io.github.ecstasktracker.simulation.bus.BusFaults;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.dynamodb.Call;
import io.github.ecstasktracker.simulation.dynamodb.Fault;
import io.github.ecstasktracker.simulation.dynamodb.ItemKey;
import io.github.ecstasktracker.simulation.faults.Counters;
import io.github.ecstasktracker.simulation.faults.FaultKind;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings the mishaps about, each for a while, several at a time, and counts what truly happened.
 *
 * <p>It goes on until as many have come about as are wanted. One that was begun counts once, as
 * soon as it has had an effect: a crash at the next write only when there was such a write.
 */
final class Storm {
  private static final Span LASTS = Span.ofSeconds(20, 120);
  private static final Span BETWEEN = Span.ofSeconds(0, 75);
  private static final Span LATE_BY = Span.ofSeconds(5, 90);
  private static final Span OLD = Span.ofMillis(500, 10_000);
  private static final List<Double> CHANCES = List.of(0.05, 0.3, 0.8);
  private static final double ACTS = 0.22;
  private static final double SICKENS = 0.09;

  /** Should none come about, it ends all the same. */
  private static final int BEGUN_MAX = 200;

  /** What depends on the kind of run, and is nobody's doing. */
  private static final Set<Mishap> BY_THE_SEED =
      EnumSet.of(
          Mishap.ECS_MORE_THAN_100_TASKS,
          Mishap.ECS_MORE_THAN_1000_TASKS,
          Mishap.ECS_SHORT_ARNS,
          Mishap.TWO_LEADERS);

  private static final List<Mishap> CHOICE =
      List.copyOf(EnumSet.complementOf(EnumSet.copyOf(BY_THE_SEED)));

  private static final Set<Mishap> WEATHER =
      EnumSet.of(
          Mishap.EVENT_DROPPED,
          Mishap.EVENT_DUPLICATED,
          Mishap.EVENT_REORDERED,
          Mishap.EVENT_DELAYED,
          Mishap.ECS_THROTTLED,
          Mishap.ECS_SERVER_ERROR,
          Mishap.ECS_TIMEOUT,
          Mishap.ECS_EMPTY_PAGE,
          Mishap.ECS_LATER_PAGE_FAILS,
          Mishap.ECS_TASK_MISSING,
          Mishap.ECS_LIST_AND_DESCRIBE_DISAGREE,
          Mishap.ECS_OLDER_THAN_SEEN,
          Mishap.ECS_RUNNING_WITHOUT_ADDRESS,
          Mishap.TABLE_THROTTLED,
          Mishap.TABLE_ANSWER_LOST,
          Mishap.TABLE_REQUEST_LOST,
          Mishap.TABLE_REQUEST_LATE,
          Mishap.TABLE_TRANSACTION_CONFLICT,
          Mishap.LEASE_TABLE_DOWN);

  private static final List<Operation> READS =
      List.of(
          LIST_TASKS,
          DESCRIBE_TASKS,
          DESCRIBE_CONTAINER_INSTANCES,
          DESCRIBE_INSTANCES,
          DESCRIBE_SERVICES,
          DESCRIBE_TASK_DEFINITION);

  private final Fleet fleet;
  private final Acts acts;
  private final Tally tally;
  private final Dice dice;
  private final Sabotage sabotage;
  private final StrangeMail mail;
  private final Map<Mishap, Double> raging = new EnumMap<>(Mishap.class);

  /** What was begun and has had no effect yet, and how often its kind had happened before. */
  private final Map<Mishap, Long> pending = new EnumMap<>(Mishap.class);

  private int begun;
  private int cameAbout;
  private boolean over;

  Storm(Fleet fleet, Acts acts) {
    this.fleet = fleet;
    this.acts = acts;
    this.tally = fleet.ledger.tally();
    this.dice = fleet.dice.split();
    this.sabotage = new Sabotage(fleet, tally, dice.split());
    this.mail = new StrangeMail(fleet, tally, dice.split());
    fleet.storm(this);
  }

  /** Has mishaps begin, one after the other, from now on, until so many have come about. */
  void brew(int mishaps) {
    if (cameAbout() < mishaps && begun < BEGUN_MAX && !over) {
      fleet.machine.after(
          dice.within(BETWEEN),
          () -> {
            begin(dice.pick(CHOICE));
            brew(mishaps);
          });
    }
  }

  /** How many of those that were begun have had an effect. */
  int cameAbout() {
    int before = pending.size();
    pending.entrySet().removeIf(entry -> times(entry.getKey()) > entry.getValue());
    cameAbout += before - pending.size();
    return cameAbout;
  }

  /** All is well from now on; what is late still comes. */
  void clears() {
    over = true;
    raging.clear();
    sabotage.undo();
    weather();
  }

  /** From now on no event reaches anybody. */
  void silences() {
    fleet.account.events().faults(new BusFaults(1, 0, 0, 0, LATE_BY));
  }

  /** Adds up what the account and the networks have counted; once, at the end. */
  void count() {
    WEATHER.forEach(mishap -> tally.happened(mishap, countedElsewhere(mishap)));
  }

  private long times(Mishap mishap) {
    return tally.times(mishap) + countedElsewhere(mishap);
  }

  /** What the account and its bus count, and not the tally until the end. */
  private long countedElsewhere(Mishap mishap) {
    Counters counters = fleet.account.counters();
    BusCounts bus = fleet.account.events().counts();
    return switch (mishap) {
      case ECS_THROTTLED -> counters.faults(FaultKind.THROTTLE);
      case ECS_SERVER_ERROR -> counters.faults(FaultKind.SERVER_ERROR);
      case ECS_TIMEOUT -> counters.faults(FaultKind.TIMEOUT);
      case ECS_EMPTY_PAGE -> counters.faults(FaultKind.EMPTY_PAGE);
      case ECS_LATER_PAGE_FAILS -> fleet.account.faults().laterPages();
      case ECS_TASK_MISSING -> counters.faults(FaultKind.MISSING);
      case ECS_RUNNING_WITHOUT_ADDRESS -> counters.faults(FaultKind.NO_ADDRESS);
      case ECS_LIST_AND_DESCRIBE_DISAGREE -> fleet.account.consistency().staleReads();
      case ECS_OLDER_THAN_SEEN -> fleet.account.consistency().olderThanSeen();
      case EVENT_DROPPED -> bus.dropped();
      case EVENT_DUPLICATED -> bus.duplicated();
      case EVENT_REORDERED -> bus.reordered();
      case EVENT_DELAYED -> bus.late();
      default -> 0;
    };
  }

  private void begin(Mishap mishap) {
    if (over) {
      return;
    }
    begun++;
    pending.putIfAbsent(mishap, times(mishap));
    fleet.ledger.note(mishap.name());
    fleet.watch().tell("now: " + mishap);
    switch (mishap) {
      case EVENT_BURST,
          EVENT_UNKNOWN_FIELDS,
          EVENT_MALFORMED,
          EVENT_FORGED,
          EVENT_OF_UNKNOWN_SERVICE ->
          mail.send(mishap);
      case SERVICE_DELETED, SERVICE_CREATED_AGAIN, CLUSTER_EMPTY -> acts(mishap);
      default -> {
        if (WEATHER.contains(mishap)) {
          rage(mishap);
        } else {
          sabotage.begin(mishap);
        }
      }
    }
    if (dice.chance(ACTS)) {
      acts.act();
    }
    if (dice.chance(SICKENS)) {
      acts.sicken();
    }
  }

  private void acts(Mishap mishap) {
    switch (mishap) {
      case SERVICE_DELETED -> tally.happened(mishap, acts.delete() ? 1 : 0);
      case SERVICE_CREATED_AGAIN -> tally.happened(mishap, acts.createAgain() ? 1 : 0);
      default -> {
        acts.emptyCluster();
        tally.happened(mishap);
      }
    }
  }

  private void rage(Mishap mishap) {
    raging.put(mishap, dice.pick(CHANCES));
    weather();
    fleet.machine.after(
        dice.within(LASTS),
        () -> {
          raging.remove(mishap);
          weather();
        });
  }

  /** Makes the weather what is raging. */
  private void weather() {
    fleet.account.faults().clear();
    for (Operation read : READS) {
      rate(read, Mishap.ECS_THROTTLED, FaultKind.THROTTLE);
      rate(read, Mishap.ECS_SERVER_ERROR, FaultKind.SERVER_ERROR);
      rate(read, Mishap.ECS_TIMEOUT, FaultKind.TIMEOUT);
    }
    rate(LIST_TASKS, Mishap.ECS_EMPTY_PAGE, FaultKind.EMPTY_PAGE);
    rate(LIST_TASKS, Mishap.ECS_LATER_PAGE_FAILS, FaultKind.SHORT_PAGE);
    rate(DESCRIBE_TASKS, Mishap.ECS_TASK_MISSING, FaultKind.MISSING);
    rate(DESCRIBE_TASKS, Mishap.ECS_RUNNING_WITHOUT_ADDRESS, FaultKind.NO_ADDRESS);
    fleet.account.faults().failLaterPages(LIST_TASKS, chance(Mishap.ECS_LATER_PAGE_FAILS));
    double stale =
        Math.max(chance(Mishap.ECS_LIST_AND_DESCRIBE_DISAGREE), chance(Mishap.ECS_OLDER_THAN_SEEN));
    fleet.account.consistency().lag(stale, OLD);
    fleet
        .account
        .events()
        .faults(
            new BusFaults(
                chance(Mishap.EVENT_DROPPED),
                chance(Mishap.EVENT_DUPLICATED),
                chance(Mishap.EVENT_REORDERED),
                chance(Mishap.EVENT_DELAYED),
                LATE_BY));
    double late = chance(Mishap.TABLE_REQUEST_LATE);
    fleet.seats().forEach(seat -> seat.life().network().late(late / 2));
    if (late > 0) {
      fleet.watch().shaken(Network.LATE.most().plus(LASTS.most()));
    }
  }

  private void rate(Operation operation, Mishap mishap, FaultKind kind) {
    double chance = chance(mishap);
    if (chance > 0) {
      fleet.account.faults().rate(operation, kind, chance);
    }
  }

  /** Whether ECS does not answer as it should, or too slowly. */
  boolean troublesEcs() {
    return raging.keySet().stream().anyMatch(mishap -> mishap.name().startsWith("ECS_"));
  }

  /** Whether a write may be refused, lost or late. */
  boolean troublesTable() {
    return raging.keySet().stream()
        .map(Mishap::name)
        .anyMatch(name -> name.startsWith("TABLE_") || name.startsWith("LEASE_"));
  }

  private double chance(Mishap mishap) {
    return raging.getOrDefault(mishap, 0.0);
  }

  /** A process is about to send that. */
  void sends(Fleet.Seat seat, Operation operation) {
    if (operation.equals(DELETE_MESSAGE_BATCH)) {
      sabotage.acknowledges(seat);
    }
  }

  /** A call of a process has arrived at DynamoDB. */
  Fault before(Fleet.Seat seat, Call call) {
    boolean lease = false;
    boolean backend = false;
    for (ItemKey item : call.items()) {
      lease |= item.table().equals(MemoryTable.LEASES);
      backend |= item.table().equals(MemoryTable.NAME);
    }
    Fault sabotaged = sabotage.before(seat, call, lease, backend);
    if (sabotaged != Fault.NONE || raging.isEmpty()) {
      return sabotaged;
    }
    if (lease && dice.chance(chance(Mishap.LEASE_TABLE_DOWN))) {
      tally.happened(Mishap.LEASE_TABLE_DOWN);
      return dice.chance(0.5)
          ? new Fault.TableMissing(MemoryTable.LEASES)
          : new Fault.InternalError(false);
    }
    if (dice.chance(chance(Mishap.TABLE_THROTTLED))) {
      tally.happened(Mishap.TABLE_THROTTLED);
      return new Fault.Throttled();
    }
    if (dice.chance(chance(Mishap.TABLE_REQUEST_LOST))) {
      tally.happened(Mishap.TABLE_REQUEST_LOST);
      return new Fault.Timeout(false);
    }
    boolean writes = call.operation().mutating();
    if (writes && dice.chance(chance(Mishap.TABLE_ANSWER_LOST))) {
      tally.happened(Mishap.TABLE_ANSWER_LOST);
      return new Fault.Timeout(true);
    }
    if (writes && dice.chance(chance(Mishap.TABLE_TRANSACTION_CONFLICT))) {
      tally.happened(Mishap.TABLE_TRANSACTION_CONFLICT);
      return new Fault.ItemsRefused(
          Fault.Reason.CONFLICT, Set.of(call.items().get(dice.below(call.items().size()))));
    }
    return Fault.NONE;
  }

  void after(Fleet.Seat seat, Call call) {
    sabotage.after(seat, call);
  }
}
