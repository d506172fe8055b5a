package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.plan.OnHostDrain;
import io.github.ecstasktracker.plan.PlanRules;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the operator chose for the loop.
 *
 * @param clusters short names, at least one
 * @param allowed which services may be touched
 * @param onHostDrain what becomes of servers on hosts that drain
 * @param resyncInterval how often everything is read, whatever the triggers say
 * @param healthInterval how often tasks with a health check are described again
 * @param workers how many backends are planned at once
 */
public record Settings(
    List<String> clusters,
    Predicate<ServiceKey> allowed,
    PlanRules rules,
    OnHostDrain onHostDrain,
    Duration resyncInterval,
    Duration healthInterval,
    int workers) {
  public Settings {
    clusters = List.copyOf(clusters);
  }
}
