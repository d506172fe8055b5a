package io.github.ecstasktracker.agent.host;

/**
 * The identity of a machine. Unknown texts are empty.
 *
 * @param name its host name
 */
public record HostFacts(
    String instanceId, String address, String instanceType, String zone, String name) {}
