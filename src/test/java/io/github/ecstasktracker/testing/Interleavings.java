package io.github.ecstasktracker.testing;

import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Runs threads under Lincheck's scheduler: one at a time, and it decides at every access to shared
 * memory who goes on (Koval et al., "Lincheck: A Practical Framework for Testing Concurrent Data
 * Structures on JVM", CAV 2023). So a failure is an interleaving, and it is printed step by step; a
 * deadlock is a failure, too. What is drawn is drawn from the same seed in every run.
 *
 * <p>{@code -Dinterleavings.times=<n>} runs n times as many. Tests that use this bear {@link #TAG},
 * since they have a JVM of their own. Threads must be of the platform: Lincheck 3.7 cannot watch
 * virtual ones.
 */
public final class Interleavings {
  public static final String TAG = "interleavings";

  private static final int TIMES = Integer.getInteger("interleavings.times", 1);

  private Interleavings() {}

  /**
   * Whether every interleaving of random operations answers as some order of them, one after the
   * other, would have answered.
   *
   * @param operations a public class with {@code @Operation}s, made anew for each interleaving
   * @param model the same operations, in the simplest way that is right
   * @param scenarios how many random sets of operations on so many threads
   * @param schedules the most interleavings of each
   */
  public static void linearizable(
      Class<?> operations, Class<?> model, int threads, int scenarios, int schedules) {
    new ModelCheckingOptions()
        .iterations(scenarios * TIMES)
        .invocationsPerIteration(schedules)
        .threads(threads)
        .actorsBefore(2)
        .actorsPerThread(threads == 2 ? 3 : 2)
        .actorsAfter(2)
        .sequentialSpecification(model)
        // Lincheck replaces what a random source gives, even one of our own, but not in here.
        .addGuarantee(
            ManagedStrategyGuaranteeKt.forClasses("io.github.ecstasktracker.controller.Backoff")
                .allMethods()
                .ignore())
        .check(operations);
  }

  /** Runs it in so many interleavings, or in all where there are fewer. */
  public static void of(int schedules, Runnable run) {
    Lincheck.runConcurrentTest(schedules * TIMES, run);
  }
}
