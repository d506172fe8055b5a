package io.github.ecstasktracker.model;

/**
 * A port of a container that can be reached from outside the task.
 *
 * @param protocol {@code tcp} or {@code udp}; the same number in the other is another port
 * @param bindIp the address that it is bound on; empty for all IPv4 addresses of the host, or all
 *     addresses of the task where it has one of its own; {@code ::} for all IPv6 addresses
 * @param hostPort 1 to 65535
 * @param containerPort 1 to 65535
 */
public record PortBinding(String protocol, String bindIp, int hostPort, int containerPort) {
  /** The protocol of ports where none is given (ECS API reference, NetworkBinding). */
  public static final String TCP = "tcp";

  /** Whether it is bound on every address of a family. */
  public boolean everywhere() {
    return bindIp.isEmpty() || bindIp.equals("::");
  }
}
