package io.github.ecstasktracker.app.config;

/** The least severe lines that are logged. */
public enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR
}
