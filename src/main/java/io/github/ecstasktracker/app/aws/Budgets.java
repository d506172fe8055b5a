package io.github.ecstasktracker.app.aws;

import io.github.ecstasktracker.model.AwsApi;
import java.util.Optional;

/** Which request budget an operation draws on. */
public final class Budgets {
  private Budgets() {}

  /**
   * Empty for operations without a budget.
   *
   * @param service as IAM policies spell it
   */
  public static Optional<AwsApi> of(String service, String operation) {
    return switch (service) {
      case "ecs" ->
          switch (operation) {
            case "ListTasks",
                "DescribeTasks",
                "ListContainerInstances",
                "DescribeContainerInstances" ->
                Optional.of(AwsApi.ECS_CLUSTER_RESOURCE_READ);
            case "DescribeServices" -> Optional.of(AwsApi.ECS_SERVICE_READ);
            case "DescribeTaskDefinition" -> Optional.of(AwsApi.ECS_TASK_DEFINITION_READ);
            default -> Optional.empty();
          };
      case "ec2" -> Optional.of(AwsApi.EC2_READ);
      case "ssm" -> Optional.of(AwsApi.SSM_READ);
      case "dynamodb" -> Optional.of(AwsApi.DYNAMODB);
      default -> Optional.empty();
    };
  }
}
