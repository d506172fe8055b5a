package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.History;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.core.Timeline;
import io.github.ecstasktracker.simulation.core.Trace;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/**
 * What people and fate do to the account. Nothing here is subject to throttling, faults or lag:
 * those lie between a caller and {@link WorldReads}. To be used under the account's lock.
 */
public final class World {
  private final LiveAccount account;
  private final Timeline timeline;
  private final Dice dice;
  private final WorldSettings settings;
  private final Records records;
  private final Lifecycle lifecycle;
  private final TaskFactory factory;
  private final Scheduler scheduler;
  private final Hosts hosts;

  public World(
      Identity identity, Timeline timeline, Dice dice, Trace trace, WorldSettings settings) {
    this.account = new LiveAccount(identity);
    this.timeline = timeline;
    this.dice = dice.split();
    this.settings = settings;
    this.records = new Records(timeline, trace);
    this.lifecycle =
        new Lifecycle(
            timeline,
            dice.split(),
            settings,
            new Network(dice.split(), settings),
            this::taskChanged,
            this::taskAmended);
    this.factory = new TaskFactory(identity, timeline, dice.split(), settings);
    this.scheduler =
        new Scheduler(
            timeline, dice.split(), settings, factory, lifecycle, this::admit, records::changed);
    this.hosts =
        new Hosts(account, timeline, dice.split(), settings, records, lifecycle, scheduler);
  }

  public void listen(TaskListener listener) {
    records.listen(listener);
  }

  public WorldReads reads() {
    return new WorldReads(account);
  }

  public void createCluster(String name) {
    account.obtain(name);
  }

  public void addHost(String cluster, String instanceId, String address) {
    hosts.join(cluster, instanceId, address);
  }

  public void drainHost(String cluster, String instanceId) {
    hosts.drain(cluster, instanceId);
  }

  public void activateHost(String cluster, String instanceId) {
    hosts.activate(cluster, instanceId);
  }

  public void connectAgent(String cluster, String instanceId, boolean connected) {
    hosts.connect(cluster, instanceId, connected);
  }

  public void killHost(String cluster, String instanceId) {
    hosts.die(cluster, instanceId);
  }

  public TaskDefinition register(TaskDefinition content) {
    return account.definitions.register(content);
  }

  public void createService(ServiceOrder order) {
    LiveCluster cluster = account.obtain(order.cluster());
    LiveService former = cluster.services.get(order.name());
    if (former != null && former.status != LiveService.Status.INACTIVE) {
      throw new IllegalArgumentException(order.name() + " is " + former.status);
    }
    LiveService service =
        new LiveService(
            cluster,
            order.name(),
            account.identity.service(cluster.name, order.name()),
            order.launchType(),
            timeline.now(),
            new History<>(settings.memory()));
    service.desired = order.desired();
    service.minimumHealthyPercent = order.minimumHealthyPercent();
    service.maximumPercent = order.maximumPercent();
    cluster.services.put(service.name, service);
    deploy(service, order.definition());
  }

  public void deploy(String cluster, String name, TaskDefinition registered) {
    deploy(active(cluster, name), registered);
  }

  private void deploy(LiveService service, TaskDefinition registered) {
    service.deployments.addFirst(
        new LiveDeployment("ecs-svc/" + dice.digits(19), registered, timeline.now()));
    serviceTurned(service);
  }

  public void scale(String cluster, String name, int desired) {
    LiveService service = active(cluster, name);
    service.desired = desired;
    serviceTurned(service);
  }

  public void percents(String cluster, String name, int minimumHealthy, int maximum) {
    LiveService service = active(cluster, name);
    service.minimumHealthyPercent = minimumHealthy;
    service.maximumPercent = maximum;
    serviceTurned(service);
  }

  /** Whether the scheduler replaces tasks found unhealthy, as ECS does by default. */
  public void replacesUnhealthy(String cluster, String name, boolean replaces) {
    LiveService service = active(cluster, name);
    service.replacesUnhealthy = replaces;
    serviceTurned(service);
  }

  /** Drains the service; it is INACTIVE when its last task has stopped. */
  public void deleteService(String cluster, String name) {
    LiveService service = active(cluster, name);
    service.status = LiveService.Status.DRAINING;
    service.desired = 0;
    serviceTurned(service);
  }

  private void serviceTurned(LiveService service) {
    records.changed(service);
    scheduler.nudge(service);
  }

  /** Runs one task outside any service; it finds a host or it is refused. */
  public String runTask(
      String clusterName, TaskDefinition registered, String group, LaunchType launchType) {
    LiveCluster cluster = account.require(clusterName);
    Optional<LiveHost> host = Placement.choose(cluster, launchType, registered);
    if (host.isEmpty() && Placement.needsHost(launchType)) {
      throw new IllegalStateException("no host for " + registered.taskDefinitionArn());
    }
    LiveTask task = factory.standalone(cluster, registered, group, launchType, host);
    admit(task);
    return task.arn;
  }

  public void stopTask(String cluster, String taskArn, String reason) {
    lifecycle.stop(task(cluster, taskArn), reason);
  }

  /** The task's first essential container ends by itself. */
  public void crashTask(String cluster, String taskArn) {
    LiveTask task = task(cluster, taskArn);
    task.containers.stream()
        .filter(LiveContainer::essential)
        .findFirst()
        .ifPresent(container -> lifecycle.crash(task, container.name()));
  }

  /** Turns the health of every container of the task that has a health check. */
  public void turnHealth(String cluster, String taskArn, Health health) {
    LiveTask task = task(cluster, taskArn);
    task.containers.forEach(container -> lifecycle.health(task, container, health));
  }

  /** Nothing is on its way: every service has what it asks for, and serves. */
  public boolean steady() {
    return account.all().stream()
        .flatMap(cluster -> cluster.services.values().stream())
        .allMatch(LiveService::steady);
  }

  private void admit(LiveTask task) {
    task.cluster.add(task);
    task.service.ifPresent(service -> service.alive.add(task));
    task.host.ifPresent(host -> host.tasks.add(task));
    lifecycle.born(task);
    task.host.ifPresent(records::changed);
  }

  private void taskChanged(LiveTask task) {
    if (task.stopped()) {
      bury(task);
    }
    records.changed(task);
    task.service.ifPresent(scheduler::nudge);
  }

  private void taskAmended(LiveTask task) {
    records.amended(task);
    task.service.ifPresent(scheduler::nudge);
  }

  private void bury(LiveTask task) {
    task.service.ifPresent(service -> service.alive.remove(task));
    task.host.ifPresent(
        host -> {
          host.tasks.remove(task);
          records.changed(host);
        });
    timeline.after(settings.timings().stoppedVisible(), () -> task.cluster.forget(task));
    scheduler.roomAppeared();
  }

  private LiveTask task(String cluster, String taskArn) {
    LiveTask task = account.require(cluster).tasks.get(Identity.lastPart(taskArn));
    if (task == null) {
      throw new IllegalArgumentException("no task " + taskArn);
    }
    return task;
  }

  private LiveService active(String cluster, String name) {
    LiveService service = account.require(cluster).services.get(name);
    if (service == null || service.status != LiveService.Status.ACTIVE) {
      throw new IllegalArgumentException("no active service " + name);
    }
    return service;
  }
}
