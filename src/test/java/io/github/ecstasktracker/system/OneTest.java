package io.github.ecstasktracker.system;

import java.io.PrintWriter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs one test method in a JVM of its own. */
final class OneTest {
  static final int PASSED = 0;
  static final int FAILED = 10;
  static final int NOT_RUN = 11;

  private OneTest() {}

  /**
   * Ends with the exit code that tells how the test did.
   *
   * @param args {@code class#method}
   */
  public static void main(String[] args) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectMethod(args[0]))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    summary.printFailuresTo(new PrintWriter(System.out, true), 5);
    System.exit(exitCode(summary));
  }

  private static int exitCode(TestExecutionSummary summary) {
    if (summary.getTestsFailedCount() > 0) {
      return FAILED;
    }
    return summary.getTestsSucceededCount() > 0 ? PASSED : NOT_RUN;
  }
}
