package io.github.ecstasktracker.lease;

import java.util.UUID;

/**
 * One renewal of a term.
 *
 * @param number grows from one renewal of a process to the next
 * @param nonce by which the others see that the lease was renewed
 */
public record Beat(long number, UUID nonce) {}
