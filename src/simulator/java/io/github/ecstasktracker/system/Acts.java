package io.github.ecstasktracker.system;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.scenario.Definition;
import io.github.ecstasktracker.simulation.scenario.ServiceScript;
import io.github.ecstasktracker.simulation.world.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What befalls a cluster of a few services, drawn from the seed. There is always room for all. */
final class Acts {
  private static final List<Definition> DEFINITIONS =
      List.of(
          Definition.bridge(80),
          Definition.bridge(80).healthCheck(),
          Definition.awsvpc(80),
          Definition.fargate(8080),
          Definition.bridge(80, 81).container("sidecar"));
  private static final int SERVICES = 4;
  private static final int HOSTS = 4;
  private static final int MOST_TASKS = 6;

  private final Scene system;
  private final Dice dice;
  private final int mostTasks;
  private final List<String> hosts = new ArrayList<>();
  private int hostsEver;

  Acts(Scene system) {
    this(system, SERVICES, MOST_TASKS);
  }

  /**
   * @param mostTasks the fewer there are, the sooner an address is handed out again
   */
  Acts(Scene system, int services, int mostTasks) {
    this.system = system;
    this.mostTasks = mostTasks;
    this.dice = system.dice.split();
    for (int i = 0; i < HOSTS; i++) {
      addHost();
    }
    for (int i = 0; i < services; i++) {
      create("s" + i);
    }
  }

  /** Rolls, scales, kills or drains. */
  void act() {
    ServiceScript service = any();
    switch (dice.below(7)) {
      case 0, 1 -> service.tasks(dice.below(mostTasks + 1));
      case 2 -> service.roll();
      case 3 -> service.crash(1 + dice.below(2));
      case 4 -> service.stop(1 + dice.below(2));
      case 5 -> drain();
      default -> killHost();
    }
  }

  /** One task's health check fails; ECS replaces the task. */
  void sicken() {
    ServiceScript service = any();
    system.watch().healthTurns(service.name());
    service.health(1, Health.UNHEALTHY);
  }

  /** A service is scaled to one task or none, or loses a task that is replaced. */
  void lose() {
    ServiceScript service = any();
    if (dice.chance(0.5)) {
      service.tasks(dice.below(2));
    } else {
      service.stop(1);
    }
  }

  void scaleToZero() {
    any().tasks(0);
  }

  /** Deletes a service; another one soon gets its addresses. */
  boolean delete() {
    String name = any().name();
    boolean enough = active().size() > 2;
    if (enough) {
      system.service(name).delete();
    }
    return enough;
  }

  /** Nothing runs any more, until the next act. */
  void emptyCluster() {
    active().forEach(name -> system.service(name).tasks(0));
  }

  void create(String name) {
    system.service(name).tasks(1 + dice.below(mostTasks)).runs(dice.pick(DEFINITIONS));
  }

  /** A service that was deleted and is gone comes back under its name. */
  boolean createAgain() {
    Optional<String> gone =
        system.services().stream()
            .filter(name -> system.service(name).status().equals("INACTIVE"))
            .findFirst();
    gone.ifPresent(this::create);
    return gone.isPresent();
  }

  private List<String> active() {
    return system.cluster().serviceNames();
  }

  private ServiceScript any() {
    return system.service(dice.pick(active()));
  }

  /** Of the others some always stay. */
  private void drain() {
    system.cluster().activate(hosts.getFirst());
    hosts.addLast(hosts.removeFirst());
    system.cluster().drain(hosts.getFirst());
  }

  private void killHost() {
    String host = dice.pick(hosts);
    hosts.remove(host);
    system.watch().hostDies();
    system.cluster().kill(host);
    addHost();
  }

  private void addHost() {
    hostsEver++;
    String id = String.format("i-%04d", hostsEver);
    system.cluster().host(id, "10.0.0." + hostsEver);
    hosts.add(id);
  }
}
