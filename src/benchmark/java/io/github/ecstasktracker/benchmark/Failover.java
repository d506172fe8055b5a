package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.benchmark.Pair.Took;
import io.github.ecstasktracker.command.ExitCode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code ./ecs-task-tracker benchmark failover}: how long nobody leads when a leader stops, and
 * when it is killed; and how soon the next one serves its first event.
 *
 * @param graceful from the SIGTERM to the other's {@code /leaderz}
 * @param crash from the SIGKILL to the other's {@code /leaderz}
 * @param served from the death of a task, made in the moment of the takeover, to the leaving of its
 *     server
 */
record Failover(List<Long> graceful, List<Long> crash, List<Long> served) {
  private static final Duration GRACEFUL_MAX = Duration.ofSeconds(3);

  /** The lease's default duration, and two of its retry periods at their longest. */
  private static final Duration CRASH_MAX = Duration.ofMillis(15_000 + 2 * 2_400);

  private static final Duration SERVED_MAX = Duration.ofSeconds(1);

  static Failover measure(int runs, long seed, Path folder) throws InterruptedException {
    List<Long> graceful = new ArrayList<>();
    List<Long> crash = new ArrayList<>();
    List<Long> served = new ArrayList<>();
    try (Pair pair = new Pair(seed, folder)) {
      for (int run = 0; run < runs; run++) {
        note(pair.stopLeader(), graceful, served);
        note(pair.killLeader(), crash, served);
      }
    }
    return new Failover(graceful, crash, served);
  }

  private static void note(Took took, List<Long> takeovers, List<Long> served) {
    takeovers.add(took.takeoverNanos());
    served.add(took.servedNanos());
  }

  /** Zero where every bound was kept. */
  int print(PrintStream out) {
    out.println("failover of two processes: lease 15 s, renewed every 2 s (up to 2.4 s)");
    boolean kept = line(out, "graceful stop", graceful, GRACEFUL_MAX);
    kept &= line(out, "kill -9", crash, CRASH_MAX);
    kept &= line(out, "first event served", served, SERVED_MAX);
    return kept ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private static boolean line(PrintStream out, String what, List<Long> nanos, Duration max) {
    Percentiles times = new Percentiles(nanos);
    boolean kept = times.at(100) <= max.toNanos();
    out.printf(
        Locale.ROOT,
        "  %-19s median %,6d ms, worst %,6d ms; bound %,6d ms: %s (%d)%n",
        what,
        times.at(50) / 1_000_000,
        times.at(100) / 1_000_000,
        max.toMillis(),
        kept ? "kept" : "BROKEN",
        nanos.size());
    return kept;
  }
}
