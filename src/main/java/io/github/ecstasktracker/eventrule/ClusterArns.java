package io.github.ecstasktracker.eventrule;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The clusters that are followed, as ECS's events name them.
 *
 * @param prefix of every ARN of ECS in this account and Region, with its last colon
 * @param names each once, sorted, at least one
 */
public record ClusterArns(String prefix, List<String> names) {
  private static final Pattern CALLER = Pattern.compile("arn:(aws[a-z-]*):(?:sts|iam)::.*");

  public ClusterArns {
    names = names.stream().distinct().sorted().toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no cluster");
    }
  }

  /**
   * Those of the caller's account.
   *
   * @param callerArn as STS tells it; its partition is the clusters'
   */
  public static ClusterArns of(
      String callerArn, String account, String region, List<String> names) {
    Matcher caller = CALLER.matcher(callerArn);
    String partition = caller.matches() ? caller.group(1) : "aws";
    return new ClusterArns("arn:%s:ecs:%s:%s:".formatted(partition, region, account), names);
  }

  /** Of the clusters themselves. */
  List<String> clusters() {
    return names.stream().map(name -> prefix + "cluster/" + name).toList();
  }

  /** What the ARNs of each cluster's services begin with. */
  List<String> servicePrefixes() {
    return names.stream().map(name -> prefix + "service/" + name + "/").toList();
  }

  /** Of a rule on the default bus, where AWS's own events are. */
  String rule(String name) {
    return prefix.replace(":ecs:", ":events:") + "rule/" + name;
  }
}
