package io.github.ecstasktracker.system;

import io.github.ecstasktracker.simulation.core.RunHash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is known of one run: its hash, what was counted, and what was broken. Everything that
 * happens is noted; a violation is kept, since the controller goes on after a job that broke off.
 */
final class Ledger {
  private final Machine machine;
  private final RunHash hash = new RunHash();
  private final Tally tally = new Tally();
  private final List<AssertionError> violations = new ArrayList<>();

  Ledger(Machine machine) {
    this.machine = machine;
  }

  Tally tally() {
    return tally;
  }

  void note(String what) {
    hash.add(machine.clock().nanos());
    hash.add(what);
  }

  void note(String who, String what) {
    note(who);
    hash.add(what);
  }

  long hash() {
    return hash.value();
  }

  void tested(Invariant invariant) {
    tally.tested(invariant);
  }

  /**
   * An invariant is put to the test.
   *
   * @param what is told where it does not hold
   */
  void holds(boolean holds, Invariant invariant, Supplier<String> what) {
    tally.tested(invariant);
    if (!holds) {
      violated(new Violation(invariant, what.get()));
    }
  }

  void violated(AssertionError violation) {
    violations.add(violation);
  }

  /** Throws the first violation, if there is one. */
  void check() {
    if (!violations.isEmpty()) {
      throw violations.getFirst();
    }
  }
}
