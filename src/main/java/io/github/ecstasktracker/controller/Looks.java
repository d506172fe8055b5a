package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.controller.Look.Found;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.ServiceStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * One job's looks: what they want written is collected and committed together. For one thread; the
 * caller owns every key until its look has ended.
 */
final class Looks {
  private final Reconciler reconciler;
  private final Optional<Committer> committer;
  private final BiConsumer<BackendKey, Found> ended;
  private final List<Look.Open> open = new ArrayList<>();

  /**
   * @param ended told of each backend when its look is over
   */
  Looks(Reconciler reconciler, Optional<Committer> committer, BiConsumer<BackendKey, Found> ended) {
    this.reconciler = reconciler;
    this.committer = committer;
    this.ended = ended;
  }

  /** Plans one backend, and commits what was collected once that is worth a transaction. */
  void at(
      BackendKey key,
      Reading reading,
      Map<ServiceKey, ServiceStatus> statuses,
      Reconciler.Reason reason) {
    switch (reconciler.look(key, reading, statuses, reason)) {
      case Look.Ended(Found found) -> ended.accept(key, found);
      case Look.Open look -> open.add(look);
    }
    committer.filter(to -> open.size() >= to.worthCollecting()).ifPresent(this::commit);
  }

  /** Ends all looks that are open. */
  void finish() {
    committer.ifPresent(this::commit);
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
