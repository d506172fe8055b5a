package io.github.ecstasktracker.system;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * {@code ./ecs-task-tracker simulate}: plays one seed again, or very many of them.
 *
 * <ul>
 *   <li>{@code --seed N}: that one; prints its trace hash, and the last changes where it fails.
 *   <li>{@code --nightly [--seeds 1000000] [--from 1]}: on all processors; prints how it goes, what
 *       fails as soon as it does, and at the end what happened and what was tested.
 * </ul>
 *
 * <p>{@code --bug NAME} before these plants a bug: see {@link WithBug}.
 *
 * <p>Ends with 0 where nothing was violated, 1 where something was or where 2,000 seeds or more
 * leave something untried, 64 where it was not understood.
 */
public final class Simulate {
  private static final int FINE = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 64;
  private static final long NIGHTLY_SEEDS = 1_000_000;
  private static final int CHUNK = 2_000;

  /** So many bring everything about: the largest clusters are the rarest. */
  private static final int ENOUGH = Voyage.HUGE_EVERY;

  private static final String HELP =
      "usage: simulate --seed N | simulate --nightly [--seeds N] [--from N]";

  private Simulate() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (WithBug.isAskedFor(args)) {
      WithBug.run(args);
    } else {
      System.exit(run(args));
    }
  }

  private static int run(String[] args) {
    try {
      Optional<Long> seed = number(args, "--seed");
      if (seed.isPresent()) {
        return one(seed.get());
      }
      if (args.length > 0 && args[0].equals("--nightly")) {
        return many(
            number(args, "--from").orElse(1L), number(args, "--seeds").orElse(NIGHTLY_SEEDS));
      }
    } catch (NumberFormatException e) {
      System.err.println("not a number: " + e.getMessage());
    }
    System.err.println(HELP);
    return USAGE;
  }

  private static int one(long seed) {
    Voyage.Outcome outcome = Voyage.of(seed);
    System.out.println(outcome.line());
    return outcome.failure().isEmpty() ? FINE : FAILED;
  }

  private static int many(long from, long seeds) {
    Campaign campaign = new Campaign(failed -> System.err.println(failed.line()));
    for (long done = 0; done < seeds; done += CHUNK) {
      campaign.sail(from + done, (int) Math.min(CHUNK, seeds - done));
      System.err.println(campaign.summary());
    }
    System.out.println(campaign.report());
    List<String> missing = campaign.tally().missing();
    if (!missing.isEmpty()) {
      System.out.println("never happened, or never put to the test: " + String.join(", ", missing));
    }
    boolean held = campaign.failures().isEmpty() && campaign.staleWrites() == 0;
    return held && (missing.isEmpty() || seeds < ENOUGH) ? FINE : FAILED;
  }

  private static Optional<Long> number(String[] args, String option) {
    for (int i = 0; i + 1 < args.length; i++) {
      if (args[i].equals(option)) {
        return Optional.of(Long.valueOf(args[i + 1]));
      }
    }
    return Optional.empty();
  }
}
