package io.github.ecstasktracker.eventrule;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The followed clusters as they appear in ECS events.
 *
 * @param prefix common prefix of all ECS ARNs in this account and Region, including the last colon
 * @param names at least one, unique and sorted
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
   * Clusters in the caller's account.
   *
   * @param callerArn as returned by STS; the clusters are in the same partition
   */
  public static ClusterArns of(
      String callerArn, String account, String region, List<String> names) {
    Matcher caller = CALLER.matcher(callerArn);
    String partition = caller.matches() ? caller.group(1) : "aws";
    return new ClusterArns("arn:%s:ecs:%s:%s:".formatted(partition, region, account), names);
  }

  /** The ARNs of the clusters. */
  List<String> clusters() {
    return names.stream().map(name -> prefix + "cluster/" + name).toList();
  }

  /** The prefix of the ARNs of each cluster's services. */
  List<String> servicePrefixes() {
    return names.stream().map(name -> prefix + "service/" + name + "/").toList();
  }

  /** The ARN of a rule on the default bus, which receives AWS's own events. */
  String rule(String name) {
    return prefix.replace(":ecs:", ":events:") + "rule/" + name;
  }
}
