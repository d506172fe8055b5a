package io.github.ecstasktracker.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that is known at one moment. Every reader is served from one of these; it never
 * changes.
 *
 * @param version raised with each new view of this process
 * @param backends every backend of a service and every item of the table
 * @param findings what is wrong with the table beside single backends: nameless items, strangers
 * @param lastFullPass wall time at which the last complete read of everything began; empty before
 *     the first
 */
public record View(
    long version,
    SortedMap<BackendKey, BackendView> backends,
    List<String> findings,
    Optional<Instant> lastFullPass) {
  /** Nothing known yet. */
  public static final View EMPTY = new View(0, new TreeMap<>(), List.of(), Optional.empty());

  public View {
    backends = Collections.unmodifiableSortedMap(new TreeMap<>(backends));
    findings = List.copyOf(findings);
  }
}
