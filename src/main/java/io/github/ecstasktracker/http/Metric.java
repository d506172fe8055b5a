package io.github.ecstasktracker.http;

import java.util.List;

/**
 * One metric as it appears in a scrape.
 *
 * @param name without the suffixes {@code _bucket}, {@code _count}, {@code _sum} and {@code _max}
 * @param labels the names of its labels
 */
public record Metric(String name, Type type, List<String> labels, String meaning) {
  /** The Prometheus type. */
  public enum Type {
    COUNTER,
    GAUGE,
    /** With a gauge {@code <name>_max} beside it, as Micrometer writes them. */
    HISTOGRAM,
    /** Count and sum, without buckets; with a gauge {@code <name>_max} beside it. */
    SUMMARY
  }
}
