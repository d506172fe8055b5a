package io.github.ecstasktracker.simulation.core;

import java.util.HexFormat;

/** A running hash of all that happened: equal hashes mean equal runs. */
public final class Trace {
  private final Timeline timeline;
  private final RunHash hash = new RunHash();
  private long facts;

  public Trace(Timeline timeline) {
    this.timeline = timeline;
  }

  public void note(String fact) {
    facts++;
    hash.add(timeline.nanos());
    hash.add(fact);
  }

  /** The same fact as both texts in one, without the cost of joining them. */
  public void note(String fact, String detail) {
    note(fact);
    hash.add(detail);
  }

  public long facts() {
    return facts;
  }

  /** The hash so far; the trace goes on. */
  public String hash() {
    return HexFormat.of().toHexDigits(hash.value());
  }
}
