package io.github.ecstasktracker.lease;

import java.util.UUID;

/**
 * One renewal of a term.
 *
 * @param number increases with each renewal of a process
 * @param nonce changes with each renewal, which is how other replicas detect it
 */
public record Renewal(long number, UUID nonce) {}
