package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Random inputs, drawn from a seed. The addresses are few, so that tasks, entries, claims and
 * memories collide often; the rest is as wild as a table that people edit.
 */
final class RandomPlans {
  static final int RUNS = 5_000;
  private static final int ADDRESSES = 8;

  private final SplittableRandom random;

  private RandomPlans(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Runs a check on many inputs; a failure names the seed that replays it. */
  static void forAll(Consumer<Plans> check) {
    forAllSeeds(seed -> check.accept(draw(seed)));
  }

  static void forAllSeeds(Consumer<Long> check) {
    for (long seed = 0; seed < RUNS; seed++) {
      try {
        check.accept(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** An input with {@code --policy sync}, not forced. */
  static Plans draw(long seed) {
    return new RandomPlans(seed).input();
  }

  private Plans input() {
    List<ObservedTask> tasks = tasks();
    Map<Address, Claim> occupants = Plans.occupants(claims(tasks));
    List<ObservedTask> settled = Plans.superseded(tasks, occupants);
    StoredServer[] servers = servers();
    Plans plans =
        (chance(10) ? Plans.noItem() : Plans.item(servers))
            .tasks(settled)
            .occupants(occupants)
            .lastAddresses(lastAddresses(settled))
            .evidence(evidence(servers))
            .times(times())
            .maxRemoval(pick(0, 10, 50, 100));
    if (chance(15)) {
      plans.unattributed("task 3f2a was not described");
    }
    long running = settled.stream().filter(task -> task.task().running()).count();
    status(running).ifPresent(status -> plans.status(Plans.DEMO_WEB, status));
    return plans;
  }

  private List<ObservedTask> tasks() {
    List<ObservedTask> tasks = new ArrayList<>();
    boolean allDescribed = chance(60);
    int count = random.nextInt(10);
    for (int i = 1; i <= count; i++) {
      tasks.add(task(Plans.arn(i), state(allDescribed)));
    }
    return tasks;
  }

  private ObservedTask task(String arn, TaskState state) {
    return Plans.observed(arn, Plans.DEMO_WEB, Plans.WEB, state, start());
  }

  private @Nullable Instant start() {
    return chance(10) ? null : Plans.started(random.nextInt(20));
  }

  private TaskState state(boolean described) {
    return switch (random.nextInt(described ? 8 : 10)) {
      case 0, 1, 2, 3 -> new TaskState.Resolved(server(address()));
      case 4, 5, 6, 7 -> {
        Cause[] causes = Cause.values();
        Cause cause = causes[random.nextInt(causes.length)];
        yield new TaskState.Excluded(
            cause, chance(70) ? Optional.of(address()) : Optional.empty(), "is " + cause);
      }
      default -> new TaskState.Unknown("was not described");
    };
  }

  private Server server(Address address) {
    return new Server(
        address,
        chance(20) ? "https" : "http",
        chance(30) ? OptionalInt.of(random.nextInt(4)) : OptionalInt.empty());
  }

  /** The claims of these tasks, of other backends' tasks, and of tasks that are not among these. */
  private List<Claim> claims(List<ObservedTask> tasks) {
    List<Claim> claims = new ArrayList<>();
    tasks.forEach(task -> Claim.of(task, Plans.SEEN_NANOS).ifPresent(claims::add));
    int others = random.nextInt(3);
    for (int i = 0; i < others; i++) {
      BackendKey backend = chance(70) ? Plans.API : Plans.WEB;
      long seen = chance(70) ? Plans.SEEN_NANOS : Plans.ORIGIN_NANOS - 1;
      claims.add(new Claim(address(), backend, Plans.arn(100 + i), start(), seen));
    }
    return claims;
  }

  private Map<String, Address> lastAddresses(Collection<ObservedTask> tasks) {
    Map<String, Address> last = new HashMap<>();
    for (ObservedTask task : tasks) {
      if (chance(60)) {
        last.put(task.task().arn(), address());
      }
    }
    return last;
  }

  private StoredServer[] servers() {
    StoredServer[] servers = new StoredServer[random.nextInt(10)];
    for (int i = 0; i < servers.length; i++) {
      servers[i] = server();
    }
    return servers;
  }

  private StoredServer server() {
    Address address = address();
    if (chance(60)) {
      return StoredServer.of(address, "http", chance(70) ? 0 : random.nextInt(4));
    }
    String key =
        switch (random.nextInt(4)) {
          case 0 -> "server-" + random.nextInt(3);
          case 1 -> address().toString();
          default -> address.toString();
        };
    String url =
        switch (random.nextInt(6)) {
          case 0 -> null;
          case 1 -> "no url";
          case 2 -> "https://" + address;
          case 3 -> "http://" + address + "/path";
          default -> "http://" + address;
        };
    OptionalInt weight = chance(20) ? OptionalInt.empty() : OptionalInt.of(random.nextInt(6) - 1);
    return new StoredServer(key, url, weight, url != null && weight.orElse(-1) >= 0);
  }

  private Evidence evidence(StoredServer... servers) {
    Map<StoredServer, Long> since = new HashMap<>();
    for (StoredServer server : servers) {
      if (chance(60)) {
        since.put(server, Plans.ORIGIN_NANOS - Duration.ofSeconds(random.nextInt(120)).toNanos());
      }
    }
    return new Evidence(since);
  }

  /** Most plans follow a list, and of some lists the descriptions took long. */
  private PlanInput.Times times() {
    long begun =
        Plans.ORIGIN_NANOS - (chance(70) ? 0 : Duration.ofSeconds(random.nextInt(90)).toNanos());
    return new PlanInput.Times(
        Plans.nanos(random.nextInt(30)),
        begun,
        chance(80) ? OptionalLong.of(begun) : OptionalLong.empty());
  }

  private Optional<ServiceStatus> status(long running) {
    return switch (random.nextInt(6)) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new ServiceStatus.Live((int) running + 1));
      case 2 -> Optional.of(new ServiceStatus.Inactive());
      case 3 -> Optional.of(new ServiceStatus.Missing());
      default -> Optional.of(new ServiceStatus.Live((int) running));
    };
  }

  private Address address() {
    return Plans.at(1 + random.nextInt(ADDRESSES));
  }

  private int pick(int... values) {
    return values[random.nextInt(values.length)];
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  static ServiceKey otherCluster() {
    return new ServiceKey("other", "web");
  }
}
