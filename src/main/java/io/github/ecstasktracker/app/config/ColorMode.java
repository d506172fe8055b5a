package io.github.ecstasktracker.app.config;

/** When output is coloured. */
public enum ColorMode {
  AUTO,
  ALWAYS,
  NEVER
}
