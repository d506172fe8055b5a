package io.github.ecstasktracker.model;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * One write that landed, for {@code /changes} and the log.
 *
 * @param cause why the backend was reconciled: a trigger's source, or {@code drift} where the
 *     resync found it
 * @param reconcileId ties it to log lines
 */
public record AppliedChange(
    Instant when,
    BackendKey backend,
    String cause,
    List<ServerChange> changes,
    SortedMap<String, StoredServer> before,
    SortedMap<String, StoredServer> after,
    String reconcileId) {}
