package io.github.ecstasktracker.agent;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A container as an agent tells of it: the seventeen fields of ECS ID Mapper's agent. A text is
 * empty where the agent does not know.
 *
 * @param containerPort {@code 0} where there is none
 * @param taskId as sent: what stands behind {@code task/} in the ARN, so {@code cluster/id} in its
 *     long form
 * @param taskName the family of its task definition
 * @param taskVersion the revision of its task definition
 * @param instancePort {@code 0} where there is none
 * @param clusterName a short name, or an ARN
 * @param sampleTime when the agent looked, in seconds since the epoch
 */
public record AgentRow(
    String containerId,
    String containerName,
    String containerPort,
    String taskId,
    String taskName,
    String taskVersion,
    String instancePort,
    String instanceIp,
    String instanceId,
    String instanceType,
    String instanceAz,
    String desiredStatus,
    String knownStatus,
    String hostName,
    String clusterName,
    String ecsAgentVersion,
    BigDecimal sampleTime) {

  /** A port that there is not. */
  public static final String NO_PORT = "0";

  /**
   * The name under which a row is sent. A change of the desired status makes it another row's; of
   * the known status, and of ports, it does not.
   */
  public String key() {
    return key(containerId, taskId, desiredStatus);
  }

  /** The same, seen at a time. */
  public AgentRow sampled(BigDecimal seconds) {
    return new AgentRow(
        containerId,
        containerName,
        containerPort,
        taskId,
        taskName,
        taskVersion,
        instancePort,
        instanceIp,
        instanceId,
        instanceType,
        instanceAz,
        desiredStatus,
        knownStatus,
        hostName,
        clusterName,
        ecsAgentVersion,
        seconds);
  }

  /** What stands behind the last slash of the task's id: the same in both forms of the ARN. */
  public String shortTaskId() {
    return lastPart(taskId);
  }

  /** The cluster's short name. */
  public String cluster() {
    return lastPart(clusterName);
  }

  /** Whether a key is this row's, with its task id as sent, or cut as old agents cut it. */
  public boolean isKey(String key) {
    return key.equals(key()) || key.equals(key(containerId, shortTaskId(), desiredStatus));
  }

  private static String key(String containerId, String taskId, String desiredStatus) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((containerId + taskId + desiredStatus).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String lastPart(String text) {
    return text.substring(text.lastIndexOf('/') + 1);
  }
}
