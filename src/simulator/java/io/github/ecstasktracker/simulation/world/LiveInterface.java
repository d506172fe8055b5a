package io.github.ecstasktracker.simulation.world;

/** The elastic network interface of an awsvpc task. */
record LiveInterface(
    String attachmentId, String interfaceId, String subnetId, String mac, String address) {}
