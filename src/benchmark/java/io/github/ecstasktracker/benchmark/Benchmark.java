package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.command.Console;
import io.github.ecstasktracker.command.ExitCode;
import io.github.ecstasktracker.simulation.core.Dice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code ./ecs-task-tracker benchmark}: one run for each way of triggers, or for one of them; or
 * failovers; or one of the {@link Table}s.
 */
public final class Benchmark {
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  private Benchmark() {}

  public static void main(String[] words) {
    System.exit(run(Console.ofProcess(), words));
  }

  /** The exit code. */
  static int run(Console console, String... words) {
    try {
      if (words.length > 0 && words[0].equals(ChurnOptions.WORD)) {
        return Churn.run(console, ChurnOptions.parse(words), machine(), folder());
      }
      Options options = Options.parse(words);
      if (options.help()) {
        console.out().println(Options.USAGE);
        return ExitCode.OK;
      }
      console.out().println(machine());
      if (options.failovers().isPresent()) {
        int runs = options.failovers().getAsInt();
        return Failover.measure(runs, options.seed(), folder()).print(console.out());
      }
      if (options.table().isPresent()) {
        List<Row> rows = options.table().get().rows(options, folder());
        console.out().print(Row.table(rows));
        if (options.svg().isPresent()) {
          Files.writeString(options.svg().get(), Curves.svg(options.seed()));
        }
        return rows.stream().allMatch(Row::kept) ? ExitCode.OK : ExitCode.FINDINGS;
      }
      console
          .out()
          .printf(
              "%d services x %d tasks, one death a second for %d s; seed %d%n",
              Course.SERVICES, Course.TASKS, options.time().toSeconds(), options.seed());
      boolean clean = true;
      for (Via via : options.via()) {
        Report report = measure(via, options);
        report.lines().forEach(console.out()::println);
        clean &= report.throttled() == 0;
      }
      return clean ? ExitCode.OK : ExitCode.FINDINGS;
    } catch (Options.Misuse e) {
      console.err().println("ecs-task-tracker benchmark: " + e.getMessage());
      console.err().println(Options.USAGE);
      return ExitCode.USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.ERROR;
    } catch (IOException | RuntimeException e) {
      console.err().println("ecs-task-tracker benchmark: " + e);
      return ExitCode.ERROR;
    }
  }

  private static Report measure(Via via, Options options) throws InterruptedException {
    try (Course course = new Course(options.seed(), via, folder())) {
      course.awaitTrue();
      Deaths deaths = new Deaths(course.ground(), Dice.of(options.seed()));
      // The first calls pay for classes, connections and compilation.
      deaths.during(WARM_UP);
      course.account().counters().reset();
      List<Sample> samples = deaths.during(options.time());
      return new Report(via, samples, course.account().counters().throttled());
    }
  }

  private static String machine() {
    return "machine: %d cores, %s %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version());
  }

  private static Path folder() {
    return Path.of(Benchmark.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .resolveSibling("");
  }
}
