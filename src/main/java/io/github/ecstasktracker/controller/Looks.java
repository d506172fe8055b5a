package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.Look.Found;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * One job's looks: what they want written is collected and committed together, as much as one
 * transaction takes, or as has come together in {@link #COLLECT_MAX}. So the first write of a job
 * does not wait for its last look.
 *
 * <p>For one thread; the caller owns every key until its look has ended.
 */
final class Looks {
  /** Short for whoever waits for a write; under load a transaction is full sooner. */
  static final Duration COLLECT_MAX = Duration.ofMillis(200);

  private final Reconciler reconciler;
  private final Optional<Committer> committer;
  private final BiConsumer<BackendKey, Found> ended;
  private final MonotonicClock clock;
  private final List<Look.Open> open = new ArrayList<>();

  /** When the collecting began; empty before the first look after a commit. */
  private OptionalLong sinceNanos = OptionalLong.empty();

  /**
   * @param ended told of each backend when its look is over
   */
  Looks(
      Reconciler reconciler,
      Optional<Committer> committer,
      BiConsumer<BackendKey, Found> ended,
      MonotonicClock clock) {
    this.reconciler = reconciler;
    this.committer = committer;
    this.ended = ended;
    this.clock = clock;
  }

  /**
   * Plans one backend, and commits what was collected once that is worth a transaction or has
   * waited long enough.
   *
   * @return whether no look is open now: a good moment to tell of those that have ended
   */
  boolean at(
      BackendKey key,
      Reading reading,
      Map<ServiceKey, ServiceStatus> statuses,
      Reconciler.Reason reason) {
    if (sinceNanos.isEmpty()) {
      sinceNanos = OptionalLong.of(clock.nanos());
    }
    switch (reconciler.look(key, reading, statuses, reason)) {
      case Look.Ended(Found found) -> ended.accept(key, found);
      case Look.Open look -> open.add(look);
    }
    boolean due = overdue() || committer.filter(this::isWorthIt).isPresent();
    if (due) {
      finish();
    }
    return due;
  }

  /** Ends all looks that are open. */
  void finish() {
    committer.ifPresent(this::commit);
    sinceNanos = OptionalLong.empty();
  }

  private boolean isWorthIt(Committer to) {
    return open.size() >= to.worthCollecting();
  }

  private boolean overdue() {
    return clock.nanos() - sinceNanos.orElseThrow() >= COLLECT_MAX.toNanos();
  }

  private void commit(Committer to) {
    if (open.isEmpty()) {
      return;
    }
    List<Look.Open> looks = List.copyOf(open);
    open.clear();
    List<Commit> commits = to.commit(looks.stream().map(Look.Open::intent).toList());
    for (int i = 0; i < looks.size(); i++) {
      Look.Open look = looks.get(i);
      ended.accept(look.intent().patch().key(), look.end().apply(commits.get(i)));
    }
  }
}
