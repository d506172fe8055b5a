package io.github.ecstasktracker.agent.host;

/**
 * What a machine knows of itself. A text is empty where it does not.
 *
 * @param name its host name
 */
public record HostFacts(
    String instanceId, String address, String instanceType, String zone, String name) {}
