package io.github.ecstasktracker.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.lease.LeaseTiming;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.simulation.core.Span;
import io.github.ecstasktracker.simulation.world.WorldSettings;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.WriteOutcome;
import io.github.ecstasktracker.trigger.Parsed;
import io.github.ecstasktracker.trigger.Receivers;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionRequest;

/**
 * One service that always fails costs the others nothing: the time from an event to its write has
 * the same 99th percentile with it as without it, within 5 %.
 */
class PoisonTest {
  private static final BackendKey POISONED = new BackendKey("poisoned");
  private static final int OTHERS = 8;
  private static final int ROUNDS = 1_200;

  /** Else a write may take an address from a backend that no event is about. */
  private static final WorldSettings WORLD = WorldSettings.realistic().withAddressReuse(0);

  private static final Span BETWEEN = Span.ofSeconds(3, 8);
  private static final double TOLERANCE = 1.05;

  @Test
  void aServiceWhoseWritesAlwaysFail_slowsNoOther() {
    compare(fleet(UnaryOperator.identity()), fleet(PoisonTest::refusing));
  }

  @Test
  void aServiceWhoseDefinitionCannotBeRead_slowsNoOther() {
    SimulatedSystem poisoned = new SimulatedSystem(1, WORLD);
    poisoned.ecs(PoisonTest::hiding);
    compare(started(new SimulatedSystem(1, WORLD)), started(poisoned));
  }

  private static void compare(Scene sound, Scene poisoned) {
    Stopwatch without = watch(sound);
    Stopwatch with = watch(poisoned);
    System.out.printf(
        "event to write, p50 and p99 of %,d: %s and %s; of %,d with a poisoned service: %s and"
            + " %s%n",
        without.count(),
        without.percentile(50),
        without.percentile(99),
        with.count(),
        with.percentile(50),
        with.percentile(99));
    assertThat(without.poisonedWrites()).isGreaterThan(ROUNDS);
    assertThat(with.poisonedWrites()).isZero();
    assertThat(with.count()).isGreaterThan(ROUNDS);
    assertThat((double) with.percentile(99).toNanos())
        .isLessThan(without.percentile(99).toNanos() * TOLERANCE);
  }

  private static Stopwatch watch(Scene scene) {
    Stopwatch stopwatch = new Stopwatch(scene);
    for (int round = 0; round < ROUNDS; round++) {
      scene.service("other-" + round % OTHERS).crash(1);
      scene.service(POISONED.name()).crash(1);
      scene.machine.pass(scene.dice.within(BETWEEN));
    }
    return stopwatch;
  }

  private static void populate(Scene scene) {
    scene.cluster().hosts(4);
    scene.service(POISONED.name()).tasks(3).bridge(80);
    for (int i = 0; i < OTHERS; i++) {
      scene.service("other-" + i).tasks(3).bridge(80);
    }
    scene.settle();
  }

  private static Scene started(SimulatedSystem system) {
    populate(system);
    system.start();
    system.machine.pass(Life.RESYNC);
    return system;
  }

  private static Scene fleet(UnaryOperator<BackendWriter> writer) {
    Fleet fleet =
        new Fleet(
            1, new Fleet.Plan(2, false, LeaseTiming.DEFAULT, Kind.Rhythm.USUAL, WORLD, writer));
    populate(fleet);
    fleet.seats().forEach(Fleet.Seat::start);
    fleet.machine.pass(Life.RESYNC);
    return fleet;
  }

  private static BackendWriter refusing(BackendWriter writer) {
    return (group, fence) ->
        group.stream().noneMatch(patch -> patch.key().equals(POISONED))
            ? writer.write(group, fence)
            : group.stream()
                .<WriteOutcome>map(
                    patch ->
                        patch.key().equals(POISONED)
                            ? new WriteOutcome.Failed("poisoned", false)
                            : new WriteOutcome.NotTried("beside a poisoned one"))
                .toList();
  }

  private static EcsClient hiding(EcsClient ecs) {
    return (EcsClient)
        Proxy.newProxyInstance(
            EcsClient.class.getClassLoader(),
            new Class<?>[] {EcsClient.class},
            (proxy, method, arguments) -> {
              Object first = arguments == null ? "" : arguments[0];
              if (first instanceof Consumer<?>) {
                // Builds the request, and calls the proxy with it.
                return InvocationHandler.invokeDefault(proxy, method, arguments);
              }
              if (first instanceof DescribeTaskDefinitionRequest asked
                  && asked.taskDefinition().contains(POISONED.name())) {
                throw ClientException.builder().message("poisoned").statusCode(400).build();
              }
              try {
                return method.invoke(ecs, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** From the event of a service whose backend is not true to it, to the write that mends it. */
  private static final class Stopwatch {
    private final Scene scene;
    private final Map<String, Long> heardNanos = new HashMap<>();
    private final List<Duration> took = new ArrayList<>();
    private int poisonedWrites;

    Stopwatch(Scene scene) {
      this.scene = scene;
      scene.account.events().to(event -> heard(event, scene.machine.clock().nanos()));
      scene
          .table
          .db()
          .listen(
              (writer, changes) ->
                  changes.stream()
                      .filter(change -> change.key().table().equals(MemoryTable.NAME))
                      .forEach(
                          change ->
                              landed(
                                  MemoryTable.key(change.after()), scene.machine.clock().nanos())));
    }

    private void heard(String event, long nowNanos) {
      if (Receivers.PARSER.parse(event, Trigger.Source.SQS)
          instanceof Parsed.Triggers(var triggers)) {
        triggers.stream()
            .map(Trigger::service)
            .flatMap(Optional::stream)
            .map(ServiceKey::service)
            .filter(service -> !scene.inSync(service))
            .forEach(service -> heardNanos.putIfAbsent(service, nowNanos));
      }
    }

    private void landed(BackendKey backend, long nowNanos) {
      if (backend.equals(POISONED)) {
        poisonedWrites++;
        return;
      }
      Long heard = heardNanos.remove(backend.name());
      if (heard != null) {
        took.add(Duration.ofNanos(nowNanos - heard));
      }
    }

    int count() {
      return took.size();
    }

    int poisonedWrites() {
      return poisonedWrites;
    }

    Duration percentile(int percent) {
      return took.stream().sorted().toList().get((took.size() - 1) * percent / 100);
    }
  }
}
