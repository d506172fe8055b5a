package io.github.ecstasktracker.system;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * What ECS has answered one process: lists and descriptions of tasks, each with the time at which
 * it was asked for. What may be concluded of it is judged here by rules of its own, whatever the
 * process makes of it. Times are by the process's own clock.
 */
final class Answers implements WatchedEcs.Listener {
  private static final long KEPT_NANOS = Duration.ofMinutes(30).toNanos();

  /**
   * A call waits for its token that long at most: tasks that are known may be described while the
   * list of them waits, and who measures from one read to the next counts its wait.
   */
  private static final long LEAD_NANOS = Duration.ofSeconds(10).toNanos();

  /** What was decided on the last answers is written by then. */
  private static final long DECIDED_NANOS = Duration.ofSeconds(30).toNanos();

  private static final int REMEMBERED = 16;
  private static final String ALL = "";
  private static final String SERVICE_GROUP = "service:";
  private static final Set<String> TO_COME = Set.of("PROVISIONING", "PENDING", "ACTIVATING");

  /** A list, of a service or of all, from its first page to its last. */
  private static final class Listing {
    private final String scope;
    private final long begun;
    private final Set<String> tasks = new HashSet<>();

    /** When the last page came; not before that is it known what is there. */
    private long ended;

    private boolean whole;

    Listing(String scope, long begun) {
      this.scope = scope;
      this.begun = begun;
    }
  }

  /** An answer of DescribeTasks. */
  private record Description(long begun, long ended, DescribeTasksResponse answer) {}

  /**
   * An answer about one task.
   *
   * @param task null where ECS says MISSING
   */
  private record Said(long begun, long ended, @Nullable Task task) {
    long version() {
      return task == null ? -1 : task.version();
    }
  }

  /** What is known of one task. */
  private static final class Known {
    private @Nullable String service;
    private long version = -1;
    private long askedBegun = Long.MIN_VALUE;
    private long shownBegun = Long.MIN_VALUE;
    private long triedBegun;
    private boolean everTried;
    private boolean everAsked;
    private boolean everShown;

    /** When it was first said to be stopping, which is final. */
    private long stoppedNanos;

    private boolean stopped;
    private final ArrayDeque<Said> said = new ArrayDeque<>();
  }

  private final SimulatedAccount account;
  private final Duration resync;
  private final java.util.function.LongSupplier clock;
  private final Map<String, Known> tasks = new HashMap<>();
  private final Deque<Description> descriptions = new ArrayDeque<>();
  private final Map<String, Deque<Listing>> listings = new HashMap<>();
  private final Map<String, Listing> byToken = new HashMap<>();
  private long lastPassAsked;

  /** Tasks of the newest list of all that have not been described since it began. */
  private Set<String> undescribed = Set.of();

  private @Nullable Listing pass;
  private long failedNanos;
  private boolean everFailed;
  private long passBegun;
  private long passEnded;

  Answers(SimulatedAccount account, Duration resync, java.util.function.LongSupplier clock) {
    this.account = account;
    this.resync = resync;
    this.clock = clock;
    this.lastPassAsked = clock.getAsLong();
    this.passEnded = lastPassAsked;
    this.passBegun = lastPassAsked;
  }

  @Override
  public void asksForList(ListTasksRequest request) {
    if (request.serviceName() == null) {
      lastPassAsked = clock.getAsLong();
    }
  }

  @Override
  public void listed(ListTasksRequest request, ListTasksResponse answer, long begunNanos) {
    String scope = request.serviceName() == null ? ALL : id(request.serviceName());
    Listing listing =
        request.nextToken() == null
            ? new Listing(scope, begunNanos)
            : byToken.remove(scope + request.nextToken());
    if (listing == null) {
      return;
    }
    answer.taskArns().forEach(arn -> listing.tasks.add(id(arn)));
    if (answer.nextToken() != null && !answer.nextToken().isEmpty()) {
      byToken.put(scope + answer.nextToken(), listing);
      return;
    }
    listing.whole = true;
    listing.ended = clock.getAsLong();
    Deque<Listing> its = listings.computeIfAbsent(scope, s -> new ArrayDeque<>());
    its.addLast(listing);
    while (listing.begun - its.getFirst().begun > KEPT_NANOS) {
      its.removeFirst();
    }
    if (scope.equals(ALL)) {
      pass = listing;
      undescribed = new HashSet<>();
      for (String task : listing.tasks) {
        if (!askedSince(task, listing.begun)) {
          undescribed.add(task);
        }
      }
      passMayHaveEnded();
    }
  }

  @Override
  public void endsDescription(DescribeTasksRequest request, long begunNanos) {
    for (String arn : request.tasks()) {
      Known known = tasks.computeIfAbsent(id(arn), i -> new Known());
      if (!known.everTried || begunNanos - known.triedBegun > 0) {
        known.triedBegun = begunNanos;
        known.everTried = true;
      }
    }
  }

  @Override
  public void failed() {
    failedNanos = clock.getAsLong();
    everFailed = true;
  }

  /** Whether ECS has left a question without an answer since then. */
  boolean failedSince(long nanos) {
    return everFailed && failedNanos - nanos >= 0;
  }

  /** Whether a description of the task that was asked for at or after then has ended, somehow. */
  boolean triedSince(String arn, long nanos) {
    Known known = tasks.get(id(arn));
    return known != null && known.everTried && known.triedBegun - nanos >= 0;
  }

  @Override
  public void described(
      DescribeTasksRequest request, DescribeTasksResponse answer, long begunNanos) {
    long now = clock.getAsLong();
    descriptions.addLast(new Description(begunNanos, now, answer));
    while (now - descriptions.getFirst().ended() > KEPT_NANOS) {
      descriptions.removeFirst();
    }
    answer.tasks().forEach(task -> learn(id(task.taskArn()), new Said(begunNanos, now, task)));
    answer
        .failures()
        .forEach(
            failure -> {
              if ("MISSING".equals(failure.reason()) && failure.arn() != null) {
                learn(id(failure.arn()), new Said(begunNanos, now, null));
              }
            });
    if (pass != null && begunNanos - pass.begun >= 0 && !undescribed.isEmpty()) {
      request.tasks().forEach(arn -> undescribed.remove(id(arn)));
      passMayHaveEnded();
    }
  }

  private void passMayHaveEnded() {
    if (pass != null && undescribed.isEmpty()) {
      passBegun = pass.begun;
      passEnded = clock.getAsLong();
      pass = null;
    }
  }

  private void learn(String id, Said said) {
    Known known = tasks.computeIfAbsent(id, i -> new Known());
    if (!known.everAsked || said.begun() - known.askedBegun > 0) {
      known.askedBegun = said.begun();
      known.everAsked = true;
    }
    Task task = said.task();
    if (task != null) {
      known.service = task.group().startsWith(SERVICE_GROUP) ? service(task) : "";
      known.version = Math.max(known.version, task.version());
      if (!known.everShown || said.begun() - known.shownBegun > 0) {
        known.shownBegun = said.begun();
        known.everShown = true;
      }
      if (!known.stopped && stopping(task)) {
        known.stopped = true;
        known.stoppedNanos = said.ended();
      }
    }
    remember(known.said, said);
  }

  /** Of many answers that say the same the first is kept, and the one that was asked for last. */
  private static void remember(ArrayDeque<Said> all, Said said) {
    Iterator<Said> newest = all.descendingIterator();
    if (newest.hasNext()) {
      Said last = newest.next();
      if (last.task() == said.task() && newest.hasNext() && newest.next().task() == said.task()) {
        if (said.begun() - last.begun() < 0) {
          return;
        }
        all.removeLast();
      }
    }
    all.addLast(said);
    if (all.size() > REMEMBERED) {
      all.removeFirst();
    }
  }

  /** When a page of a list of all was asked for last. */
  long lastPassAsked() {
    return lastPassAsked;
  }

  /**
   * When the last read of everything ended that was whole: all listed, and all of them described.
   */
  long lastPassEnded() {
    return passEnded;
  }

  /** When the read of everything began that is under way, or ended last. */
  long lastPassBegun() {
    return pass == null ? passBegun : pass.begun;
  }

  /** Whether it is under way, or ended no longer ago than that. */
  boolean passSince(long nanos) {
    return pass != null || passEnded - nanos >= 0;
  }

  /** Whether the process knew of that version, or that the task has stopped. */
  boolean knows(String arn, long version) {
    Known known = tasks.get(id(arn));
    return known != null && (known.stopped || known.version >= version);
  }

  /** Whether an answer that was asked for at or after then told of the task, be it MISSING. */
  boolean askedSince(String arn, long nanos) {
    Known known = tasks.get(id(arn));
    return known != null && known.everAsked && known.askedBegun - nanos >= 0;
  }

  /** Whether an answer came at or after then that said MISSING, whenever it was asked for. */
  boolean missingSince(String arn, long nanos) {
    Known known = tasks.get(id(arn));
    return known != null
        && known.said.stream().anyMatch(said -> said.task() == null && said.ended() - nanos >= 0);
  }

  /** Whether an answer that was asked for at or after then showed the task. */
  boolean shownSince(String arn, long nanos) {
    Known known = tasks.get(id(arn));
    return known != null && known.everShown && known.shownBegun - nanos >= 0;
  }

  /** Whether a list of the service, or of all, began at or after then and was whole. */
  boolean listedSince(Optional<String> service, long nanos) {
    return listedSince(ALL, nanos) || service.filter(its -> listedSince(its, nanos)).isPresent();
  }

  private boolean listedSince(String scope, long nanos) {
    Deque<Listing> its = listings.get(scope);
    return its != null && its.stream().anyMatch(one -> one.begun - nanos >= 0);
  }

  /**
   * Whether two whole lists, one resync apart, with descriptions of all that was on them, showed
   * nobody at that address.
   */
  boolean absent(String service, StoredServer server) {
    Optional<String> address = server.address().map(Address::toString);
    long now = clock.getAsLong();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (String scope : List.of(ALL, service)) {
      Deque<Listing> its = listings.getOrDefault(scope, new ArrayDeque<>());
      long next = now;
      for (Iterator<Listing> newest = its.descendingIterator(); newest.hasNext(); ) {
        Listing listing = newest.next();
        if (nobody(listing, next, service, address)) {
          first = Math.min(first, listing.begun - now);
          last = Math.max(last, listing.begun - now);
        }
        next = listing.begun;
      }
    }
    return first != Long.MAX_VALUE && last - first >= resync.toNanos() - LEAD_NANOS;
  }

  /**
   * @param until when the next list of the same scope began: what is described then is its business
   */
  private boolean nobody(Listing listing, long until, String service, Optional<String> address) {
    Map<String, Said> newest = new HashMap<>();
    for (Description description : descriptions) {
      if (description.ended() - listing.begun >= -LEAD_NANOS && description.begun() - until <= 0) {
        for (Task task : description.answer().tasks()) {
          if (task.group().equals(SERVICE_GROUP + service) && tells(task)) {
            newest.merge(
                id(task.taskArn()),
                new Said(description.begun(), description.ended(), task),
                Answers::newer);
          }
        }
      }
    }
    for (Map.Entry<String, Said> task : newest.entrySet()) {
      Said said = task.getValue();
      // Who came after the list had been read is not seen in it.
      boolean inIt =
          listing.tasks.contains(task.getKey())
              || said.begun() - listing.begun >= 0 && said.begun() - listing.ended <= 0;
      // A task that starts has not served yet: a server at its address is an earlier task's.
      if (inIt
          && !stopping(said.task())
          && !TO_COME.contains(said.task().lastStatus())
          && address.isPresent()
          && address.equals(account.address(said.task()))) {
        return false;
      }
    }
    return listing.tasks.stream()
        .allMatch(task -> newest.containsKey(task) || excused(task, service));
  }

  private static Said newer(Said one, Said other) {
    return other.version() > one.version()
            || other.version() == one.version() && other.begun() - one.begun() >= 0
        ? other
        : one;
  }

  /** Whether the answer says where the task is, if it is anywhere. */
  private boolean tells(Task task) {
    return stopping(task)
        || TO_COME.contains(task.lastStatus())
        || account.address(task).isPresent();
  }

  /** Not of that service, or seen to have stopped since: what it held is free. */
  private boolean excused(String task, String service) {
    Known known = tasks.get(task);
    return known != null
        && known.service != null
        && (known.stopped || !known.service.equals(service));
  }

  /**
   * Whether what the process was told lets it take the task in: not where every answer that shows
   * it serving came later than one that was asked for later and shows the opposite.
   */
  boolean mayComeIn(String arn) {
    Known known = tasks.get(id(arn));
    if (known == null || known.stopped && clock.getAsLong() - known.stoppedNanos > DECIDED_NANOS) {
      return false;
    }
    return someUndisputed(known, true) || !some(known, true);
  }

  /** The same of taking it out. */
  boolean mayGo(String arn) {
    Known known = tasks.get(id(arn));
    return known == null || known.stopped || someUndisputed(known, false) || !some(known, false);
  }

  private boolean some(Known known, boolean up) {
    return known.said.stream().anyMatch(said -> up ? up(said) : down(said));
  }

  private boolean someUndisputed(Known known, boolean up) {
    return known.said.stream()
        .filter(said -> up ? up(said) : down(said))
        .anyMatch(
            said ->
                known.said.stream()
                    .filter(other -> up ? down(other) : up(other))
                    .noneMatch(
                        other ->
                            other.ended() - said.ended() <= 0
                                && other.begun() - said.begun() > 0
                                && other.version() >= said.version()));
  }

  private boolean up(Said said) {
    Task task = said.task();
    return task != null
        && !stopping(task)
        && "RUNNING".equals(task.lastStatus())
        && account.healthy(task);
  }

  private static boolean down(Said said) {
    Task task = said.task();
    return task == null || stopping(task) || "UNHEALTHY".equals(task.healthStatusAsString());
  }

  private static boolean stopping(Task task) {
    return "STOPPED".equals(task.desiredStatus())
        || !"RUNNING".equals(task.lastStatus()) && !TO_COME.contains(task.lastStatus());
  }

  private static String service(Task task) {
    return task.group().substring(SERVICE_GROUP.length());
  }

  private static String id(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }
}
