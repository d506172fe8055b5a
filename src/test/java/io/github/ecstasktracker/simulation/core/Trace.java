package io.github.ecstasktracker.simulation.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A running hash of all that happened: equal hashes mean equal runs. */
public final class Trace {
  private final Timeline timeline;
  private final MessageDigest digest;
  private long facts;

  public Trace(Timeline timeline) {
    this.timeline = timeline;
    this.digest = sha256();
  }

  public void note(String fact) {
    facts++;
    digest.update((timeline.nanos() + " " + fact + "\n").getBytes(StandardCharsets.UTF_8));
  }

  public long facts() {
    return facts;
  }

  /** The hash so far; the trace goes on. */
  public String hash() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
