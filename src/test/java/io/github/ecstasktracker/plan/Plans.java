package io.github.ecstasktracker.plan;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Hold;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.Server;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Task;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The input of one plan in the making: backend {@code web}, fed by service {@code demo/web}.
 * Servers and tasks go by small numbers: task 7 listens at 10.0.0.7:80 and started at second 7. The
 * plan follows a complete list that began at second 0, unless a test says otherwise.
 */
final class Plans {
  static final BackendKey WEB = new BackendKey("web");
  static final BackendKey API = new BackendKey("api");
  static final ServiceKey DEMO_WEB = new ServiceKey("demo", "web");
  static final Duration SPACING = Duration.ofSeconds(60);
  // Close to the overflow, which a monotonic clock may cross at any time.
  static final long ORIGIN_NANOS = Long.MAX_VALUE - Duration.ofSeconds(90).toNanos();

  /** What describing takes after a list began, until a plan is made. */
  static final Duration PASS = Duration.ofSeconds(7);

  /** How old a description may be that a plan rests on which follows no list. */
  private static final Duration FRESH = Duration.ofSeconds(15);

  /** Later than any time of these tests. */
  static final long SEEN_NANOS = ORIGIN_NANOS + Duration.ofDays(1).toNanos();

  private StoredBackend actual = new StoredBackend.Missing(WEB);
  private SortedSet<ServiceKey> services = new TreeSet<>(List.of(DEMO_WEB));
  private List<ObservedTask> tasks = List.of();
  private List<String> unattributed = List.of();
  private Optional<String> handsOff = Optional.empty();
  private PlanInput.Times times = listed(ORIGIN_NANOS);
  private Evidence evidence = Evidence.NONE;
  private Map<String, Address> lastAddresses = new HashMap<>();
  private Map<Address, Claim> occupants = Map.of();
  private Map<ServiceKey, ServiceStatus> statuses = Map.of();
  private PlanRules rules = new PlanRules(Policy.SYNC, 50, SPACING, false);

  private record NoRevision() implements StoredBackend.Revision {}

  /** The item as read holds these. */
  static Plans item(StoredServer... servers) {
    return new Plans().of(present(List.of(servers)));
  }

  /** There is no item. */
  static Plans noItem() {
    return new Plans();
  }

  static Plans from(PlanInput input) {
    Plans plans = new Plans().of(input.actual());
    plans.services = input.desired().services();
    plans.tasks = input.desired().tasks();
    plans.unattributed = input.desired().unattributed();
    plans.handsOff = input.desired().handsOff();
    plans.times = input.times();
    plans.evidence = input.evidence();
    plans.lastAddresses = new HashMap<>(input.lastAddresses());
    plans.occupants = input.occupants();
    plans.statuses = input.statuses();
    plans.rules = input.rules();
    return plans;
  }

  Plans of(StoredBackend backend) {
    actual = backend;
    return this;
  }

  Plans holding(SortedMap<String, StoredServer> servers) {
    return of(present(servers.values()));
  }

  Plans tasks(ObservedTask... observed) {
    return tasks(List.of(observed));
  }

  Plans tasks(List<ObservedTask> observed) {
    tasks = observed;
    return this;
  }

  Plans services(ServiceKey... feeders) {
    services = new TreeSet<>(List.of(feeders));
    return this;
  }

  Plans unattributed(String... reasons) {
    unattributed = List.of(reasons);
    return this;
  }

  Plans handsOff(String why) {
    handsOff = Optional.of(why);
    return this;
  }

  /** The plan follows a complete list that began at that second. */
  Plans second(long seconds) {
    return times(listed(nanos(seconds)));
  }

  /** The plan is made at that second and follows no list. */
  Plans live(long seconds) {
    return times(
        new PlanInput.Times(
            nanos(seconds), nanos(seconds) - FRESH.toNanos(), OptionalLong.empty()));
  }

  Plans times(PlanInput.Times others) {
    times = others;
    return this;
  }

  private static PlanInput.Times listed(long begunNanos) {
    return new PlanInput.Times(
        begunNanos + PASS.toNanos(), begunNanos, OptionalLong.of(begunNanos));
  }

  static long nanos(long seconds) {
    return ORIGIN_NANOS + Duration.ofSeconds(seconds).toNanos();
  }

  Plans after(Plan earlier) {
    return evidence(earlier.evidence());
  }

  Plans evidence(Evidence remembered) {
    evidence = remembered;
    return this;
  }

  /** A task of this number was last seen at the address of that number. */
  Plans lastSeen(int task, int address) {
    lastAddresses.put(arn(task), at(address));
    return this;
  }

  Plans lastAddresses(Map<String, Address> addresses) {
    lastAddresses = addresses;
    return this;
  }

  /** Of two claims to one address the newer one's task occupies it. */
  Plans claims(Claim... claims) {
    return claims(List.of(claims));
  }

  Plans claims(Collection<Claim> claims) {
    return occupants(occupants(claims));
  }

  Plans occupants(Map<Address, Claim> byAddress) {
    occupants = byAddress;
    return this;
  }

  static Map<Address, Claim> occupants(Collection<Claim> claims) {
    Map<Address, Claim> occupants = new HashMap<>();
    claims.forEach(claim -> occupants.merge(claim.address(), claim, Claim::newer));
    return occupants;
  }

  /**
   * The tasks as a snapshot shows them: superseded where another's claim to its address is newer.
   */
  static List<ObservedTask> superseded(
      Collection<ObservedTask> tasks, Map<Address, Claim> occupants) {
    return tasks.stream()
        .map(
            task ->
                task.state() instanceof TaskState.Resolved(Server server)
                        && occupants.get(server.address()) instanceof Claim claim
                        && !claim.arn().equals(task.task().arn())
                    ? task.with(claim.supersedes(server.address()))
                    : task)
        .toList();
  }

  Plans counted(int running) {
    return status(DEMO_WEB, new ServiceStatus.Live(running));
  }

  Plans status(ServiceKey service, ServiceStatus status) {
    statuses = new HashMap<>(statuses);
    statuses.put(service, status);
    return this;
  }

  Plans statuses(Map<ServiceKey, ServiceStatus> answers) {
    statuses = answers;
    return this;
  }

  Plans policy(Policy policy) {
    return rules(
        new PlanRules(policy, rules.maxRemovalPercent(), rules.absenceSpacing(), rules.force()));
  }

  Plans maxRemoval(int percent) {
    return rules(new PlanRules(rules.policy(), percent, rules.absenceSpacing(), rules.force()));
  }

  Plans forced() {
    return rules(rules.forced());
  }

  Plans rules(PlanRules allowed) {
    rules = allowed;
    return this;
  }

  PlanInput input() {
    Map<ServiceKey, Long> running =
        tasks.stream()
            .filter(observed -> observed.task().running())
            .collect(Collectors.groupingBy(one -> one.task().service(), Collectors.counting()));
    return new PlanInput(
        new Desired(WEB, services, tasks, unattributed, running, handsOff),
        actual,
        evidence,
        lastAddresses,
        occupants,
        statuses,
        times,
        rules);
  }

  Plan plan() {
    return Planner.plan(input());
  }

  /** The changes that are to be written. */
  List<ServerChange> changes() {
    return changes(plan());
  }

  static List<ServerChange> changes(Plan plan) {
    return plan.patch().map(ServerPatch::changes).orElse(List.of());
  }

  /** What a plan wants to write, one word and key a change: {@code +10.0.0.1:80}. */
  static List<String> lines(Plan plan) {
    return changes(plan).stream().map(Plans::line).toList();
  }

  List<String> lines() {
    return lines(plan());
  }

  static String line(ServerChange change) {
    return switch (change) {
          case ServerChange.Add _ -> "+";
          case ServerChange.Change _ -> "~";
          case ServerChange.Remove _ -> "-";
        }
        + change.key();
  }

  /** What a plan holds back: {@code LAST 10.0.0.1:80}. */
  static List<String> holds(Plan plan) {
    return plan.holds().stream().map(hold -> hold.guard() + " " + hold.server()).toList();
  }

  List<String> holds() {
    return holds(plan());
  }

  static List<Hold.Guard> guards(Plan plan) {
    return plan.holds().stream().map(Hold::guard).toList();
  }

  /** The item's servers once the plan is written. */
  static SortedMap<String, StoredServer> result(PlanInput input, Plan plan) {
    return plan.patch().map(ServerPatch::result).orElseGet(() -> servers(input.actual()));
  }

  static SortedMap<String, StoredServer> servers(StoredBackend backend) {
    return backend instanceof StoredBackend.Present present ? present.servers() : new TreeMap<>();
  }

  static StoredBackend.Present present(Collection<StoredServer> servers) {
    SortedMap<String, StoredServer> byKey = new TreeMap<>();
    servers.forEach(server -> byKey.put(server.key(), server));
    return new StoredBackend.Present(WEB, byKey, new NoRevision());
  }

  static Address at(int number) {
    return new Address("10.0.0." + number, 80);
  }

  static String arn(int number) {
    return "arn:aws:ecs:eu-west-1:1:task/demo/%04d".formatted(number);
  }

  /** An entry in the form in which it is written, with weight 0. */
  static StoredServer entry(int number) {
    return entry(number, 0);
  }

  static StoredServer entry(int number, int weight) {
    return StoredServer.of(at(number), "http", weight);
  }

  static StoredServer entry(String key, @Nullable String url, int weight) {
    return new StoredServer(key, url, OptionalInt.of(weight), url != null && weight >= 0);
  }

  static String url(int number) {
    return "http://" + at(number);
  }

  static ObservedTask running(int number) {
    return running(number, OptionalInt.empty());
  }

  static ObservedTask running(int number, OptionalInt weight) {
    return running(number, number, weight);
  }

  static ObservedTask running(int task, int address) {
    return running(task, address, OptionalInt.empty());
  }

  static ObservedTask running(int task, int address, OptionalInt weight) {
    return observed(task, WEB, new TaskState.Resolved(new Server(at(address), "http", weight)));
  }

  static ObservedTask excluded(Cause cause, int number) {
    return excluded(cause, number, number);
  }

  static ObservedTask excluded(Cause cause, int task, int address) {
    return observed(
        task, WEB, new TaskState.Excluded(cause, Optional.of(at(address)), "is " + cause));
  }

  /** A task whose description tells no address. */
  static ObservedTask homeless(Cause cause, int number) {
    return observed(number, WEB, new TaskState.Excluded(cause, Optional.empty(), "is " + cause));
  }

  static ObservedTask unknown(int number) {
    return observed(number, WEB, new TaskState.Unknown("was not described"));
  }

  static ObservedTask observed(int number, BackendKey backend, TaskState state) {
    return observed(
        arn(number), new ServiceKey("demo", backend.name()), backend, state, started(number));
  }

  static ObservedTask observed(
      String arn,
      ServiceKey service,
      BackendKey backend,
      TaskState state,
      @Nullable Instant startedAt) {
    boolean runs =
        !(state instanceof TaskState.Excluded excluded)
            || excluded.cause() != Cause.STOPPED && excluded.cause() != Cause.STARTING;
    return new ObservedTask(
        new Task(
            arn,
            service,
            "web:1",
            1,
            runs ? "RUNNING" : "STOPPED",
            runs ? "RUNNING" : "STOPPED",
            "HEALTHY",
            startedAt),
        Optional.of(backend),
        state,
        false,
        false);
  }

  static Instant started(int number) {
    return Instant.ofEpochSecond(number);
  }

  /** A running task of that number claims the address of that number for a backend. */
  static Claim claim(int task, int address, BackendKey backend) {
    return claim(task, address, backend, SEEN_NANOS);
  }

  static Claim claim(int task, int address, BackendKey backend, long seenNanos) {
    return new Claim(at(address), backend, arn(task), started(task), seenNanos);
  }

  /** The same, described before all that the plan may rest on. */
  static Claim oldClaim(int task, int address, BackendKey backend) {
    return claim(task, address, backend, ORIGIN_NANOS - 1);
  }

  static ObservedTask[] allRunning(int... numbers) {
    return Arrays.stream(numbers).mapToObj(Plans::running).toArray(ObservedTask[]::new);
  }
}
