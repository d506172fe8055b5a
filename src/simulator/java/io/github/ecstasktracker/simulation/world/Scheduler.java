package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Timeline;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps every service at its desired count, and rolls its deployments.
 *
 * <ul>
 *   <li>It never has more tasks wanted than the maximum percent allows, nor stops a serving one
 *       that the minimum healthy percent needs.
 *   <li>Tasks of an old deployment, on a draining host, or found unhealthy are replaced; what does
 *       not serve yet goes first.
 *   <li>A task that finds no host waits until room appears.
 * </ul>
 */
final class Scheduler {
  private final Timeline timeline;
  private final Dice dice;
  private final WorldSettings settings;
  private final TaskFactory factory;
  private final Lifecycle lifecycle;
  private final Consumer<LiveTask> admit;
  private final Consumer<LiveService> serviceChanged;
  private final Set<LiveService> waiting = new LinkedHashSet<>();

  Scheduler(
      Timeline timeline,
      Dice dice,
      WorldSettings settings,
      TaskFactory factory,
      Lifecycle lifecycle,
      Consumer<LiveTask> admit,
      Consumer<LiveService> serviceChanged) {
    this.timeline = timeline;
    this.dice = dice;
    this.settings = settings;
    this.factory = factory;
    this.lifecycle = lifecycle;
    this.admit = admit;
    this.serviceChanged = serviceChanged;
  }

  /** Plans a look at the service, unless one is planned. */
  void nudge(LiveService service) {
    if (!service.lookPlanned && service.status != LiveService.Status.INACTIVE) {
      service.lookPlanned = true;
      timeline.after(
          dice.within(settings.timings().scheduler()),
          () -> {
            service.lookPlanned = false;
            look(service);
          });
    }
  }

  /** Room has appeared somewhere: those who waited for it try again. */
  void roomAppeared() {
    List<LiveService> hopeful = List.copyOf(waiting);
    waiting.clear();
    for (LiveService service : hopeful) {
      nudge(service);
    }
  }

  private void look(LiveService service) {
    switch (service.status) {
      case ACTIVE -> {
        List<LiveTask> current = current(service);
        stopSurplus(service, current);
        start(service, current.size());
        retire(service);
        finishDeployment(service);
      }
      case DRAINING -> drain(service);
      case INACTIVE -> {}
    }
  }

  private static List<LiveTask> wanted(LiveService service) {
    List<LiveTask> wanted = new ArrayList<>(service.alive.size());
    for (LiveTask task : service.alive) {
      if (task.wanted) {
        wanted.add(task);
      }
    }
    return wanted;
  }

  private static List<LiveTask> current(LiveService service) {
    List<LiveTask> current = wanted(service);
    current.removeIf(task -> outdated(service, task));
    return current;
  }

  private static boolean outdated(LiveService service, LiveTask task) {
    return task.deployment.orElseThrow() != service.primary()
        || (task.host.isPresent() && !task.host.get().status.equals("ACTIVE"))
        || (service.replacesUnhealthy && task.unhealthy());
  }

  private void stopSurplus(LiveService service, List<LiveTask> current) {
    int surplus = current.size() - service.desired;
    if (surplus <= 0) {
      return;
    }
    // Youngest first, and those that do not serve before those that do.
    List<LiveTask> candidates = new ArrayList<>(current.reversed());
    candidates.sort((a, b) -> Boolean.compare(a.serving(), b.serving()));
    for (int i = 0; i < surplus; i++) {
      lifecycle.stop(candidates.get(i), scaling(service));
    }
  }

  private void start(LiveService service, int current) {
    int room = Math.min(service.desired - current, service.ceiling() - wanted(service).size());
    for (int i = 0; i < room; i++) {
      Optional<LiveHost> host =
          Placement.choose(service.cluster, service.launchType, service.primary().definition());
      if (host.isEmpty() && Placement.needsHost(service.launchType)) {
        waiting.add(service);
        return;
      }
      admit.accept(factory.ofService(service, host));
    }
  }

  private void retire(LiveService service) {
    List<LiveTask> wanted = wanted(service);
    long serving = wanted.stream().filter(LiveTask::serving).count();
    // Where the failing ones leave no room for a replacement, one of them makes it (ECS developer
    // guide, "Amazon ECS services", on unhealthy tasks and the maximum percent).
    boolean replacementComes =
        wanted.size() < service.ceiling() || wanted.stream().anyMatch(t -> !outdated(service, t));
    boolean replacementsFirst = service.ceiling() > service.desired && replacementComes;
    for (LiveTask task : wanted) {
      if (!outdated(service, task)) {
        continue;
      }
      if (task.serving()) {
        if (serving - 1 < service.floor()) {
          continue;
        }
        serving--;
      } else if (task.unhealthy() && replacementsFirst && serving < service.floor()) {
        continue; // it may still serve somebody until a better one does
      }
      replacementsFirst = true;
      lifecycle.stop(task, scaling(service));
    }
  }

  private void finishDeployment(LiveService service) {
    if (service.deployments.size() == 1) {
      return;
    }
    boolean done =
        wanted(service).stream().allMatch(t -> t.deployment.orElseThrow() == service.primary())
            && current(service).size() == service.desired;
    if (done) {
      service.deployments.subList(1, service.deployments.size()).clear();
      serviceChanged.accept(service);
    }
  }

  private void drain(LiveService service) {
    wanted(service).forEach(task -> lifecycle.stop(task, scaling(service)));
    if (service.alive.isEmpty()) {
      service.status = LiveService.Status.INACTIVE;
      waiting.remove(service);
      serviceChanged.accept(service);
    }
  }

  private static String scaling(LiveService service) {
    return "Scaling activity initiated by (deployment " + service.primary().id() + ")";
  }
}
