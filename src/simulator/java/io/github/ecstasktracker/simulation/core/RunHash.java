package io.github.ecstasktracker.simulation.core;

/**
 * A hash of 64 bits over all that was added, in its order; the same on every JVM. Good against
 * chance, not against malice.
 */
public final class RunHash {
  // SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final long FIRST = 0xbf58476d1ce4e5b9L;
  private static final long SECOND = 0x94d049bb133111ebL;

  private long state;

  public void add(long value) {
    long mixed = (state ^ value) + GOLDEN;
    mixed = (mixed ^ (mixed >>> 30)) * FIRST;
    mixed = (mixed ^ (mixed >>> 27)) * SECOND;
    state = mixed ^ (mixed >>> 31);
  }

  public void add(String text) {
    add(((long) text.length() << 32) ^ text.hashCode());
  }

  public long value() {
    return state;
  }
}
