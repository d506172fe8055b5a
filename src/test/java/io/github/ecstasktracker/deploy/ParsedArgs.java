package io.github.ecstasktracker.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.app.config.Verb;
import io.github.ecstasktracker.command.App;
import io.github.ecstasktracker.command.Command;
import io.github.ecstasktracker.command.Commands;
import io.github.ecstasktracker.command.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A container's words, read as the program itself reads them; then not run. */
final class ParsedArgs {
  private ParsedArgs() {}

  /** The configuration that {@code run} would have had; an error tells what it would have told. */
  static Config ofRun(List<String> args, Map<String, String> env) {
    assertThat(args).first().isEqualTo("run");
    List<Config> read = new ArrayList<>();
    Command record =
        (config, console) -> {
          read.add(config);
          return 0;
        };
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(told, true, StandardCharsets.UTF_8);
    int code =
        new App(Commands.ofProcess().with(Verb.RUN, record))
            .run(new Console(env, print, print, false), args.toArray(String[]::new));
    assertThat(code).as(told.toString(StandardCharsets.UTF_8)).isZero();
    return read.getFirst();
  }
}
