package io.github.ecstasktracker.simulation.client;

import io.github.ecstasktracker.simulation.api.AwsApi;
import io.github.ecstasktracker.simulation.faults.Operation;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * The SDK's client interfaces straight on top of a simulated account: no thread, no socket, no
 * retry. For single-threaded runs in virtual time; so a long poll answers at once with what there
 * is, and waiting is the scheduler's.
 */
public final class InProcessClients {
  private final AwsApi api;
  private final CallHook hook;

  public InProcessClients(AwsApi api, CallHook hook) {
    this.api = api;
    this.hook = hook;
  }

  /** ECS. Its paginators work, as they are made of the single calls. */
  public EcsClient ecs() {
    return new InProcessEcsClient(api, this);
  }

  public Ec2Client ec2() {
    return new InProcessEc2Client(api.ec2(), this);
  }

  public SsmClient ssm() {
    return new InProcessSsmClient(api.ssm(), this);
  }

  public SqsClient sqs() {
    return new InProcessSqsClient(api, this);
  }

  public SnsClient sns() {
    return new InProcessSnsClient(api.sns(), this);
  }

  <R> R call(Operation operation, Supplier<R> call) {
    return hook.around(operation, call);
  }
}
