package io.github.ecstasktracker.lease;

import java.util.UUID;

/**
 * Identifies the term whose heartbeat a renewal or release may change.
 *
 * @param term token of the term's fence, so a late call of an ended term cannot affect a later term
 *     of the same process
 */
public record LeaseHandle(UUID process, UUID term) {}
