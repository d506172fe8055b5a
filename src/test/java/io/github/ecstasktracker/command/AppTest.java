package io.github.ecstasktracker.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecstasktracker.app.CommandFailure;
import io.github.ecstasktracker.app.config.Config;
import io.github.ecstasktracker.app.config.Option;
import io.github.ecstasktracker.app.config.Options;
import io.github.ecstasktracker.app.config.Verb;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(FreshLog.class)
class AppTest {
  private static final Map<String, String> MINIMUM =
      Map.of(
          "REGION",
          "eu-west-1",
          "TRAEFIK_TABLE",
          "traefik",
          "CLUSTER",
          "demo",
          "ECS_TASK_TRACKER_NAME",
          "web",
          "ECS_TASK_TRACKER_QUEUE_URL",
          "https://sqs.eu-west-1.amazonaws.com/123456789012/events");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Config> executed = new ArrayList<>();
  private Command behaviour = (config, console) -> ExitCode.OK;

  @ParameterizedTest
  @EnumSource(
      value = Verb.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HEALTH", "AGENT"})
  void command_runsWithItsConfigurationAndEndsWithItsCode(Verb verb) {
    behaviour = (config, console) -> ExitCode.FINDINGS;

    assertThat(run(MINIMUM, words(verb.word() + " --cluster other"))).isEqualTo(ExitCode.FINDINGS);
    assertThat(executed).singleElement().matches(c -> c.scope().clusters().contains("other"));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void usageAndConfigurationErrors_areToldTogether() {
    int code = run(Map.of(), "run", "--nonsense", "--workers", "many", "--policy");

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(executed).isEmpty();
    assertThat(err())
        .contains("--nonsense", "--policy", "--workers / ECS_TASK_TRACKER_WORKERS is \"many\"")
        .contains("--region / REGION is not set", "--table", "--cluster")
        .contains("run 'ecs-task-tracker run --help' for more")
        .doesNotContain("Exception", "\tat ");
  }

  @Test
  void optionOfAnotherCommand_isRefused() {
    assertThat(run(MINIMUM, "diff", "--force")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("--force");
  }

  @Test
  void optionGivenTwice_isRefused() {
    assertThat(run(MINIMUM, "run", "--table", "abc", "--table", "def")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("--table");
  }

  @Test
  void listOption_mayBeRepeated() {
    assertThat(run(MINIMUM, "run", "--cluster", "a,b", "--cluster=c")).isEqualTo(ExitCode.OK);
    assertThat(executed.getFirst().scope().clusters()).containsExactly("a", "b", "c");
  }

  @Test
  void bareSwitch_isOn() {
    assertThat(run(MINIMUM, "run", "--dry-run", "--compat")).isEqualTo(ExitCode.OK);
    assertThat(executed.getFirst().rules().dryRun()).isTrue();
    assertThat(executed.getFirst().http().compat()).isTrue();
  }

  @Test
  void switchSetOff_winsOverItsVariable() {
    Map<String, String> env = new HashMap<>(MINIMUM);
    env.put("ECS_TASK_TRACKER_DRY_RUN", "on");

    assertThat(run(env, "run", "--dry-run=off")).isEqualTo(ExitCode.OK);
    assertThat(executed.getFirst().rules().dryRun()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "frobnicate", "--frobnicate", "help frobnicate", "version extra"})
  void lineWithoutACommand_isRefusedWithUsage(String line) {
    assertThat(run(MINIMUM, words(line))).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("Commands:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help"})
  void help_listsEveryCommand(String line) {
    assertThat(run(Map.of(), words(line))).isEqualTo(ExitCode.OK);
    assertThat(out())
        .contains(
            "run", "diff", "sync", "doctor", "health", "demo", "benchmark", "help", "version");
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void helpOfACommand_tellsEveryOptionWithVariablesAndDefault(Verb verb) {
    assertThat(run(Map.of(), words(verb.word() + " --help"))).isEqualTo(ExitCode.OK);

    String text = out().replaceAll("\\s+", " ");
    for (Option<?> option : Options.usedBy(verb)) {
      assertThat(text).contains(option.flag()).contains(option.env()).contains(option.help());
      option.fallback().ifPresent(value -> assertThat(text).contains("default " + value));
    }
    assertThat(text).contains("Exit codes: 0 ", "64 bad usage");
    assertThat(out().lines()).allMatch(line -> line.length() <= 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"triggers", "triggers frobnicate"})
  void groupWithoutACommand_isRefusedWithItsUsage(String line) {
    assertThat(run(MINIMUM, words(line))).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("plan", "apply", "show");
  }

  @Test
  void helpCommand_equalsTheHelpFlag() {
    run(Map.of(), "help", "sync");
    String byCommand = out();
    out.reset();
    run(Map.of(), "sync", "--help");

    assertThat(byCommand).isEqualTo(out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version"})
  void version_isOneLine(String line) {
    assertThat(run(Map.of(), words(line))).isEqualTo(ExitCode.OK);
    assertThat(out()).matches("ecs-task-tracker \\S+ \\(Java 2[5-9].*\\)\\R");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "benchmark"})
  void commandOfTheSources_saysSoInOneLine(String word) {
    assertThat(run(Map.of(), word)).isEqualTo(ExitCode.ERROR);
    assertThat(err().lines()).singleElement().asString().contains("./ecs-task-tracker " + word);
  }

  @Test
  void failure_isOneLine() {
    behaviour =
        (config, console) -> {
          throw new CommandFailure("the table\n  is gone", new IllegalStateException("inner"));
        };

    assertThat(run(MINIMUM, "sync")).isEqualTo(ExitCode.ERROR);
    assertThat(err().lines()).containsExactly("ecs-task-tracker sync: the table is gone");
  }

  @Test
  void unexpectedException_isOneLine() {
    behaviour =
        (config, console) -> {
          throw new IllegalStateException("a\nb");
        };

    assertThat(run(MINIMUM, "diff")).isEqualTo(ExitCode.ERROR);
    assertThat(err().lines())
        .containsExactly("ecs-task-tracker diff: unexpected java.lang.IllegalStateException: a b");
  }

  @Test
  void unexpectedExceptionWithDebug_showsItsTrace() {
    behaviour =
        (config, console) -> {
          throw new AssertionError("broken");
        };

    assertThat(run(MINIMUM, "diff", "--debug")).isEqualTo(ExitCode.ERROR);
    assertThat(err()).contains("unexpected java.lang.AssertionError: broken", "\tat ");
  }

  @Test
  void query_takesItsNameWithOrWithoutTheFlag() {
    Map<String, String> env = Map.of("REGION", "eu-west-1", "CLUSTER", "prod");
    assertThat(run(env, "query", "3f2a")).isEqualTo(ExitCode.OK);
    assertThat(run(env, "query", "--name", "10.0.1.5:53/udp", "--output", "json"))
        .isEqualTo(ExitCode.OK);
    assertThat(executed)
        .extracting(config -> config.sought().orElseThrow())
        .containsExactly("3f2a", "10.0.1.5:53/udp");
    assertThat(run(env, "query")).isEqualTo(ExitCode.USAGE);
    assertThat(run(env, "query", "a", "b")).isEqualTo(ExitCode.USAGE);
    assertThat(run(Map.of(), "query", "--help")).isEqualTo(ExitCode.OK);
    assertThat(out()).contains("ecs-task-tracker query NAME [OPTIONS]");
  }

  private int run(Map<String, String> env, String... args) {
    Command command =
        (config, console) -> {
          executed.add(config);
          return behaviour.execute(config, console);
        };
    Commands commands = Commands.ofProcess();
    for (Verb verb : Verb.values()) {
      commands = commands.with(verb, command);
    }
    Console console = new Console(env, print(out), print(err), false);
    return new App(commands).run(console, args);
  }

  private static String[] words(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ");
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
