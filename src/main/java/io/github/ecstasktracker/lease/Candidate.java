package io.github.ecstasktracker.lease;

import java.util.Collection;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A process that competes for the lease.
 *
 * @param name display name, as other replicas will show it
 * @param process unique to this process, even among processes of the same name
 * @param scope the clusters it manages; different scopes reveal two deployments that write to one
 *     table
 */
public record Candidate(String name, UUID process, String scope) {
  /** A candidate that manages these clusters. */
  public static Candidate of(String name, UUID process, Collection<String> clusters) {
    return new Candidate(name, process, String.join(",", new TreeSet<>(clusters)));
  }
}
