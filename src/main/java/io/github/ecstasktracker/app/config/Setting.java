package io.github.ecstasktracker.app.config;

/**
 * One option's value and where it came from.
 *
 * @param text the value as given
 */
public record Setting(Option<?> option, String text, Origin origin) {
  /**
   * The origin of a value. A flag takes precedence over the environment, and that over the default.
   */
  public enum Origin {
    FLAG,
    ENVIRONMENT,
    DEFAULT
  }
}
