package io.github.ecstasktracker.model;

import java.util.UUID;

/**
 * The condition under which a leader's writes land: in {@code table}, the item {@code item} still
 * bears {@code token}. The store checks it together with each write, so a leader that was paused
 * past the end of its term cannot write, whatever its clock says.
 *
 * @param table the lease's, never the managed one
 * @param item the value of its key attribute, {@code id}
 * @param token the value of its attribute {@code token}; fresh with every term
 */
public record Fence(String table, String item, UUID token) {}
