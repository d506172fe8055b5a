package io.github.ecstasktracker.testing;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.slf4j.LoggerFactory;

/**
 * Runs threads under Lincheck's scheduler: one at a time, and it decides at every access to shared
 * memory who goes on (Koval et al., "Lincheck: A Practical Framework for Testing Concurrent Data
 * Structures on JVM", CAV 2023). So a failure is an interleaving, and it is printed step by step; a
 * deadlock is a failure, too. What is drawn is drawn from the same seed in every run.
 *
 * <p>{@code -Dinterleavings.times=<n>} runs n times as many. Tests that use this bear {@link #TAG},
 * since they have a JVM of their own.
 */
public final class Interleavings {
  public static final String TAG = "interleavings";

  private static final int TIMES = Integer.getInteger("interleavings.times", 1);

  @SuppressWarnings("unused") // Lincheck looks at it.
  private static volatile Object shared;

  static {
    // Every interleaving would say the same. This JVM is for nothing else.
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
  }

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
        .addGuarantee(forClasses(Interleavings::isLeftAlone).allMethods().ignore())
        .check(operations);
  }

  /**
   * Runs it in so many interleavings, or in all where there are fewer. No assertions of AssertJ in
   * there: Lincheck compares receivers by equals(), which those refuse.
   */
  public static void of(int schedules, Runnable run) {
    Lincheck.runConcurrentTest(schedules * TIMES, run);
  }

  /**
   * Runs each on a thread of its own, to the end.
   *
   * @param shared from where all that they share can be reached: what is held by lambdas alone,
   *     Lincheck takes for a thread's own, and switches no threads at it
   */
  public static void together(Object shared, Runnable... all) {
    Interleavings.shared = shared;
    List<Thread> threads = new ArrayList<>();
    try {
      for (Runnable each : all) {
        // Made here: Lincheck does not know threads that the JDK's own code has made.
        Thread thread = new Thread(each);
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts here", e);
    }
  }

  /**
   * What is not looked into, and goes on in one step: the log, the metrics and streams, which are
   * others'; the line of commits, which is never used without a lock, for its length; and the
   * backoff, since Lincheck replaces elsewhere what a random source gives, even one of our own.
   */
  private static boolean isLeftAlone(String className) {
    // Asked at every call.
    return className.startsWith("org.slf4j.")
        || className.startsWith("ch.qos.logback.")
        || className.startsWith("io.micrometer.")
        || className.startsWith("java.util.stream.")
        || className.equals("io.github.ecstasktracker.controller.CommitQueue")
        || className.equals("io.github.ecstasktracker.workqueue.Backoff")
        || className.equals("io.github.ecstasktracker.controller.ControllerMetrics");
  }
}
