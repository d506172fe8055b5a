package io.github.ecstasktracker.simulation.client;

import static io.github.ecstasktracker.simulation.faults.Operation.DESCRIBE_INSTANCES;

import io.github.ecstasktracker.simulation.api.Ec2Api;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;

/** EC2, in process; what is not overridden is not supported. */
final class InProcessEc2Client implements Ec2Client {
  private final Ec2Api api;
  private final InProcessClients calls;

  InProcessEc2Client(Ec2Api api, InProcessClients calls) {
    this.api = api;
    this.calls = calls;
  }

  @Override
  public DescribeInstancesResponse describeInstances(DescribeInstancesRequest request) {
    return calls.call(DESCRIBE_INSTANCES, () -> api.describeInstances(request));
  }

  @Override
  public String serviceName() {
    return Ec2Client.SERVICE_NAME;
  }

  @Override
  public void close() {}
}
