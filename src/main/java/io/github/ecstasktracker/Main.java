package io.github.ecstasktracker;

import io.github.ecstasktracker.command.App;
import io.github.ecstasktracker.command.Command;
import io.github.ecstasktracker.command.CommandFailure;
import io.github.ecstasktracker.command.Commands;
import io.github.ecstasktracker.command.Console;

/** The process: its words in, its exit code out. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Command none =
        (config, console) -> {
          throw new CommandFailure("not wired");
        };
    System.exit(new App(new Commands(none, none, none, none)).run(Console.ofProcess(), args));
  }
}
