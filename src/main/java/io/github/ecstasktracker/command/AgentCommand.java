package io.github.ecstasktracker.command;

import io.github.ecstasktracker.agent.host.HostAgent;
import io.github.ecstasktracker.app.GracefulStop;
import io.github.ecstasktracker.app.GracefulStop.Step;
import io.github.ecstasktracker.app.Termination;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.model.MonotonicClock;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.trigger.TokenFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Reports what runs on this host to the controller until the process is asked to end. */
final class AgentCommand implements Command {
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Termination termination;

  AgentCommand(Termination termination) {
    this.termination = termination;
  }

  @Override
  public int execute(Config config, Console console) throws InterruptedException {
    Config.Agent agent = config.agent();
    HostAgent.Setup setup =
        new HostAgent.Setup(
            agent.endpoint().orElseThrow(),
            config.http().apiTokenFile().map(AgentCommand::token),
            agent.introspection(),
            agent.metadata(),
            agent.poll(),
            agent.heartbeat());
    CountDownLatch ending = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    GracefulStop stop =
        new GracefulStop(
            List.of(
                Step.of("agent", ending::countDown),
                new Step("last report", time -> await(ended, time))),
            STOP,
            MonotonicClock.SYSTEM);
    Runnable forget = termination.onTermination(stop::run, ExitCode.OK);
    try (HostAgent host =
        new HostAgent(setup, MonotonicClock.SYSTEM, InstantSource.system(), new Random())) {
      Duration wait = host.step();
      while (!ending.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        wait = host.step();
      }
      // Undelivered reports are logged; the host's next agent reports everything.
      var _ = host.last();
    } finally {
      ended.countDown();
      forget.run();
    }
    return ExitCode.OK;
  }

  /** Reads the token for each report, so that a rotated secret needs no restart. */
  private static Supplier<Result<String>> token(Path file) {
    return () -> TokenFile.text(file);
  }

  private static void await(CountDownLatch ended, Duration time) {
    try {
      var _ = ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
