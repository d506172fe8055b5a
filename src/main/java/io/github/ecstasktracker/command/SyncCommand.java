package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.Application;
import io.github.ecstasktracker.app.CommandFailure;
import io.github.ecstasktracker.app.Election;
import io.github.ecstasktracker.app.ReplicaName;
import io.github.ecstasktracker.app.Termination;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.http.report.DiffReport;
import io.github.ecstasktracker.http.report.DiffText;
import io.github.ecstasktracker.http.report.SyncAnswer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings the table in sync once, as far as the guards allow, and shows the result; with {@code
 * --url}, the leader does it.
 */
final class SyncCommand implements Command {
  private final Duration spacing;
  private final Termination termination;

  /**
   * Creates the command.
   *
   * @param spacing time between two reads if one alone proves nothing
   */
  SyncCommand(Duration spacing, Termination termination) {
    this.termination = termination;
    this.spacing = spacing;
  }

  @Override
  public int execute(Config config, Console console) throws InterruptedException {
    Optional<URI> leader = config.http().leader();
    return leader.isPresent() ? ask(leader.get(), config, console) : here(config, console);
  }

  private static int ask(URI leader, Config config, Console console) throws InterruptedException {
    SyncAnswer answer =
        new LeaderClient(leader, config.http().apiTokenFile()).sync(config.rules().force());
    console.out().print(DiffText.of(answer, DiffCommand.palette(config, console)));
    console.out().flush();
    answer.problems().forEach(console.err()::println);
    return SyncExit.of(answer);
  }

  private int here(Config config, Console console) throws InterruptedException {
    String name = ReplicaName.of(config.replicas().name(), console.env());
    try (Application application =
        Application.writing(config, name, spacing, new SimpleMeterRegistry())) {
      application.requireTable();
      OneOff.Outcome outcome = leading(application, config.rules().force());
      DiffReport report = DiffReport.of(outcome.view());
      console.out().print(DiffText.of(report, DiffCommand.palette(config, console)));
      console.out().printf("%d writes%n", application.controller().changes().size());
      console.out().flush();
      if (!outcome.problems().isEmpty()) {
        throw new CommandFailure(String.join("; ", outcome.problems()));
      }
      return SyncExit.of(report.backends());
    }
  }

  /**
   * The lease is held while this command writes and always released afterwards, even if the process
   * is asked to end. The fence refuses writes still in flight then.
   */
  private OneOff.Outcome leading(Application application, boolean force)
      throws InterruptedException {
    OneOff sync = new OneOff(application.controller(), spacing, true);
    if (application.election().isEmpty()) {
      application.requireNoLease();
      return sync.run(force);
    }
    Election election = application.election().get();
    election.requireTable();
    Runnable forget =
        termination.onTermination(() -> election.release(election.patience()), ExitCode.ERROR);
    try {
      election.lead(application.pace());
      return sync.run(force);
    } finally {
      election.release(election.patience());
      forget.run();
    }
  }
}
