package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.Termination;
import io.github.ecstasktracker.app.config.Verb;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

/** The command of each verb. */
public final class Commands {
  private final Map<Verb, Command> commands;

  private Commands(Map<Verb, Command> commands) {
    this.commands = commands;
  }

  /** The commands of a release. */
  public static Commands ofProcess() {
    Termination termination = Termination.bySignal();
    Map<Verb, Command> commands = new EnumMap<>(Verb.class);
    for (Verb verb : Verb.values()) {
      commands.put(verb, shipped(verb, termination));
    }
    return new Commands(commands);
  }

  /** The same with one command replaced. */
  public Commands with(Verb verb, Command command) {
    Map<Verb, Command> changed = new EnumMap<>(commands);
    changed.put(verb, command);
    return new Commands(changed);
  }

  Command of(Verb verb) {
    Command command = commands.get(verb);
    if (command == null) {
      throw new IllegalStateException("no command for " + verb);
    }
    return command;
  }

  private static Command shipped(Verb verb, Termination termination) {
    return switch (verb) {
      case RUN -> new RunCommand(termination);
      case DIFF -> new DiffCommand(OneOff.SPACING);
      case SYNC -> new SyncCommand(OneOff.SPACING, termination);
      case QUERY -> new QueryCommand();
      case DOCTOR -> new DoctorCommand(InstantSource.system());
      case TRIGGERS_PLAN -> new TriggersCommand(TriggersCommand.Mode.PLAN);
      case TRIGGERS_APPLY -> new TriggersCommand(TriggersCommand.Mode.APPLY);
      case TRIGGERS_SHOW -> new TriggersCommand(TriggersCommand.Mode.SHOW);
      case AGENT -> new AgentCommand(termination);
      case HEALTH -> new HealthCommand();
    };
  }
}
