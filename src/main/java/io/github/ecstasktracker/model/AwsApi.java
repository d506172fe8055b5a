package io.github.ecstasktracker.model;

/**
 * The AWS calls that share one request budget in an account and Region.
 *
 * <p>ECS's figures: docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html. EC2
 * and SSM publish none for the calls used here, so theirs are a modest choice of our own; so are
 * DynamoDB's and SQS's, whose limits lie far above our use.
 */
public enum AwsApi {
  /** ListTasks, DescribeTasks, ListContainerInstances, DescribeContainerInstances. */
  ECS_CLUSTER_RESOURCE_READ(100, 20),
  /** DescribeServices. */
  ECS_SERVICE_READ(100, 20),
  /** DescribeTaskDefinition. */
  ECS_TASK_DEFINITION_READ(50, 20),
  /** DescribeInstances. */
  EC2_READ(50, 10),
  /** DescribeInstanceInformation. */
  SSM_READ(20, 5),
  /** Scan, GetItem, UpdateItem, TransactWriteItems. */
  DYNAMODB(1_000, 1_000);

  private final int burst;
  private final int refillPerSecond;

  AwsApi(int burst, int refillPerSecond) {
    this.burst = burst;
    this.refillPerSecond = refillPerSecond;
  }

  /** Calls that the full bucket holds, for the whole account. */
  public int burst() {
    return burst;
  }

  /** Calls a second that flow back, for the whole account. */
  public int refillPerSecond() {
    return refillPerSecond;
  }
}
