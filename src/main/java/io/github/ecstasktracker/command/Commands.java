package io.github.ecstasktracker.command;

import io.github.ecstasktracker.command.config.Verb;
import java.time.InstantSource;

/** One command a verb. */
public record Commands(
    Command run,
    Command diff,
    Command sync,
    Command doctor,
    Command triggersPlan,
    Command triggersApply,
    Command triggersShow) {
  /** The commands as they are shipped. */
  public static Commands ofProcess() {
    Termination termination = Termination.bySignal();
    return new Commands(
        new RunCommand(termination),
        new DiffCommand(OneOff.SPACING),
        new SyncCommand(OneOff.SPACING, termination),
        new DoctorCommand(InstantSource.system()),
        new TriggersCommand(TriggersCommand.Mode.PLAN),
        new TriggersCommand(TriggersCommand.Mode.APPLY),
        new TriggersCommand(TriggersCommand.Mode.SHOW));
  }

  Command of(Verb verb) {
    return switch (verb) {
      case RUN -> run;
      case DIFF -> diff;
      case SYNC -> sync;
      case DOCTOR -> doctor;
      case TRIGGERS_PLAN -> triggersPlan;
      case TRIGGERS_APPLY -> triggersApply;
      case TRIGGERS_SHOW -> triggersShow;
    };
  }
}
