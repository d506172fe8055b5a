package io.github.ecstasktracker.lease;

import java.util.UUID;

/** The item that every fenced write is checked against; changed by an acquisition alone. */
public record EpochMark(UUID token, long epoch) {}
