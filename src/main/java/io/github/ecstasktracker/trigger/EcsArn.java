package io.github.ecstasktracker.trigger;

import io.github.ecstasktracker.model.Home;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an ECS ARN, in its long form or in the short one, which lacks the cluster
 * (docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html).
 *
 * @param cluster empty in the short form
 * @param name the last part: a cluster's or service's name, a task's id
 */
record EcsArn(Home home, Optional<String> cluster, String name) {
  /** Also what ECS allows as the name of a cluster or a service. */
  private static final String NAME = "[A-Za-z0-9_-]{1,255}";

  /**
   * The id of a task, in long ARNs and in short ones. ECS refuses a whole DescribeTasks call for
   * one ARN whose id has another length.
   */
  private static final String TASK_ID =
      "[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  private static final Pattern CLUSTER = pattern("cluster/()(" + NAME + ")");
  private static final Pattern SERVICE = pattern("service/(?:(" + NAME + ")/)?(" + NAME + ")");
  private static final Pattern TASK = pattern("task/(?:(" + NAME + ")/)?(" + TASK_ID + ")");
  private static final Pattern SERVICE_NAME = Pattern.compile(NAME);

  static Optional<EcsArn> ofCluster(String arn) {
    return parse(CLUSTER, arn);
  }

  static Optional<EcsArn> ofService(String arn) {
    return parse(SERVICE, arn);
  }

  static Optional<EcsArn> ofTask(String arn) {
    return parse(TASK, arn);
  }

  static boolean isServiceName(String name) {
    return SERVICE_NAME.matcher(name).matches();
  }

  private static Pattern pattern(String resource) {
    return Pattern.compile("arn:([a-z0-9-]{1,32}):ecs:([a-z0-9-]{1,32}):([^:/]{0,32}):" + resource);
  }

  private static Optional<EcsArn> parse(Pattern pattern, String arn) {
    Matcher matcher = pattern.matcher(arn);
    return matcher.matches()
        ? Optional.of(
            new EcsArn(
                new Home(matcher.group(1), matcher.group(2), matcher.group(3)),
                Optional.ofNullable(matcher.group(4)).filter(name -> !name.isEmpty()),
                matcher.group(5)))
        : Optional.empty();
  }
}
