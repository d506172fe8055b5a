package io.github.ecstasktracker.directory;

import java.util.Optional;

/**
 * The containers that a short id matches.
 *
 * @param best the newest running match; empty if there is none
 * @param count how many containers match
 */
public record Matches(Optional<Hit> best, int count) {}
