package io.github.ecstasktracker.directory;

import java.util.Optional;

/**
 * What a short id stands for.
 *
 * @param best the newest running container among those that match; empty where none does
 * @param count how many containers match
 */
public record Matches(Optional<Hit> best, int count) {}
