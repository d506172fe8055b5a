package io.github.ecstasktracker.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What came of reading a configuration. */
public sealed interface ConfigReading {
  /**
   * Valid as a whole.
   *
   * @param settings every value in force, defaults too, in the order of the table
   */
  record Accepted(Config config, List<Setting> settings) implements ConfigReading {}

  /**
   * Not usable.
   *
   * @param errors all of them, each naming its flag and variable and how to mend it
   */
  record Rejected(List<String> errors) implements ConfigReading {}

  /**
   * Reads a command's options: flags before the environment before defaults.
   *
   * @param flags by flag name with its dashes; several values of one joined by commas
   */
  static ConfigReading read(Verb verb, Map<String, String> flags, Map<String, String> env) {
    Values values = new Values(verb, flags, env);
    List<String> errors = new ArrayList<>(values.errors());
    errors.addAll(Agreement.errors(verb, values, env));
    return errors.isEmpty()
        ? new Accepted(Config.of(values), values.settings())
        : new Rejected(List.copyOf(errors));
  }
}
