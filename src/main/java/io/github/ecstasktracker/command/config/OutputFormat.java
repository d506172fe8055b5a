package io.github.ecstasktracker.command.config;

/** How a command answers on standard output. */
public enum OutputFormat {
  TEXT,
  JSON
}
