package io.github.ecstasktracker.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The item that the leader keeps renewing.
 *
 * @param leader the leader's name
 * @param process the leader's process
 * @param term token of its term's fence; empty once the lease was released
 * @param nonce changes with every renewal, which shows watchers that the leader is alive
 * @param duration how long it may stay unchanged, by a watcher's own clock, before another process
 *     may take the lease; zero once it was released
 * @param scope the clusters that the leader manages
 */
public record Heartbeat(
    String leader,
    UUID process,
    Optional<UUID> term,
    long epoch,
    UUID nonce,
    Duration duration,
    String scope) {}
