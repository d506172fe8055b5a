package io.github.ecstasktracker.system;

import io.github.ecstasktracker.controller.Controller;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ecs.EcsClient;

/**
 * Everything between an ECS cluster and a table, as the only replica of production runs it, in one
 * thread's virtual time: a simulated account, the real readers, the real controller, a table in
 * memory, and the account's events on their way to the controller.
 */
final class SimulatedSystem extends Scene {
  private UnaryOperator<EcsClient> ecs = UnaryOperator.identity();
  private Kind kind = Kind.SOLE;
  private Life life;

  SimulatedSystem(long seed) {
    this(seed, WorldSettings.realistic());
  }

  SimulatedSystem(long seed, WorldSettings settings) {
    super(seed, settings);
    this.life = newLife();
    deliverEvents();
  }

  /** What stands between processes to come and ECS's client. */
  void ecs(UnaryOperator<EcsClient> between) {
    ecs = between;
  }

  /** What processes to come make of hosts that drain. */
  void onHostDrain(OnHostDrain choice) {
    kind = Kind.sole(choice);
  }

  Life life() {
    return life;
  }

  Controller controller() {
    return life.controller();
  }

  /** Starts a process that knows nothing. */
  void start() {
    life.kill();
    life = newLife();
    life.start();
  }

  void kill() {
    life.kill();
  }

  private Life newLife() {
    return new Life(
        kind,
        new Life.Surroundings(
            machine,
            account,
            ecs,
            table.client(kind.name(), table),
            NetworkedDynamoDb.Postmark.NONE),
        dice.split(),
        Witness.of(watch()::found));
  }

  /** One full pass of the process, asked for by a command. Returns what could not be read. */
  List<String> onePass() {
    AtomicReference<List<String>> problems = new AtomicReference<>();
    life.run("command", () -> problems.set(controller().onePass(false)));
    passUntil(() -> problems.get() != null, TO_SETTLE, "done");
    return problems.get();
  }

  BackendView view(String backend) {
    return controller().view().backends().get(new BackendKey(backend));
  }

  @Override
  void deliver(String event) {
    life.hears(event, () -> {});
  }

  @Override
  String excuse(String backend) {
    BackendView view = view(backend);
    return view == null
        ? "not looked at"
        : view.state() + ", " + view.problem() + ", " + view.holds();
  }
}
