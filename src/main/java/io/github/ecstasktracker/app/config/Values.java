package io.github.ecstasktracker.app.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parsed options of one command. An invalid option has an error and no value. */
final class Values {
  /** Length of a quoted value: enough to recognise it, short enough for one line. */
  private static final int SHOWN_MAX = 80;

  private final Map<Option<?>, Setting> settings = new LinkedHashMap<>();
  private final Map<Option<?>, Object> parsed = new HashMap<>();
  private final List<String> errors = new ArrayList<>();

  Values(Verb verb, Map<String, String> flags, Map<String, String> env) {
    boolean elsewhere =
        HttpOptions.URL.verbs().contains(verb) && find(HttpOptions.URL, flags, env).isPresent();
    for (Option<?> option : Options.usedBy(verb)) {
      Optional<Setting> setting = find(option, flags, env);
      setting.ifPresent(this::take);
      if (setting.isEmpty() && option.required() && !elsewhere) {
        errors.add(option.title() + " is not set: must be " + option.kind().must());
      }
    }
  }

  /** The value; empty if it is not set, invalid, or not an option of this command. */
  @SuppressWarnings("unchecked") // take() puts in nothing but the option's own type
  <T> Optional<T> find(Option<T> option) {
    return Optional.ofNullable((T) parsed.get(option));
  }

  /** The value, or the default if the command does not use the option. */
  <T> T get(Option<T> option) {
    return find(option).or(() -> option.fallback().flatMap(option.kind()::parse)).orElseThrow();
  }

  List<Setting> settings() {
    return List.copyOf(settings.values());
  }

  List<String> errors() {
    return errors;
  }

  private void take(Setting setting) {
    settings.put(setting.option(), setting);
    setting
        .option()
        .kind()
        .parse(setting.text())
        .ifPresentOrElse(
            value -> parsed.put(setting.option(), value),
            () ->
                errors.add(
                    "%s is \"%s\": must be %s"
                        .formatted(
                            setting.option().title(),
                            shown(setting.text()),
                            setting.option().kind().must())));
  }

  /**
   * A flag comes before the environment, and that before the default. An empty variable counts as
   * not set: a shell cannot always unset one.
   */
  private static Optional<Setting> find(
      Option<?> option, Map<String, String> flags, Map<String, String> env) {
    String flag = flags.get(option.flag());
    if (flag != null) {
      return Optional.of(new Setting(option, flag));
    }
    for (String name : option.env()) {
      String text = env.getOrDefault(name, "");
      if (!text.isBlank()) {
        return Optional.of(new Setting(option, text));
      }
    }
    return option.fallback().map(text -> new Setting(option, text));
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= SHOWN_MAX ? line : line.substring(0, SHOWN_MAX) + "...";
  }
}
