package io.github.ecstasktracker;

import io.github.ecstasktracker.command.App;
import io.github.ecstasktracker.command.Commands;
import io.github.ecstasktracker.command.Console;

/** The process: its words in, its exit code out. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(new App(Commands.ofProcess()).run(Console.ofProcess(), args));
  }
}
