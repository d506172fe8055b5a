package io.github.ecstasktracker.docs;

import io.github.ecstasktracker.app.config.Option;
import io.github.ecstasktracker.app.config.Options;
import io.github.ecstasktracker.app.config.Verb;
import io.github.ecstasktracker.app.metrics.ChosenMeters;
import io.github.ecstasktracker.http.Metric;
import io.github.ecstasktracker.http.MetricCatalog;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables of docs/operations.md, from the code that they describe. */
final class OperationsTables {
  private OperationsTables() {}

  static String page(String page) {
    Map<String, String> tables =
        Map.of(
            "commands", commands(),
            "flags", flags(Options.ALL),
            "metrics", metrics(MetricCatalog.all()),
            "cloudwatch", metrics(sentToCloudWatch()));
    String filled = page;
    for (Map.Entry<String, String> table : tables.entrySet()) {
      filled = Markers.replace(filled, table.getKey(), table.getValue());
    }
    return filled;
  }

  static String commands() {
    StringBuilder table =
        new StringBuilder("| command | what it does | exit codes |\n|---|---|---|\n");
    for (Verb verb : Verb.values()) {
      table.append(row("`" + verb.word() + "`", verb.summary(), verb.exitCodes()));
    }
    return table.toString();
  }

  static String flags(List<Option<?>> options) {
    StringBuilder text = new StringBuilder();
    for (Option.Group group : Option.Group.values()) {
      text.append("\n**").append(group.heading()).append("**\n\n");
      text.append("| flag | variable | default | what it is | commands |\n|---|---|---|---|---|\n");
      options.stream()
          .filter(option -> option.group() == group)
          .forEach(option -> text.append(flag(option)));
    }
    return text.append('\n').toString();
  }

  static String metrics(List<Metric> metrics) {
    StringBuilder table =
        new StringBuilder("| metric | type | labels | meaning |\n|---|---|---|---|\n");
    for (Metric metric : metrics) {
      table.append(
          row(
              "`" + metric.name() + "`",
              metric.type().name().toLowerCase(Locale.ROOT),
              code(metric.labels()),
              metric.meaning()));
    }
    return table.toString();
  }

  private static List<Metric> sentToCloudWatch() {
    return MetricCatalog.all().stream()
        .filter(metric -> ChosenMeters.NAMES.contains(ChosenMeters.name(metric.name())))
        .toList();
  }

  private static String flag(Option<?> option) {
    String fallback =
        option.required() ? "required" : option.fallback().map(text -> "`" + text + "`").orElse("");
    return row(
        "`" + option.flag() + "` " + option.placeholder(),
        code(option.env()),
        fallback,
        option.help(),
        option.verbs().stream().sorted().map(Verb::word).collect(Collectors.joining(", ")));
  }

  private static String code(List<String> words) {
    return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
  }

  private static String row(String... cells) {
    return List.of(cells).stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
