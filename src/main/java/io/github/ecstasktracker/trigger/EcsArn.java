package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.ServiceKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names out of ECS's ARNs, in their long form and in the short one, which lacks the cluster
 * (docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html).
 */
final class EcsArn {
  /** Also what ECS allows as the name of a cluster or a service. */
  private static final String NAME = "[A-Za-z0-9_-]{1,255}";

  private static final String PREFIX = "arn:[a-z0-9-]{1,32}:ecs:[a-z0-9-]{1,32}:[^:/]{0,32}:";
  private static final Pattern CLUSTER = Pattern.compile(PREFIX + "cluster/(" + NAME + ")");
  private static final Pattern TASK = Pattern.compile(PREFIX + "task/(?:(" + NAME + ")/)?" + NAME);
  private static final Pattern SERVICE =
      Pattern.compile(PREFIX + "service/(?:(" + NAME + ")/)?(" + NAME + ")");
  private static final Pattern SERVICE_NAME = Pattern.compile(NAME);

  private EcsArn() {}

  static Optional<String> clusterName(String clusterArn) {
    Matcher matcher = CLUSTER.matcher(clusterArn);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  static boolean isTask(String arn) {
    return TASK.matcher(arn).matches();
  }

  /** The cluster in a task's ARN, which only the long form has. */
  static Optional<String> clusterOfTask(String taskArn) {
    Matcher matcher = TASK.matcher(taskArn);
    return matcher.matches() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
  }

  /**
   * The service of an ARN.
   *
   * @param cluster the cluster's name where the message tells it apart from this ARN
   */
  static Optional<ServiceKey> service(String serviceArn, Optional<String> cluster) {
    Matcher matcher = SERVICE.matcher(serviceArn);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(matcher.group(1))
        .or(() -> cluster)
        .map(name -> new ServiceKey(name, matcher.group(2)));
  }

  static boolean isServiceName(String name) {
    return SERVICE_NAME.matcher(name).matches();
  }
}
