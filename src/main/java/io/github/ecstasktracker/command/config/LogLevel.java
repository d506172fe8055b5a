package io.github.ecstasktracker.command.config;

/** The least severe lines that are logged. */
public enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR
}
