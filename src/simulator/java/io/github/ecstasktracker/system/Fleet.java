package io.github.ecstasktracker.system;

import io.github.ecstasktracker.controller.TriggerSink;
import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.simulation.dynamodb.Call;
import io.github.ecstasktracker.simulation.dynamodb.Fault;
import io.github.ecstasktracker.simulation.dynamodb.TableHook;
import io.github.ecstasktracker.simulation.faults.Operation;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import io.github.ecstasktracker.target.BackendWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.EcsClient;

/**
 * Several replicas that look after one table, each with a network and clocks of its own, and the
 * oracles that watch every step of theirs.
 */
final class Fleet extends Scene {
  private static final String QUEUE = "events";
  private static final Duration SENT_AGAIN = Duration.ofSeconds(2);
  private static final int DELIVERIES = 10;
  private static final Duration WAIT_MAX = Duration.ofMinutes(1);

  /** A backend that is no service's, and that only an event names. */
  private static final int STRANGERS = 1;

  /**
   * What there is of it.
   *
   * @param queue whether events come by SQS and its poller
   * @param writer what stands between each process and the store
   */
  record Plan(
      int replicas,
      boolean queue,
      LeaseTiming timing,
      Kind.Rhythm rhythm,
      WorldSettings world,
      UnaryOperator<BackendWriter> writer) {}

  final Ledger ledger;
  final StoreOracle store;

  private final LeaseOracle leases;

  private final Plan plan;
  private final List<Seat> seats = new ArrayList<>();
  private final List<BackendKey> backends = new ArrayList<>();
  private @Nullable Storm storm;
  private final AddressOracle addresses;
  private final List<AddressOracle.Sent> sent = new ArrayList<>();
  private AddressOracle.Sent arrived = new AddressOracle.Sent(0, 0, 0);
  private boolean twoLeaders;

  Fleet(long seed, Plan plan) {
    super(seed, plan.world());
    this.plan = plan;
    this.ledger = new Ledger(machine);
    this.store = new StoreOracle(ledger);
    this.leases = new LeaseOracle(ledger, plan.timing());
    this.addresses = new AddressOracle(ledger, watch(), table);
    table
        .db()
        .listen(
            (writer, changes) -> {
              store.landed(writer, changes, arrived.epoch());
              addresses.landed(writer, changes, arrived, machine.clock().nanos());
              leases.landed(writer, changes, machine.clock().nanos(), ownNanos(writer));
            });
    if (plan.queue()) {
      account.events().toQueue(QUEUE);
    } else {
      deliverEvents();
    }
    for (int i = 0; i < plan.replicas(); i++) {
      seats.add(new Seat(String.valueOf((char) ('a' + i)), false));
    }
  }

  List<Seat> seats() {
    return seats;
  }

  boolean hasShortArns() {
    return plan.world().shortTaskArns();
  }

  Duration lease() {
    return plan.timing().duration();
  }

  @Override
  Duration resync() {
    return plan.rhythm().resync();
  }

  /** What befalls the processes and their calls. */
  void storm(Storm storm) {
    this.storm = storm;
  }

  /** One more that only looks. */
  Seat dryRun() {
    Seat seat = new Seat("dry", true);
    seats.add(seat);
    return seat;
  }

  Optional<Seat> leader() {
    return seats.stream().filter(seat -> seat.life.leads()).findFirst();
  }

  List<BackendKey> backends() {
    if (backends.size() != services().size()) {
      backends.clear();
      services().forEach(service -> backends.add(new BackendKey(service)));
    }
    return backends;
  }

  @Override
  void deliver(String event) {
    deliver(event, DELIVERIES);
  }

  private void deliver(String event, int more) {
    Runnable again =
        () -> {
          if (more > 0) {
            machine.after(SENT_AGAIN, () -> deliver(event, more - 1));
          }
        };
    leader().ifPresentOrElse(seat -> seat.life.hears(event, again), again);
  }

  @Override
  String excuse(String backend) {
    StringBuilder text = new StringBuilder();
    for (Seat seat : seats) {
      BackendView view = seat.life.controller().view().backends().get(new BackendKey(backend));
      text.append(seat.life)
          .append(seat.life.over() ? " is dead" : seat.life.leads() ? " leads" : " stands by")
          .append(
              view == null
                  ? ", has not looked; "
                  : ": " + view.state() + " " + view.problem() + " " + view.holds() + "; ");
    }
    return text.toString();
  }

  @Override
  void check() {
    super.check();
    ledger.check();
  }

  /** By the clock of that process; zero where it is no more, or a person. */
  private long ownNanos(String process) {
    for (Seat seat : seats) {
      if (seat.life.kind().name().equals(process)) {
        return seat.life.time().nanos();
      }
    }
    return 0;
  }

  private void leaders() {
    int leaders = 0;
    for (Seat seat : seats) {
      leaders += seat.life.leads() ? 1 : 0;
    }
    boolean two = leaders > 1;
    if (two && !twoLeaders) {
      ledger.tally().happened(Mishap.TWO_LEADERS);
    }
    twoLeaders = two;
  }

  /** Where one replica after another lives. */
  final class Seat implements Witness, TableHook, NetworkedDynamoDb.Postmark {
    private final String name;
    private final boolean dryRun;
    private Life life;
    private PortOracle ports;
    private QueueOracle queue;
    private RateOracle rates;
    private int lives;
    private boolean wasLeader;

    private Seat(String name, boolean dryRun) {
      this.name = name;
      this.dryRun = dryRun;
      this.life = newLife();
    }

    Life life() {
      return life;
    }

    PortOracle ports() {
      return ports;
    }

    /** When all is well again, and nothing has happened for a while. */
    void atRest(List<BackendKey> keys) {
      queue.atRest(keys);
      Duration oldest = ports.oldestWait();
      ledger.holds(
          oldest.compareTo(WAIT_MAX) < 0,
          Invariant.I2,
          () -> name + " has not served a trigger for " + oldest);
    }

    /** A process that knows nothing takes the place of the one before. */
    void start() {
      if (!life.over()) {
        life.kill();
      }
      life = newLife();
      life.start();
    }

    private Life newLife() {
      lives++;
      Life born =
          new Life(
              new Kind(
                  name + lives,
                  dryRun,
                  dryRun ? Optional.empty() : Optional.of(plan.timing()),
                  plan.queue() && !dryRun
                      ? Optional.of(account.events().queueUrl(QUEUE))
                      : Optional.empty(),
                  plan.rhythm()),
              new Life.Surroundings(
                  machine,
                  account,
                  UnaryOperator.identity(),
                  table.client(name + lives, this),
                  this),
              dice.split(),
              this);
      queue = new QueueOracle(born, ledger);
      return born;
    }

    @Override
    public void logged(Life of, AssertionError error) {
      ledger.violated(error);
    }

    @Override
    public void sends(Life of, Operation operation) {
      ledger.note(of.kind().name(), operation.name());
      if (storm != null) {
        storm.sends(this, operation);
      }
      rates.sends(operation);
      if (dryRun) {
        ledger.holds(!operation.mutating(), Invariant.I13, () -> "sends " + operation);
      }
    }

    @Override
    public void late(Life of) {
      ledger.tally().happened(Mishap.TABLE_REQUEST_LATE);
    }

    @Override
    public void stepped(Life of) {
      if (of != life || of.over()) {
        return;
      }
      ledger.note(name);
      queue.step(backends(), table.db().size(MemoryTable.NAME) + services().size() + STRANGERS);
      addresses.step(
          machine.clock().nanos(),
          storm == null || !storm.troublesTable() && !storm.troublesEcs(),
          leader().map(seat -> seat.life.kind().name()).orElse(""));
      ports.checkResync(storm == null || !storm.troublesEcs());
      boolean leads = of.leads();
      if (wasLeader && !leads) {
        ports.termEnds();
      }
      if (leads != wasLeader) {
        ledger.note(of.kind().name(), leads ? "leads" : "stands by");
        leaders();
      }
      wasLeader = leads;
    }

    @Override
    public BackendWriter writer(Life of, BackendWriter writer) {
      return oracle(of).writer(plan.writer().apply(writer));
    }

    @Override
    public EcsClient ecs(Life of, EcsClient client) {
      return oracle(of).ecs(client);
    }

    @Override
    public TriggerSink triggers(Life of, TriggerSink sink) {
      return oracle(of).triggers(sink);
    }

    private PortOracle oracle(Life of) {
      if (ports == null || !ports.isOf(of)) {
        ports = new PortOracle(of, account, ledger, store, leases);
        rates = new RateOracle(of, ledger);
        wasLeader = false;
      }
      return ports;
    }

    @Override
    public Fault before(Call call) {
      Fault fault = storm == null ? Fault.NONE : storm.before(this, call);
      return fault == Fault.NONE ? table.before(call) : fault;
    }

    @Override
    public void after(Call call) {
      if (storm != null) {
        storm.after(this, call);
      }
    }

    @Override
    public long sent() {
      sent.add(
          new AddressOracle.Sent(
              store.epochs(), machine.clock().nanos(), ports.passMayBeginBefore()));
      return sent.size() - 1L;
    }

    @Override
    public void arrives(long letter) {
      arrived = sent.get((int) letter);
    }
  }
}
