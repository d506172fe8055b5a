package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.Placement;

/**
 * A task as one source tells of it.
 *
 * @param hostName the host's own name; empty where the source does not tell
 * @param seenMillis wall time at which it was first seen like this, in milliseconds since the epoch
 * @param seenNanos the same on the monotonic clock
 */
public record Entry(
    Source source, Placement placement, String hostName, long seenMillis, long seenNanos) {}
