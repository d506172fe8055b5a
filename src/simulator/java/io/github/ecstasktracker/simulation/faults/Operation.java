package io.github.ecstasktracker.simulation.faults;

import java.util.List;

/**
 * One operation of one AWS service.
 *
 * @param service the service's name as requests are signed for it: ecs, ec2, ssm, sqs ...
 */
public record Operation(String service, String name) {
  public static final Operation LIST_TASKS = ecs("ListTasks");
  public static final Operation DESCRIBE_TASKS = ecs("DescribeTasks");
  public static final Operation LIST_CONTAINER_INSTANCES = ecs("ListContainerInstances");
  public static final Operation DESCRIBE_CONTAINER_INSTANCES = ecs("DescribeContainerInstances");
  public static final Operation LIST_SERVICES = ecs("ListServices");
  public static final Operation DESCRIBE_SERVICES = ecs("DescribeServices");
  public static final Operation LIST_CLUSTERS = ecs("ListClusters");
  public static final Operation DESCRIBE_CLUSTERS = ecs("DescribeClusters");
  public static final Operation DESCRIBE_TASK_DEFINITION = ecs("DescribeTaskDefinition");
  public static final Operation DESCRIBE_INSTANCES = new Operation("ec2", "DescribeInstances");
  public static final Operation DESCRIBE_INSTANCE_INFORMATION =
      new Operation("ssm", "DescribeInstanceInformation");
  public static final Operation GET_CALLER_IDENTITY = new Operation("sts", "GetCallerIdentity");
  public static final Operation RECEIVE_MESSAGE = sqs("ReceiveMessage");
  public static final Operation DELETE_MESSAGE = sqs("DeleteMessage");
  public static final Operation DELETE_MESSAGE_BATCH = sqs("DeleteMessageBatch");
  public static final Operation CHANGE_MESSAGE_VISIBILITY = sqs("ChangeMessageVisibility");
  public static final Operation CHANGE_MESSAGE_VISIBILITY_BATCH =
      sqs("ChangeMessageVisibilityBatch");
  public static final Operation GET_QUEUE_ATTRIBUTES = sqs("GetQueueAttributes");
  public static final Operation GET_QUEUE_URL = sqs("GetQueueUrl");
  public static final Operation SEND_MESSAGE = sqs("SendMessage");
  public static final Operation PUBLISH = sns("Publish");
  public static final Operation SUBSCRIBE = sns("Subscribe");
  public static final Operation CONFIRM_SUBSCRIPTION = sns("ConfirmSubscription");
  public static final Operation GET_TOPIC_ATTRIBUTES = sns("GetTopicAttributes");

  public static final Operation SET_TOPIC_ATTRIBUTES = sns("SetTopicAttributes");
  public static final Operation SET_QUEUE_ATTRIBUTES = sqs("SetQueueAttributes");
  public static final Operation PUT_RULE = events("PutRule");
  public static final Operation DESCRIBE_RULE = events("DescribeRule");
  public static final Operation PUT_TARGETS = events("PutTargets");
  public static final Operation LIST_TARGETS_BY_RULE = events("ListTargetsByRule");
  public static final Operation LIST_RULE_NAMES_BY_TARGET = events("ListRuleNamesByTarget");
  public static final Operation PUT_EVENTS = events("PutEvents");

  public static final Operation PUT_METRIC_DATA = new Operation("monitoring", "PutMetricData");

  private static final List<String> READS =
      List.of("List", "Describe", "Get", "BatchGet", "TransactGet", "Query", "Scan");

  public static Operation ecs(String name) {
    return new Operation("ecs", name);
  }

  public static Operation sqs(String name) {
    return new Operation("sqs", name);
  }

  public static Operation sns(String name) {
    return new Operation("sns", name);
  }

  public static Operation events(String name) {
    return new Operation("events", name);
  }

  public static Operation dynamoDb(String name) {
    return new Operation("dynamodb", name);
  }

  /** Receiving a message counts: it hides the message from others. */
  public boolean mutating() {
    for (String read : READS) {
      if (name.startsWith(read)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return service + ":" + name;
  }
}
