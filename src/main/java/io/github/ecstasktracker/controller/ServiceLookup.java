package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.ecs.EcsReader;
import io.github.ecstasktracker.informer.BackendIndex;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds out whether an item with servers and without tasks belongs to a service at all: tables hold
 * hand-made backends too, and those are nobody's to empty.
 *
 * <p>A service that DescribeServices does not know is not asked for again for ten minutes; were it
 * created meanwhile, its tasks would tell.
 */
final class ServiceLookup {
  // Any other name would fail the whole call:
  // docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
  static final Pattern SERVICE_NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");
  private static final Duration ASK_AGAIN = Duration.ofMinutes(10);

  private final EcsReader ecs;
  private final Settings settings;
  private final BackendIndex index;
  private final MonotonicClock clock;
  private final Map<ServiceKey, Long> unknownSinceNanos = new HashMap<>();

  ServiceLookup(EcsReader ecs, Settings settings, BackendIndex index, MonotonicClock clock) {
    this.ecs = ecs;
    this.settings = settings;
    this.index = index;
    this.clock = clock;
  }

  /** Learns the services of items that no task has spoken for: those of all tasks are known. */
  void take(Collection<StoredBackend> items, Urgency urgency) {
    forgetOldAnswers();
    List<ServiceKey> candidates = new ArrayList<>();
    for (StoredBackend item : items) {
      if (item instanceof StoredBackend.Present present
          && !present.servers().isEmpty()
          && !index.isFed(item.key())) {
        candidates.addAll(candidates(item.key()));
      }
    }
    if (candidates.isEmpty()) {
      return;
    }
    switch (ecs.statusOf(candidates, urgency)) {
      case Result.Ok<Map<ServiceKey, ServiceStatus>>(var statuses) -> statuses.forEach(this::learn);
      case Result.Failed<Map<ServiceKey, ServiceStatus>> failed -> {
        // Nobody's until ECS answers: the item is left alone, and the next pass asks again.
      }
    }
  }

  /** The same for one item. */
  void take(StoredBackend item, Urgency urgency) {
    take(List.of(item), urgency);
  }

  /** The services of the backend's name, one in each cluster. */
  List<ServiceKey> namesakes(BackendKey key) {
    return SERVICE_NAME.matcher(key.name()).matches()
        ? settings.clusters().stream().map(cluster -> new ServiceKey(cluster, key.name())).toList()
        : List.of();
  }

  private synchronized void forgetOldAnswers() {
    long now = clock.nanos();
    unknownSinceNanos.values().removeIf(since -> now - since >= ASK_AGAIN.toNanos());
  }

  private synchronized List<ServiceKey> candidates(BackendKey key) {
    return namesakes(key).stream()
        .filter(service -> !unknownSinceNanos.containsKey(service))
        .toList();
  }

  private synchronized void learn(ServiceKey service, ServiceStatus status) {
    if (status instanceof ServiceStatus.Missing) {
      unknownSinceNanos.put(service, clock.nanos());
    } else {
      index.add(new BackendKey(service.service()), service);
    }
  }
}
