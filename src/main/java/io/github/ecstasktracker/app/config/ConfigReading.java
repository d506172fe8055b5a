package io.github.ecstasktracker.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Result of reading a configuration. */
public sealed interface ConfigReading {
  /**
   * The configuration is valid.
   *
   * @param settings every effective value including defaults, in the order of the table
   */
  record Accepted(Config config, List<Setting> settings) implements ConfigReading {}

  /**
   * The configuration is invalid.
   *
   * @param errors all errors, each with its flag, its variable and how to fix it
   */
  record Rejected(List<String> errors) implements ConfigReading {}

  /**
   * Reads a command's options. Flags take precedence over the environment, and that over defaults.
   *
   * @param flags values by flag name with its dashes; repeated flags are joined by commas
   */
  static ConfigReading read(Verb verb, Map<String, String> flags, Map<String, String> env) {
    Values values = new Values(verb, flags, env);
    List<String> errors = new ArrayList<>(values.errors());
    errors.addAll(ConfigValidator.errors(verb, values, env));
    return errors.isEmpty()
        ? new Accepted(Config.of(values), values.settings())
        : new Rejected(List.copyOf(errors));
  }
}
