package io.github.ecstasktracker.app.config;

/** The lowest severity that is logged. */
public enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR
}
