package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.benchmark.micro.HotPaths;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** {@code ./ecs-task-tracker benchmark micro}: {@link HotPaths}, by JMH in a JVM of its own. */
final class Micro {
  private Micro() {}

  static List<Row> measure() {
    try {
      return new Runner(
              new OptionsBuilder()
                  .include(HotPaths.class.getName())
                  .verbosity(VerboseMode.SILENT)
                  .build())
          .run().stream()
              .map(
                  result ->
                      Row.told(
                          result.getPrimaryResult().getLabel(),
                          String.format(
                              Locale.ROOT, "%,.0f ns", result.getPrimaryResult().getScore())))
              .toList();
    } catch (RunnerException e) {
      throw new IllegalStateException(e);
    }
  }
}
