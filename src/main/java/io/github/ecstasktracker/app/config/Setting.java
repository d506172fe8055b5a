package io.github.ecstasktracker.app.config;

/**
 * One option's value and where it came from.
 *
 * @param text as given
 */
public record Setting(Option<?> option, String text, Origin origin) {
  /** Where a value came from; a flag wins over the environment, and that over the default. */
  public enum Origin {
    FLAG,
    ENVIRONMENT,
    DEFAULT
  }
}
