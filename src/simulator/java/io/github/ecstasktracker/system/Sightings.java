package io.github.ecstasktracker.system;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.TaskState;
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

/** What one process has seen of ECS: kept by the oracle, by rules of its own. */
final class Sightings {
  private static final long KEPT_NANOS = Duration.ofMinutes(30).toNanos();

  /**
   * One read, of one service or of all.
   *
   * @param complete whether the list was whole
   * @param nameless tasks that were listed, and of which nothing else was known then
   * @param unknown tasks that were not seen as they are, and whose they are
   */
  private record Sight(
      long begun,
      long ended,
      boolean complete,
      Set<String> nameless,
      Map<String, String> unknown,
      Map<String, Set<Address>> serving) {}

  private final Duration resync;
  private final Map<String, Deque<Sight>> ofService = new HashMap<>();
  private final Deque<Sight> ofAll = new ArrayDeque<>();

  /** Whose task it is, once any read has told. */
  private final Map<String, String> owners = new HashMap<>();

  /** Tasks that any read has told to have stopped, which is final. */
  private final Set<String> stopped = new HashSet<>();

  /**
   * @param resync of the process
   */
  Sightings(Duration resync) {
    this.resync = resync;
  }

  void saw(String service, long begun, long ended, Set<String> also, Observation observation) {
    keep(
        ofService.computeIfAbsent(service, s -> new ArrayDeque<>()),
        sight(begun, ended, also, observation));
  }

  void sawAll(long begun, long ended, Set<String> also, Observation observation) {
    keep(ofAll, sight(begun, ended, also, observation));
  }

  /** Tasks were described by name. */
  void described(Observation observation) {
    sight(0, 0, Set.of(), observation);
  }

  /** Whether a read of the service, or of all, began at or after then and has ended. */
  boolean readSince(Optional<String> service, long nanos) {
    return readSince(ofAll, nanos)
        || service.map(ofService::get).filter(sights -> readSince(sights, nanos)).isPresent();
  }

  private static boolean readSince(Deque<Sight> sights, long nanos) {
    // From the newest: the answer is soon found.
    for (Iterator<Sight> newest = sights.descendingIterator(); newest.hasNext(); ) {
      if (newest.next().begun() - nanos >= 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether two complete reads, one resync apart, showed nobody at that address; by now, that is,
   * since other reads may have come between them and the write.
   */
  boolean absent(String service, StoredServer server, long now) {
    Optional<Address> address = server.address();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Deque<Sight> sights :
        List.of(ofAll, ofService.getOrDefault(service, new ArrayDeque<>()))) {
      for (Sight sight : sights) {
        boolean nobody =
            sight.complete()
                && !inDoubt(sight, service)
                && sight.nameless().stream().noneMatch(arn -> mayBeOf(service, arn))
                && address
                    .map(at -> !sight.serving().getOrDefault(service, Set.of()).contains(at))
                    .orElse(true);
        if (nobody) {
          first = Math.min(first, sight.begun() - now);
          last = Math.max(last, sight.begun() - now);
        }
      }
    }
    return first != Long.MAX_VALUE && last - first >= resync.toNanos();
  }

  /** A task that was seen to have stopped since leaves no doubt: what it held is proven free. */
  private boolean inDoubt(Sight sight, String service) {
    return sight.unknown().entrySet().stream()
        .anyMatch(task -> task.getValue().equals(service) && !stopped.contains(task.getKey()));
  }

  /** Whose it is may have been told since, by a later part of the same read. */
  private boolean mayBeOf(String service, String arn) {
    String owner = owners.get(arn);
    return owner == null || owner.equals(service) && !stopped.contains(arn);
  }

  private static void keep(Deque<Sight> sights, Sight sight) {
    sights.addLast(sight);
    while (sight.begun() - sights.getFirst().begun() > KEPT_NANOS) {
      sights.removeFirst();
    }
  }

  private Sight sight(long begun, long ended, Set<String> also, Observation observation) {
    return switch (observation) {
      case Observation.Void _ -> new Sight(begun, ended, false, Set.of(), Map.of(), Map.of());
      case Observation.Listed listed -> {
        Map<String, String> unknown = new HashMap<>();
        Map<String, Set<Address>> serving = new HashMap<>();
        for (ObservedTask task : listed.tasks()) {
          String service = task.task().service().service();
          owners.put(task.task().arn(), service);
          switch (task.state()) {
            case TaskState.Excluded(TaskState.Cause cause, var _, var _)
                when cause == TaskState.Cause.STOPPED ->
                stopped.add(task.task().arn());
            case TaskState.Resolved(var server) ->
                serving.computeIfAbsent(service, s -> new HashSet<>()).add(server.address());
            case TaskState.Unknown lost when !lost.missing() ->
                unknown.put(task.task().arn(), service);
            default -> {}
          }
        }
        Set<String> nameless = new HashSet<>();
        for (Observation.UnattributedTask undescribed : listed.unattributed()) {
          String owner = owners.get(undescribed.arn());
          if (owner == null) {
            // An event may name a task that there never was: ECS says MISSING of it when asked.
            if (!undescribed.state().missing() || !also.contains(undescribed.arn())) {
              nameless.add(undescribed.arn());
            }
          } else if (!undescribed.state().missing()) {
            unknown.put(undescribed.arn(), owner);
          }
        }
        yield new Sight(begun, ended, true, nameless, unknown, serving);
      }
    };
  }
}
