package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.directory.PortClaim;

/**
 * A host port used by a task.
 *
 * @param bindIp empty for every IPv4 address of the host
 */
public record PortReport(
    String protocol,
    int hostPort,
    String bindIp,
    int containerPort,
    String container,
    String containerId,
    String task,
    String service) {
  public static PortReport of(PortClaim claim) {
    return new PortReport(
        claim.port().protocol(),
        claim.port().hostPort(),
        claim.port().bindIp(),
        claim.port().containerPort(),
        claim.container().name(),
        claim.container().id(),
        claim.placement().taskId(),
        claim.placement().task().service().toString());
  }
}
