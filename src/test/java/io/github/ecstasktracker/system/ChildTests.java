package io.github.ecstasktracker.system;

import java.io.PrintWriter;
import java.util.Arrays;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs test methods in a JVM of their own. */
final class ChildTests {
  static final int PASSED = 0;
  static final int FAILED = 10;
  static final int NOT_RUN = 11;

  private ChildTests() {}

  /**
   * Ends with the exit code that tells how the tests did.
   *
   * @param args each {@code class#method}
   */
  public static void main(String[] args) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                Arrays.stream(args)
                    .map(DiscoverySelectors::selectMethod)
                    .toArray(DiscoverySelector[]::new))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    summary.printFailuresTo(new PrintWriter(System.out, true), 5);
    System.exit(exitCode(summary, args.length));
  }

  private static int exitCode(TestExecutionSummary summary, int tests) {
    if (summary.getTestsFailedCount() > 0) {
      return FAILED;
    }
    return summary.getTestsSucceededCount() == tests ? PASSED : NOT_RUN;
  }
}
