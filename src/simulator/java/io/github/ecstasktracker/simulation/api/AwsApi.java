package io.github.ecstasktracker.simulation.api;

import io.github.ecstasktracker.simulation.bus.Queues;
import io.github.ecstasktracker.simulation.bus.Rules;
import io.github.ecstasktracker.simulation.bus.Topics;
import io.github.ecstasktracker.simulation.core.Dice;
import io.github.ecstasktracker.simulation.core.Identity;
import io.github.ecstasktracker.simulation.core.Monitor;
import io.github.ecstasktracker.simulation.core.Timeline;
import io.github.ecstasktracker.simulation.faults.Consistency;
import io.github.ecstasktracker.simulation.faults.Gate;
import io.github.ecstasktracker.simulation.world.WorldReads;

/** Every operation the account answers, whatever way the call came. */
public record AwsApi(
    EcsTasksApi tasks,
    EcsHostsApi hosts,
    EcsServicesApi services,
    Ec2Api ec2,
    SsmApi ssm,
    StsApi sts,
    SqsApi sqs,
    SqsReceiveApi receive,
    SnsApi sns,
    EventsApi events,
    CloudWatchApi cloudWatch) {

  /** What the operations stand on. */
  public record Ground(
      Gate gate,
      Monitor monitor,
      Timeline timeline,
      Identity identity,
      Dice dice,
      WorldReads world,
      Consistency consistency,
      Queues queues,
      Topics topics,
      Rules rules) {}

  public static AwsApi on(Ground ground) {
    Gate gate = ground.gate();
    EcsReads reads = new EcsReads(ground.world(), ground.consistency());
    return new AwsApi(
        new EcsTasksApi(gate, reads, ground.dice().split()),
        new EcsHostsApi(gate, reads, ground.dice().split()),
        new EcsServicesApi(gate, reads, ground.identity(), ground.dice().split()),
        new Ec2Api(gate, ground.world(), ground.identity()),
        new SsmApi(gate, ground.world()),
        new StsApi(gate, ground.identity()),
        new SqsApi(gate, ground.queues()),
        new SqsReceiveApi(gate, ground.monitor(), ground.timeline(), ground.queues()),
        new SnsApi(gate, ground.topics()),
        new EventsApi(gate, ground.rules(), ground.identity()),
        new CloudWatchApi(gate));
  }
}
