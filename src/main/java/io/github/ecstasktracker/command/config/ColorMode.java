package io.github.ecstasktracker.command.config;

/** When an answer is coloured. */
public enum ColorMode {
  AUTO,
  ALWAYS,
  NEVER
}
