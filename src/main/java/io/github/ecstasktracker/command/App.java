package io.github.ecstasktracker.command;

import io.github.ecstasktracker.app.CommandFailure;
import io.github.ecstasktracker.app.Logging;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.app.config.ConfigReading;
import io.github.ecstasktracker.app.config.Setting;
import io.github.ecstasktracker.app.config.Verb;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Runs the program: from arguments and environment variables to an exit code.
 *
 * <ul>
 *   <li>nothing is started unless the whole configuration is valid;
 *   <li>all usage and configuration errors are reported at once;
 *   <li>no exception escapes: a failure is one line, and with {@code --debug} its stack trace.
 * </ul>
 */
public final class App {
  private static final Logger LOG = LoggerFactory.getLogger(App.class);

  private final Commands commands;
  private final CommandLineParser parser;

  public App(Commands commands) {
    this.commands = commands;
    this.parser = new CommandLineParser(Version.ofThisBuild());
  }

  /** The exit code. */
  public int run(Console console, String... args) {
    return switch (parser.parse(args)) {
      case Invocation.Print(String text) -> {
        console.out().println(text);
        yield ExitCode.OK;
      }
      case Invocation.FromSourcesOnly(String word) -> {
        console
            .err()
            .printf(
                "%s needs the sources: clone the repository and run ./%s %s%n",
                word, CommandLineParser.PROGRAM, word);
        yield ExitCode.ERROR;
      }
      case Invocation.Misuse(List<String> errors, String usage) -> {
        errors.forEach(console.err()::println);
        console.err().println(usage);
        yield ExitCode.USAGE;
      }
      case Invocation.Call call -> call(call, console);
    };
  }

  private int call(Invocation.Call call, Console console) {
    ConfigReading reading = ConfigReading.read(call.verb(), call.flags(), console.env());
    List<String> errors = new ArrayList<>(call.errors());
    if (reading instanceof ConfigReading.Rejected(List<String> more)) {
      errors.addAll(more);
    }
    if (reading instanceof ConfigReading.Accepted(Config config, List<Setting> settings)
        && errors.isEmpty()) {
      Logging.apply(config.logs());
      log(call.verb(), settings);
      return guarded(call.verb(), config, console);
    }
    errors.forEach(console.err()::println);
    console
        .err()
        .printf("run '%s %s --help' for more%n", CommandLineParser.PROGRAM, call.verb().word());
    return ExitCode.USAGE;
  }

  private int guarded(Verb verb, Config config, Console console) {
    try {
      return commands.of(verb).execute(config, console);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(verb, config, console, "interrupted", e);
    } catch (CommandFailure e) {
      return failed(verb, config, console, String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | Error e) {
      return failed(verb, config, console, "unexpected " + e, e);
    }
  }

  private static int failed(
      Verb verb, Config config, Console console, String line, Throwable cause) {
    console
        .err()
        .printf(
            "%s %s: %s%n",
            CommandLineParser.PROGRAM, verb.word(), line.replaceAll("\\s*\\R\\s*", " "));
    if (config.logs().debug()) {
      cause.printStackTrace(console.err());
    }
    return ExitCode.ERROR;
  }

  /** One line with every effective value; no option's value is a secret. */
  private static void log(Verb verb, List<Setting> settings) {
    LoggingEventBuilder line =
        LOG.atLevel(verb == Verb.RUN ? Level.INFO : Level.DEBUG).setMessage("configuration");
    for (Setting setting : settings) {
      line = line.addKeyValue(setting.option().flag().substring(2), setting.text());
    }
    line.log();
  }
}
