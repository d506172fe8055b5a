package io.github.ecstasktracker.agent;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A container as reported by an agent: the seventeen fields of ECS ID Mapper's agent. Unknown texts
 * are empty.
 *
 * @param containerPort {@code 0} if there is none
 * @param taskId as sent: the part of the ARN after {@code task/}, which is {@code cluster/id} for
 *     long ARNs
 * @param taskName the family of its task definition
 * @param taskVersion the revision of its task definition
 * @param instancePort {@code 0} if there is none
 * @param clusterName a short name or an ARN
 * @param sampleTime when the agent sampled it, in seconds since the epoch
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

  /** Value of a missing port. */
  public static final String NO_PORT = "0";

  /**
   * The key under which a row is sent. It depends on the desired status, but not on the known
   * status or on ports.
   */
  public String key() {
    return key(containerId, taskId, desiredStatus);
  }

  /** The same row with a sample time. */
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

  /** The part of the task id after the last slash, which is the same for both forms of the ARN. */
  public String shortTaskId() {
    return lastPart(taskId);
  }

  /** The cluster's short name. */
  public String cluster() {
    return lastPart(clusterName);
  }

  /** Whether a key belongs to this row, with the task id as sent or shortened as old agents do. */
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
