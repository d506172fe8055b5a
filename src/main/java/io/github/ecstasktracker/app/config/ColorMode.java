package io.github.ecstasktracker.app.config;

/** When an answer is coloured. */
public enum ColorMode {
  AUTO,
  ALWAYS,
  NEVER
}
