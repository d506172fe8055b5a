package io.github.ecstasktracker.model;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What ECS says of a container instance. A text is empty where it says nothing.
 *
 * @param machine with its address, where that was known before
 * @param status ACTIVE, DRAINING, REGISTERING, DEREGISTERING, REGISTRATION_FAILED or INACTIVE
 * @param agentConnected false several times an hour in normal operation
 * @param health OK, IMPAIRED, INSUFFICIENT_DATA or INITIALIZING, where health is asked for
 * @param image the machine's AMI
 * @param registered by name: CPU in units, MEMORY in MiB, GPU in pieces
 * @param remaining the same, what no task has taken
 * @param tcpPorts host ports that are taken: reserved at registration, or a task's
 * @param udpPorts the same, of the other protocol
 */
public record HostStatus(
    Machine machine,
    String cluster,
    String status,
    String statusReason,
    boolean agentConnected,
    String health,
    String dockerVersion,
    String image,
    String capacityProvider,
    int runningTasks,
    int pendingTasks,
    SortedMap<String, Long> registered,
    SortedMap<String, Long> remaining,
    SortedSet<Integer> tcpPorts,
    SortedSet<Integer> udpPorts,
    @Nullable Instant registeredAt) {
  public HostStatus {
    registered = Collections.unmodifiableSortedMap(new TreeMap<>(registered));
    remaining = Collections.unmodifiableSortedMap(new TreeMap<>(remaining));
    tcpPorts = Collections.unmodifiableSortedSet(new TreeSet<>(tcpPorts));
    udpPorts = Collections.unmodifiableSortedSet(new TreeSet<>(udpPorts));
  }
}
