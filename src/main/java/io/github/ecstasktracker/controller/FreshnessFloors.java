package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Task;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The oldest version of each task that may be believed.
 *
 * <p>ECS's reads are eventually consistent, so a task can be described older than an event told, or
 * than an earlier read (docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html).
 * Guarantees:
 *
 * <ul>
 *   <li>a task described older than a version heard or read within the last two minutes is not
 *       believed;
 *   <li>a floor lapses after two minutes without a newer version, or when ECS says MISSING: a wrong
 *       floor cannot hold a service for ever;
 *   <li>bounded: the oldest floors go first.
 * </ul>
 */
final class FreshnessFloors {
  static final Duration LAPSE = Duration.ofMinutes(2);
  private static final int CAPACITY = 500_000;

  private record Floor(long version, long sinceNanos, Optional<ServiceKey> heardFor) {}

  private final MonotonicClock clock;
  private final Runnable onLapse;
  // In the order in which they were raised, so the oldest is first.
  private final LinkedHashMap<String, Floor> floors = new LinkedHashMap<>();
  // Heard of and not yet described as new as that; each stands in floors too.
  private final Map<ServiceKey, Set<String>> unmet = new HashMap<>();

  /**
   * @param onLapse told of each floor that lapsed before a read met it
   */
  FreshnessFloors(MonotonicClock clock, Runnable onLapse) {
    this.clock = clock;
    this.onLapse = onLapse;
  }

  /** A message told of this version. */
  synchronized void hear(ServiceKey service, String arn, long version) {
    Floor floor = floors.get(arn);
    if (floor != null && floor.version() >= version) {
      return;
    }
    raise(arn, new Floor(version, clock.nanos(), Optional.of(service)));
    unmet.computeIfAbsent(service, s -> new HashSet<>()).add(arn);
  }

  /**
   * Why the described task is not to be believed; empty where it is, and its version is the new
   * floor.
   */
  synchronized Optional<String> tooOld(Task task) {
    lapse();
    Floor floor = floors.get(task.arn());
    if (floor != null && task.version() < floor.version()) {
      return Optional.of(
          "described at version %d, older than version %d heard or read before"
              .formatted(task.version(), floor.version()));
    }
    if (floor == null || task.version() > floor.version()) {
      raise(task.arn(), new Floor(task.version(), clock.nanos(), Optional.empty()));
    } else {
      floor.heardFor().ifPresent(service -> met(service, task.arn()));
    }
    return Optional.empty();
  }

  /** Tasks of a service that a message told of and no read has met. */
  synchronized Set<String> unmet(ServiceKey service) {
    lapse();
    return Set.copyOf(unmet.getOrDefault(service, Set.of()));
  }

  /** Tasks of a cluster that a message told of and no read has met. */
  synchronized Set<String> unmet(String cluster) {
    lapse();
    Set<String> arns = new HashSet<>();
    unmet.forEach(
        (service, unmetOfService) -> {
          if (service.cluster().equals(cluster)) {
            arns.addAll(unmetOfService);
          }
        });
    return arns;
  }

  /** ECS says that there is no such task; returns whether only a message had told of it. */
  synchronized boolean missing(String arn) {
    Floor floor = floors.remove(arn);
    if (floor == null || floor.heardFor().isEmpty()) {
      return false;
    }
    if (met(floor.heardFor().get(), arn)) {
      onLapse.run();
      return true;
    }
    return false;
  }

  private void raise(String arn, Floor floor) {
    Floor old = floors.remove(arn);
    if (old != null) {
      old.heardFor().ifPresent(service -> met(service, arn));
    }
    floors.put(arn, floor);
    if (floors.size() > CAPACITY) {
      dropOldest();
    }
  }

  private void lapse() {
    long now = clock.nanos();
    while (!floors.isEmpty()
        && now - floors.firstEntry().getValue().sinceNanos() >= LAPSE.toNanos()) {
      dropOldest();
    }
  }

  private void dropOldest() {
    Iterator<Map.Entry<String, Floor>> oldest = floors.entrySet().iterator();
    Map.Entry<String, Floor> entry = oldest.next();
    oldest.remove();
    if (entry.getValue().heardFor().filter(s -> met(s, entry.getKey())).isPresent()) {
      onLapse.run();
    }
  }

  /** Whether it was still unmet. */
  private boolean met(ServiceKey service, String arn) {
    Set<String> arns = unmet.get(service);
    boolean was = arns != null && arns.remove(arn);
    if (arns != null && arns.isEmpty()) {
      unmet.remove(service);
    }
    return was;
  }
}
