package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.model.BackendView;
import java.util.Collection;

/** The overall state, which decides texts and exit codes. */
public enum Verdict {
  /** Proven to be in sync. */
  IN_SYNC,
  /** Something differs, is held back, or cannot be fixed by the controller. */
  OUT_OF_SYNC,
  /** Unknown because a read failed. Never taken for in sync. */
  UNKNOWN,
  /** Not managed: paused or made by hand. */
  IGNORED;

  /** The verdict on one backend. A known difference outweighs an incomplete read. */
  public static Verdict of(BackendView backend) {
    return switch (backend.state()) {
      case IN_SYNC -> IN_SYNC;
      case OUT_OF_SYNC, HELD, MALFORMED, ERROR -> OUT_OF_SYNC;
      case UNKNOWN -> backend.pending().isEmpty() ? UNKNOWN : OUT_OF_SYNC;
      case PAUSED, FOREIGN -> IGNORED;
    };
  }

  /** The verdict on all backends: unknown outweighs a difference, because it may hide others. */
  public static Verdict worst(Collection<Verdict> verdicts) {
    if (verdicts.contains(UNKNOWN)) {
      return UNKNOWN;
    }
    return verdicts.contains(OUT_OF_SYNC) ? OUT_OF_SYNC : IN_SYNC;
  }

  /** The name used in JSON. */
  public String label() {
    return Labels.of(this);
  }
}
