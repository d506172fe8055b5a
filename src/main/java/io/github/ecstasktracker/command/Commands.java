package io.github.ecstasktracker.command;

import io.github.ecstasktracker.command.config.Verb;

/** One command a verb. */
public record Commands(Command run, Command diff, Command sync, Command doctor, Command health) {
  /** The commands as they are shipped. */
  public static Commands ofProcess() {
    Termination termination = Termination.bySignal();
    return new Commands(
        new RunCommand(termination),
        new DiffCommand(OneOff.SPACING),
        new SyncCommand(OneOff.SPACING, termination),
        new DoctorCommand(),
        new HealthCommand());
  }

  Command of(Verb verb) {
    return switch (verb) {
      case RUN -> run;
      case DIFF -> diff;
      case SYNC -> sync;
      case DOCTOR -> doctor;
      case HEALTH -> health;
    };
  }
}
