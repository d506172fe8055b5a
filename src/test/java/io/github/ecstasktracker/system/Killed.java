package io.github.ecstasktracker.system;

/** The end of a process in the middle of what it was doing. Nothing may catch it and go on. */
final class Killed extends Error {
  private static final long serialVersionUID = 1;

  Killed() {
    super("kill -9", null, false, false);
  }
}
