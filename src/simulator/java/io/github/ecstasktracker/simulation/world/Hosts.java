package io.github.ecstasktracker.simulation.world;

import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.History;
import io.github.ecstasktracker.simulation.core.Timeline;
import java.util.List;
import java.util.function.Consumer;

/** The machines' own fates: they join, drain, lose their agent, and die. */
final class Hosts {
  private final LiveAccount account;
  private final Timeline timeline;
  private final Dice dice;
  private final WorldSettings settings;
  private final Records records;
  private final Lifecycle lifecycle;
  private final Scheduler scheduler;

  Hosts(
      LiveAccount account,
      Timeline timeline,
      Dice dice,
      WorldSettings settings,
      Records records,
      Lifecycle lifecycle,
      Scheduler scheduler) {
    this.account = account;
    this.timeline = timeline;
    this.dice = dice;
    this.settings = settings;
    this.records = records;
    this.lifecycle = lifecycle;
    this.scheduler = scheduler;
  }

  void join(String clusterName, String instanceId, String address) {
    LiveCluster cluster = account.obtain(clusterName);
    if (cluster.hosts.stream().anyMatch(h -> h.alive && h.instanceId.equals(instanceId))) {
      throw new IllegalArgumentException(instanceId + " is there already");
    }
    LiveHost host =
        new LiveHost(
            cluster,
            instanceId,
            address,
            account.identity.containerInstance(cluster.name, dice.hex(32)),
            timeline.now(),
            new History<>(settings.memory()),
            dice,
            settings.addressReuse());
    cluster.hosts.add(host);
    cluster.hostsByArn.put(host.arn, host);
    records.changed(host);
    scheduler.roomAppeared();
  }

  void drain(String cluster, String instanceId) {
    change(cluster, instanceId, host -> host.status = "DRAINING");
  }

  void activate(String cluster, String instanceId) {
    change(cluster, instanceId, host -> host.status = "ACTIVE");
  }

  /** The agent comes and goes several times an hour; the tasks do not notice. */
  void connect(String cluster, String instanceId, boolean connected) {
    change(cluster, instanceId, host -> host.connected = connected);
  }

  private void change(String cluster, String instanceId, Consumer<LiveHost> change) {
    LiveHost host = find(cluster, instanceId);
    change.accept(host);
    records.changed(host);
    host.tasks.forEach(task -> task.service.ifPresent(scheduler::nudge));
    scheduler.roomAppeared();
  }

  /** The machine is gone at once; ECS notices later, and stops its tasks then. */
  void die(String cluster, String instanceId) {
    LiveHost host = find(cluster, instanceId);
    host.alive = false;
    host.cluster.changed();
    timeline.after(dice.within(settings.timings().hostLossNoticed()), () -> mourn(host));
  }

  private void mourn(LiveHost host) {
    host.status = "INACTIVE";
    host.connected = false;
    records.changed(host);
    List.copyOf(host.tasks)
        .forEach(
            task ->
                lifecycle.lost(
                    task, "Host EC2 (instance " + host.instanceId + ") stopped / terminated."));
    timeline.after(
        settings.timings().stoppedVisible(),
        () -> {
          host.cluster.hosts.remove(host);
          host.cluster.hostsByArn.remove(host.arn);
        });
  }

  private LiveHost find(String cluster, String instanceId) {
    return account.require(cluster).hosts.stream()
        .filter(host -> host.alive && host.instanceId.equals(instanceId))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no live host " + instanceId));
  }
}
