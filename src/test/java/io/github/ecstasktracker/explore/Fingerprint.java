package io.github.ecstasktracker.explore;

/**
 * A 64-bit hash of a sequence of texts and numbers, the same in every JVM: FNV-1a over the
 * characters, mixed at each item's end so that where one ends matters. Among a million states the
 * chance that any two share one is below one in ten million.
 */
final class Fingerprint {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private long hash = BASIS;

  static Fingerprint of(long... numbers) {
    Fingerprint fingerprint = new Fingerprint();
    for (long number : numbers) {
      fingerprint.add(number);
    }
    return fingerprint;
  }

  Fingerprint add(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    return end();
  }

  /** The number may be a fingerprint of what was added before: so they must not cancel out. */
  Fingerprint add(long number) {
    hash = hash * PRIME + number;
    return end();
  }

  long value() {
    return hash;
  }

  /** The finalizer of MurmurHash3, which spreads every bit over all. */
  private Fingerprint end() {
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    hash *= 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return this;
  }
}
