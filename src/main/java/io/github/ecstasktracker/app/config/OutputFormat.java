package io.github.ecstasktracker.app.config;

/** How a command answers on standard output. */
public enum OutputFormat {
  TEXT,
  JSON
}
