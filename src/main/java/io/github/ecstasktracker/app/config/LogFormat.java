package io.github.ecstasktracker.app.config;

/** How log lines are written. */
public enum LogFormat {
  TEXT,
  /** One JSON object a line. */
  JSON
}
