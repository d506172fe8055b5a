package io.github.ecstasktracker.model;

/**
 * The host that tasks run on. A text is empty where it is not known.
 *
 * @param arn of the container instance; empty for a machine that only its agent speaks of
 * @param id {@code i-...} of EC2, {@code mi-...} of ECS Anywhere
 * @param address the one at which ports of the host are reached
 * @param zone its availability zone
 * @param agentVersion of the ECS agent
 */
public record Machine(
    String arn, String id, String address, String type, String zone, String agentVersion) {
  /** One of which only its container instance is known. */
  public static Machine of(String arn) {
    return new Machine(arn, "", "", "", "", "");
  }

  /** One of which no container instance is known. */
  public static Machine named(String id, String address) {
    return new Machine("", id, address, "", "", "");
  }

  /** What stands behind the last slash of the ARN. */
  public String instance() {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  /** What tells it from all others. */
  public String key() {
    return arn.isEmpty() ? id : arn;
  }
}
