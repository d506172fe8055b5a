package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.ecs.DesiredState;
import io.github.ecstasktracker.model.Observation;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.ServiceKey;
import io.github.ecstasktracker.model.Trigger;
import io.github.ecstasktracker.model.Urgency;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the health of known tasks between events: a change of health alone makes no event. Only
 * tasks whose definition has a health check are described, a hundred a call; a task whose health
 * differs triggers its service.
 */
final class HealthPass {
  static final String NAME = "health";
  private static final Duration SILENCE = Duration.ofMinutes(10);
  private static final Logger LOG = LoggerFactory.getLogger(HealthPass.class);

  private final DesiredState desired;
  private final TaskMemory memory;
  private final TriggerSink sink;
  private final Platform platform;
  private final Duration interval;
  private final Progress progress;
  private volatile boolean stopped;

  HealthPass(
      DesiredState desired,
      TaskMemory memory,
      TriggerSink sink,
      Platform platform,
      Duration interval,
      Progress progress) {
    this.desired = desired;
    this.memory = memory;
    this.sink = sink;
    this.platform = platform;
    this.interval = interval;
    this.progress = progress;
  }

  synchronized void start() {
    if (stopped) {
      return;
    }
    progress.moved(NAME, interval.plus(SILENCE));
    platform.timers().after(interval, () -> platform.jobs().execute(this::run));
  }

  synchronized void stop() {
    stopped = true;
    progress.ended(NAME);
  }

  private void run() {
    if (stopped) {
      return;
    }
    try {
      memory.healthChecked().forEach(this::look);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("health pass failed");
    } finally {
      start();
    }
  }

  private void look(String cluster, Set<String> arns) {
    Set<ServiceKey> changed = new TreeSet<>();
    switch (desired.describe(cluster, arns, Urgency.BACKGROUND)) {
      case Observation.Void failed ->
          LOG.atWarn()
              .addKeyValue("cluster", cluster)
              .addKeyValue("reason", failed.reason())
              .log("health could not be read");
      case Observation.Listed listed -> {
        for (ObservedTask now : listed.tasks()) {
          boolean same =
              memory
                  .recall(now.task().arn())
                  .filter(before -> before.task().health().equals(now.task().health()))
                  .isPresent();
          if (!same) {
            changed.add(now.task().service());
          }
        }
      }
    }
    for (ServiceKey service : changed) {
      sink.accept(
          new Trigger(Trigger.Source.HEALTH, Optional.of(service), Optional.empty()), () -> {});
    }
  }
}
