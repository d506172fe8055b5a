package io.github.ecstasktracker.lease;

import java.util.Collection;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A process that stands for leader.
 *
 * @param name for people: who it is, as others will read it
 * @param process tells it from every other process, also from an earlier one of the same name
 * @param scope the clusters that it looks after: two deployments that write to one table are known
 *     by different ones
 */
public record Candidate(String name, UUID process, String scope) {
  /** A candidate that looks after these clusters. */
  public static Candidate of(String name, UUID process, Collection<String> clusters) {
    return new Candidate(name, process, String.join(",", new TreeSet<>(clusters)));
  }
}
