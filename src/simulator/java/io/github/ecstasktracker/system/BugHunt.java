package io.github.ecstasktracker.system;

import java.util.HexFormat;
import java.util.Optional;

/**
 * Sails one seed after the other until an invariant is violated, in a JVM of its own, whose class
 * path may begin with the classes of a bug. A run that ends in anything else, an exception of the
 * bug for instance, does not count.
 */
final class BugHunt {
  static final int FOUND = 10;
  static final int SURVIVED = 11;

  private BugHunt() {}

  /**
   * What was found.
   *
   * @param hash of the run, by which it is known again
   * @param seen what the invariant says of it
   */
  record Catch(long seed, long hash, Invariant invariant, String seen) {
    private static final String TAB = "\t";

    String line() {
      return String.join(
          TAB,
          "CATCH",
          Long.toString(seed),
          HexFormat.of().toHexDigits(hash),
          invariant.name(),
          seen);
    }

    /** From whatever a child has printed. */
    static Optional<Catch> read(String output) {
      return output
          .lines()
          .filter(line -> line.startsWith("CATCH" + TAB))
          .map(line -> line.split(TAB, 5))
          .map(
              part ->
                  new Catch(
                      Long.parseLong(part[1]),
                      Long.parseUnsignedLong(part[2], 16),
                      Invariant.valueOf(part[3]),
                      part[4]))
          .findFirst();
    }
  }

  /**
   * Ends with an exit code that tells whether there was a violation.
   *
   * @param args the first seed and the last, and one to be tried before these, if there is one
   */
  public static void main(String[] args) {
    if (args.length > 2) {
      sail(Long.parseLong(args[2]));
    }
    long last = Long.parseLong(args[1]);
    for (long seed = Long.parseLong(args[0]); seed <= last; seed++) {
      sail(seed);
    }
    System.exit(SURVIVED);
  }

  private static void sail(long seed) {
    Voyage.Outcome outcome = Voyage.of(seed);
    if (outcome.violation().isPresent()) {
      Violation violation = outcome.violation().get();
      System.out.println(
          new Catch(seed, outcome.hash(), violation.invariant(), seen(violation)).line());
      System.exit(FOUND);
    }
    outcome.failure().ifPresent(other -> System.out.println("not counted: " + other));
  }

  private static String seen(Violation violation) {
    return violation.what().lines().findFirst().orElse("");
  }
}
