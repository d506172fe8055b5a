package io.github.ecstasktracker.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The item that the leader keeps touching.
 *
 * @param owner the leader's name
 * @param process the leader's process
 * @param term the token of its term's fence; empty once the lease was given back
 * @param nonce another one with every touch: a watcher sees by it that the leader lives
 * @param duration how long it may stay untouched, by any watcher's own clock, before somebody else
 *     may take the lease; zero once it was given back
 * @param scope the clusters that the leader looks after
 */
public record Heartbeat(
    String owner,
    UUID process,
    Optional<UUID> term,
    long epoch,
    UUID nonce,
    Duration duration,
    String scope) {}
