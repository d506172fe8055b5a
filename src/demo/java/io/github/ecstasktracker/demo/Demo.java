package io.github.ecstasktracker.demo;

import io.github.ecstasktracker.command.Console;
import io.github.ecstasktracker.command.ExitCode;
import io.github.ecstasktracker.rig.LocalAws;
import io.github.ecstasktracker.simulation.SimulatedAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/**
 * {@code ./ecs-task-tracker demo}: no AWS account, about a minute, and an exit code.
 *
 * <p>Whatever ends it, Ctrl-C included, ends its child processes too and gives the terminal back.
 */
public final class Demo {
  private final Options options;
  private final Console console;

  private Demo(Options options, Console console) {
    this.options = options;
    this.console = console;
  }

  public static void main(String[] words) {
    System.exit(run(Console.ofProcess(), words));
  }

  /** The exit code. */
  static int run(Console console, String... words) {
    for (String word : words) {
      if (word.equals("--help") || word.equals("-h")) {
        console.out().println(Options.USAGE);
        return ExitCode.OK;
      }
    }
    try {
      return new Demo(Options.parse(words), console).play();
    } catch (Options.Misuse e) {
      console.err().println("ecs-task-tracker demo: " + e.getMessage());
      console.err().println(Options.USAGE);
      return ExitCode.USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.ERROR;
    } catch (IOException | RuntimeException e) {
      console.err().println("ecs-task-tracker demo: " + e);
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        console.err().println("  because of " + cause);
      }
      return ExitCode.ERROR;
    }
  }

  private int play() throws IOException, InterruptedException {
    long seed = options.seed().orElseGet(() -> Instant.now().getEpochSecond());
    Path log = log();
    boolean colors = console.colors(options.color());
    Palette palette = colors ? Palette.ANSI : Palette.PLAIN;
    Screen screen =
        console.terminal() && colors
            ? new LiveScreen(console.out())
            : new PlainScreen(console.out());
    Runtime.getRuntime().addShutdownHook(new Thread(screen::close));
    screen.say("seed " + seed + "; the controller's log: " + log);
    screen.say("starting DynamoDB Local, a simulated AWS account, and the real controller ...");
    try (screen;
        LocalAws aws = new LocalAws(SimulatedAccount.inRealTime(seed));
        Performance performance = new Performance(aws, log, screen, palette, options.fast())) {
      Summary summary = performance.play(options.keepRunning());
      summary.lines(palette).forEach(screen::say);
      if (options.keepRunning()) {
        stay(performance, screen);
      }
      return summary.exitCode();
    }
  }

  /** Until Ctrl-C. */
  private static void stay(Performance performance, Screen screen) throws InterruptedException {
    String url = performance.backstage().url().toString();
    screen.say("the controller goes on; Ctrl-C ends it:");
    screen.say("  " + url + "/diff");
    screen.say("  " + url + "/changes");
    screen.say("  " + url + "/hosts");
    screen.say("  " + url + "/metrics");
    new CountDownLatch(1).await();
  }

  /** Beside the classes that the build made, so that it goes with them. */
  private static Path log() throws IOException {
    Path built = Path.of(Demo.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    Path log = built.resolveSibling("demo-controller.log");
    Files.deleteIfExists(log);
    return log;
  }
}
