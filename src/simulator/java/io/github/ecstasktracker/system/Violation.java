package io.github.ecstasktracker.system;

/** An invariant does not hold. Whatever else goes wrong in a run is a plain error. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1;

  private final Invariant invariant;
  private final String what;

  /**
   * @param what was seen
   */
  Violation(Invariant invariant, String what) {
    super(invariant + " (" + invariant.sentence() + "): " + what);
    this.invariant = invariant;
    this.what = what;
  }

  Invariant invariant() {
    return invariant;
  }

  /** What was seen. */
  String what() {
    return what;
  }
}
