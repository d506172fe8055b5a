package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.config.Option;
import io.github.ecstasktracker.app.config.Options;
import io.github.ecstasktracker.app.config.Verb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * Parses the command line according to the table of options into an {@link Invocation}; never
 * throws and never prints.
 */
final class CommandLineParser {
  static final String PROGRAM = "ecs-task-tracker";
  private static final List<String> SOURCES_ONLY = List.of("demo", "benchmark");
  private static final int USAGE_WIDTH = 100;

  private final CommandLine root;
  private final Version version;

  CommandLineParser(Version version) {
    this.version = version;
    CommandSpec spec = CommandSpec.create().name(PROGRAM);
    spec.usageMessage()
        .description("Keeps Traefik's DynamoDB table in sync with what Amazon ECS is running.")
        .synopsisSubcommandLabel("COMMAND")
        .commandListHeading("%nCommands:%n")
        .footer(
            "",
            "'" + PROGRAM + " COMMAND --help' lists a command's options.",
            "Every option has an environment variable; a flag takes precedence.");
    help(spec);
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Prints the version.")
            .build());
    for (Verb verb : Verb.values()) {
      add(spec, verb);
    }
    plain(
        spec,
        "demo",
        "Runs the controller against a simulated cluster with faults; needs the sources.");
    plain(spec, "benchmark", "Measures the time from a trigger to its write; needs the sources.");
    plain(spec, "version", "Prints the version.");
    CommandSpec help = plain(spec, "help", "Explains a command.");
    help.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("COMMAND")
            .arity("0..1")
            .type(String.class)
            .build());
    root = new CommandLine(spec).setUsageHelpWidth(USAGE_WIDTH);
  }

  Invocation parse(String... args) {
    ParseResult whole = root.parseArgs(args);
    ParseResult result = whole;
    List<String> words = new ArrayList<>();
    List<String> errors = errors(whole);
    while (result.hasSubcommand()) {
      result = result.subcommand();
      words.add(result.commandSpec().name());
      errors.addAll(errors(result));
    }
    String word = String.join(" ", words);
    if (whole.isVersionHelpRequested() || (word.equals("version") && errors.isEmpty())) {
      return new Invocation.Print(version.line());
    }
    if (result.isUsageHelpRequested()) {
      return new Invocation.Print(usage(word));
    }
    Optional<Verb> verb = verb(word);
    if (verb.isPresent()) {
      return new Invocation.Call(verb.get(), flags(verb.get(), result), errors);
    }
    if (SOURCES_ONLY.contains(word)) {
      return new Invocation.FromSourcesOnly(word);
    }
    if (word.equals("help")) {
      String topic = result.matchedPositionalValue(0, "");
      if (topic.isEmpty() || find(topic).isPresent()) {
        return new Invocation.Print(usage(topic));
      }
      errors.add("no such command: " + topic);
    }
    if (errors.isEmpty()) {
      errors.add("which command?");
    }
    boolean group = find(word).filter(c -> !c.getSubcommands().isEmpty()).isPresent();
    return new Invocation.Misuse(errors, usage(group ? word : ""));
  }

  private String usage(String words) {
    return find(words).orElse(root).getUsageMessage(Ansi.OFF).stripTrailing();
  }

  private Optional<CommandLine> find(String words) {
    Optional<CommandLine> found = Optional.of(root);
    for (String word : words.split(" ", -1)) {
      found = found.map(command -> command.getSubcommands().get(word));
    }
    return found;
  }

  private static Optional<Verb> verb(String word) {
    return List.of(Verb.values()).stream().filter(verb -> verb.word().equals(word)).findFirst();
  }

  private static List<String> errors(ParseResult level) {
    List<String> errors = new ArrayList<>();
    level.errors().forEach(e -> errors.add(String.valueOf(e.getMessage())));
    return errors;
  }

  private static Map<String, String> flags(Verb verb, ParseResult result) {
    Map<String, String> flags = new LinkedHashMap<>();
    for (Option<?> option : Options.usedBy(verb)) {
      OptionSpec matched = result.matchedOption(option.flag());
      if (matched != null) {
        flags.put(option.flag(), String.join(",", matched.stringValues()));
      }
    }
    verb.positional()
        .filter(_ -> result.hasMatchedPositional(0))
        .ifPresent(
            option -> flags.putIfAbsent(option.flag(), result.matchedPositionalValue(0, "")));
    return flags;
  }

  /** A verb of two words is a subcommand. */
  private static void add(CommandSpec root, Verb verb) {
    String[] words = verb.word().split(" ", 2);
    if (words.length == 1) {
      root.addSubcommand(verb.word(), command(verb));
      return;
    }
    CommandLine known = root.subcommands().get(words[0]);
    CommandSpec parent = known == null ? group(root, words[0]) : known.getCommandSpec();
    parent.addSubcommand(words[1], command(verb));
  }

  private static CommandSpec group(CommandSpec root, String word) {
    CommandSpec spec = plain(root, word, Verb.aboutGroup(word));
    spec.usageMessage()
        .customSynopsis(PROGRAM + " " + word + " COMMAND [OPTIONS]")
        .commandListHeading("%nCommands:%n");
    return spec;
  }

  private static CommandSpec command(Verb verb) {
    CommandSpec spec = CommandSpec.create();
    for (Option.Group group : Option.Group.values()) {
      List<Option<?>> options =
          Options.usedBy(verb).stream().filter(option -> option.group() == group).toList();
      if (!options.isEmpty()) {
        ArgGroupSpec.Builder heading =
            ArgGroupSpec.builder().validate(false).heading("%n" + group.heading() + ":%n");
        options.forEach(option -> heading.addArg(option(option)));
        spec.addArgGroup(heading.build());
      }
    }
    verb.positional()
        .ifPresent(
            option ->
                spec.addPositional(
                    PositionalParamSpec.builder()
                        .paramLabel(option.placeholder())
                        .arity("0..1")
                        .type(String.class)
                        .hidden(true)
                        .build()));
    String word = verb.positional().map(option -> " " + option.placeholder()).orElse("");
    spec.usageMessage()
        .description(verb.summary())
        .customSynopsis(PROGRAM + " " + verb.word() + word + " [OPTIONS]")
        .sortOptions(false)
        .footer("", "Exit codes: " + verb.exitCodes() + ".");
    help(spec);
    return spec;
  }

  private static OptionSpec option(Option<?> option) {
    List<String> facts = new ArrayList<>();
    option.fallback().ifPresent(text -> facts.add("default " + text.replace("%", "%%")));
    if (option.required()) {
      facts.add("required");
    }
    facts.add("env " + String.join(", ", option.env()));
    OptionSpec.Builder builder =
        OptionSpec.builder(option.flag())
            .paramLabel(option.placeholder())
            .description(option.help().replace("%", "%%"), "(" + String.join("; ", facts) + ")");
    if (option.isList()) {
      return builder.type(List.class).auxiliaryTypes(String.class).arity("1").build();
    }
    builder.type(String.class);
    return option.isSwitch()
        ? builder.arity("0..1").fallbackValue("on").build()
        : builder.arity("1").build();
  }

  private static CommandSpec plain(CommandSpec parent, String word, String summary) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().description(summary);
    help(spec);
    parent.addSubcommand(word, spec);
    return spec;
  }

  private static void help(CommandSpec spec) {
    spec.parser().collectErrors(true);
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Prints this.").build());
  }
}
