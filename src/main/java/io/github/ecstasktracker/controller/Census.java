package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.ecs.DesiredState;
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
final class Census {
  // Any other name would fail the whole call:
  // docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
  static final Pattern SERVICE_NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");
  private static final Duration ASK_AGAIN = Duration.ofMinutes(10);

  private final DesiredState desired;
  private final Settings settings;
  private final Feeders feeders;
  private final MonotonicClock clock;
  private final Map<ServiceKey, Long> unknownSinceNanos = new HashMap<>();

  Census(DesiredState desired, Settings settings, Feeders feeders, MonotonicClock clock) {
    this.desired = desired;
    this.settings = settings;
    this.feeders = feeders;
    this.clock = clock;
  }

  /** Learns the feeders of items that no task has spoken for: those of all tasks are known. */
  void take(Collection<StoredBackend> items, Urgency urgency) {
    forgetOldAnswers();
    List<ServiceKey> candidates = new ArrayList<>();
    for (StoredBackend item : items) {
      if (item instanceof StoredBackend.Present present
          && !present.servers().isEmpty()
          && !feeders.feed(item.key())) {
        candidates.addAll(candidates(item.key()));
      }
    }
    if (candidates.isEmpty()) {
      return;
    }
    switch (desired.statusOf(candidates, urgency)) {
      case Result.Ok<Map<ServiceKey, ServiceStatus>>(var statuses) -> statuses.forEach(this::learn);
      case Result.Failed<Map<ServiceKey, ServiceStatus>> failed -> {
        // Nobody's until ECS answers: the item is left alone, and the next look asks again.
      }
    }
  }

  private synchronized void forgetOldAnswers() {
    long now = clock.nanos();
    unknownSinceNanos.values().removeIf(since -> now - since >= ASK_AGAIN.toNanos());
  }

  private synchronized List<ServiceKey> candidates(BackendKey key) {
    if (!SERVICE_NAME.matcher(key.name()).matches()) {
      return List.of();
    }
    return settings.clusters().stream()
        .map(cluster -> new ServiceKey(cluster, key.name()))
        .filter(service -> !unknownSinceNanos.containsKey(service))
        .toList();
  }

  private synchronized void learn(ServiceKey service, ServiceStatus status) {
    if (status instanceof ServiceStatus.Missing) {
      unknownSinceNanos.put(service, clock.nanos());
    } else {
      feeders.add(new BackendKey(service.service()), service);
    }
  }
}
