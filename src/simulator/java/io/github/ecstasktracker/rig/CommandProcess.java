package io.github.ecstasktracker.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that ends by itself, run as a process of its own. */
public final class CommandProcess {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private CommandProcess() {}

  /** How it ended, and what it said. */
  public record Ended(int exitCode, String out, String err) {}

  /**
   * Runs it to its end.
   *
   * @param folder for its two outputs
   */
  public static Ended run(LocalAws aws, Path folder, String... words) throws InterruptedException {
    return run(JavaCommand.ofClasses(), aws, folder, words);
  }

  /** The same, with a JVM of the caller's choice. */
  public static Ended run(JavaCommand java, LocalAws aws, Path folder, String... words)
      throws InterruptedException {
    try {
      Path out = Files.createTempFile(folder, "command", ".out");
      Path err = Files.createTempFile(folder, "command", ".err");
      Process process =
          ChildJvm.start(
              java, aws, List.of(words), Redirect.to(out.toFile()), Redirect.to(err.toFile()));
      if (!process.waitFor(WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            List.of(words) + " did not end in " + WITHIN + ": " + Files.readString(err));
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
