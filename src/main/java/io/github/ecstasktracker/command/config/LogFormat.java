package io.github.ecstasktracker.command.config;

/** How log lines are written. */
public enum LogFormat {
  TEXT,
  /** One JSON object a line. */
  JSON
}
