package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.Placement;

/**
 * A task as known from one source.
 *
 * @param hostName the host's own name; empty if the source does not know it
 * @param seenMillis wall time at which this state was first seen, in milliseconds since the epoch
 * @param seenNanos the same on the monotonic clock
 */
public record Entry(
    Source source, Placement placement, String hostName, long seenMillis, long seenNanos) {}
