package io.github.ecstasktracker.app.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One row of the table of options.
 *
 * @param flag with its two dashes
 * @param env the variables that set it, of which the first one set applies; never empty
 * @param fallback the default as text, parsed like any other value; empty if there is none
 * @param required whether it must be set if there is no default
 * @param help one sentence for {@code --help} and the documentation
 * @param verbs the commands that use it
 */
public record Option<T>(
    String flag,
    List<String> env,
    Kind<T> kind,
    Optional<String> fallback,
    boolean required,
    Group group,
    String help,
    Set<Verb> verbs) {
  static final String ENV_PREFIX = "ECS_TASK_TRACKER_";

  /** Headings, in the order of {@code --help}. */
  public enum Group {
    SCOPE("What to keep in sync"),
    RULES("What may be changed"),
    TRIGGERS("Event sources"),
    PACE("Pace"),
    HTTP("HTTP"),
    REPLICAS("Replicas"),
    AGENT("Agent on a host"),
    OUTPUT("Output, metrics and logs");

    private final String heading;

    Group(String heading) {
      this.heading = heading;
    }

    public String heading() {
      return heading;
    }
  }

  public Option {
    env = List.copyOf(env);
    verbs = Set.copyOf(verbs);
  }

  static <T> Option<T> of(Group group, String flag, Kind<T> kind, String help) {
    String variable = ENV_PREFIX + flag.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
    return new Option<>(
        flag, List.of(variable), kind, Optional.empty(), false, group, help, Verb.WORKING);
  }

  Option<T> defaultsTo(String text) {
    return new Option<>(flag, env, kind, Optional.of(text), required, group, help, verbs);
  }

  Option<T> isRequired() {
    return new Option<>(flag, env, kind, fallback, true, group, help, verbs);
  }

  Option<T> fromEnv(String... names) {
    return new Option<>(flag, List.of(names), kind, fallback, required, group, help, verbs);
  }

  Option<T> onlyFor(Verb first, Verb... more) {
    return new Option<>(flag, env, kind, fallback, required, group, help, EnumSet.of(first, more));
  }

  Option<T> alsoFor(Set<Verb> more) {
    EnumSet<Verb> all = EnumSet.copyOf(verbs);
    all.addAll(more);
    return new Option<>(flag, env, kind, fallback, required, group, help, all);
  }

  public String placeholder() {
    return kind.placeholder();
  }

  /** Whether the flag may be repeated and its value may be a comma-separated list. */
  public boolean isList() {
    return kind.shape() == Kind.Shape.LIST;
  }

  /** Whether the bare flag means true. */
  public boolean isSwitch() {
    return kind.shape() == Kind.Shape.SWITCH;
  }

  /** The name of the option at the beginning of every error about it. */
  String title() {
    return flag + " / " + env.getFirst();
  }
}
