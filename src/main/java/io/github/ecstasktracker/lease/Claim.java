package io.github.ecstasktracker.lease;

import java.util.UUID;

/**
 * Whose heartbeat it has to be for a renewal or a release to land.
 *
 * @param term the token of its term's fence: a late call of an ended term never lands in a later
 *     one of the same process
 */
public record Claim(UUID process, UUID term) {}
