package io.github.ecstasktracker.informer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One pass: a list of every cluster's tasks, and a description of each that was not described since
 * its list began.
 *
 * @param begunNanos monotonic time at which it began
 * @param voidClusters clusters whose list failed, with the reason
 * @param noClusters clusters that ECS does not know, with the reason
 * @param undescribed by cluster, task ARN to the reason why a listed task could not be described
 */
public record Pass(
    long begunNanos,
    Map<String, String> voidClusters,
    Map<String, String> noClusters,
    Map<String, Map<String, String>> undescribed,
    int clusters) {
  public Pass {
    voidClusters = Map.copyOf(voidClusters);
    noClusters = Map.copyOf(noClusters);
    undescribed = Map.copyOf(undescribed);
  }

  /**
   * Whether every list is whole and each listed task was described, or is MISSING. A cluster that
   * ECS does not know holds nothing back where another is whole: it has no tasks.
   */
  public boolean complete() {
    return voidClusters.isEmpty() && undescribed.isEmpty() && noClusters.size() < clusters;
  }

  /** What could not be read, for a person; empty where the pass is complete. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>(new TreeMap<>(voidClusters).values());
    if (noClusters.size() == clusters) {
      problems.addAll(new TreeMap<>(noClusters).values());
    }
    new TreeMap<>(undescribed)
        .forEach((cluster, tasks) -> problems.add(problem(cluster, new TreeMap<>(tasks))));
    return problems;
  }

  private static String problem(String cluster, TreeMap<String, String> tasks) {
    return "cluster %s: %d listed tasks could not be described, as %s: %s"
        .formatted(cluster, tasks.size(), tasks.firstKey(), tasks.firstEntry().getValue());
  }
}
