package io.github.ecstasktracker.docs;

import io.github.ecstasktracker.http.Metric;
import io.github.ecstasktracker.http.MetricCatalog;
import io.github.ecstasktracker.model.BackendView;
import io.github.ecstasktracker.model.Hold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds the metrics and labels of a PromQL expression against {@link MetricCatalog}. */
final class PromQl {
  private static final Map<String, Metric> CATALOG =
      MetricCatalog.all().stream().collect(Collectors.toMap(Metric::name, Function.identity()));

  /** What Prometheus itself adds, and the label of a histogram's buckets. */
  private static final Set<String> OF_THE_SCRAPE = Set.of("job", "namespace", "instance", "le");

  private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset");

  private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|on|without|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern SELECTOR =
      Pattern.compile("(?<![\\w:.])([a-z_][\\w:]*+)(?:\\{([^}]*)})?+(?!\\s*\\()");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
  private static final Pattern DURATION = Pattern.compile("\\[[^\\]]*]");

  private PromQl() {}

  /** What is named and is not there; empty where all is. */
  static List<String> problems(String expression) {
    List<String> problems = new ArrayList<>();
    Set<String> labels = new TreeSet<>(OF_THE_SCRAPE);
    String bare = DURATION.matcher(GROUPING.matcher(expression).replaceAll(" ")).replaceAll(" ");
    for (MatchResult selector : SELECTOR.matcher(bare).results().toList()) {
      String name = selector.group(1);
      if (KEYWORDS.contains(name) || insideString(bare, selector.start())) {
        continue;
      }
      Optional<Metric> metric = metric(name);
      if (metric.isEmpty()) {
        problems.add(name + " is no metric");
        continue;
      }
      labels.addAll(metric.get().labels());
      Optional.ofNullable(selector.group(2))
          .ifPresent(matchers -> matchers(metric.get(), matchers).forEach(problems::add));
    }
    GROUPING
        .matcher(expression)
        .results()
        .flatMap(grouping -> Arrays.stream(grouping.group(1).split(",")))
        .map(String::strip)
        .filter(label -> !labels.contains(label))
        .forEach(label -> problems.add("no metric has the label " + label));
    return problems;
  }

  /** The metrics that are named. */
  static Set<String> metrics(String expression) {
    return CATALOG.keySet().stream()
        .filter(name -> Pattern.compile("\\b" + name + "(_bucket)?\\b").matcher(expression).find())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean insideString(String text, int at) {
    Matcher strings = STRING.matcher(text);
    return strings.results().anyMatch(s -> s.start() < at && at < s.end());
  }

  private static Stream<String> matchers(Metric metric, String matchers) {
    return MATCHER
        .matcher(matchers)
        .results()
        .flatMap(
            matcher -> {
              String label = matcher.group(1);
              if (OF_THE_SCRAPE.contains(label)) {
                return Stream.of();
              }
              return metric.labels().contains(label)
                  ? values(metric, label, matcher.group(3))
                  : Stream.of(metric.name() + " has no label " + label);
            });
  }

  /** Values that an enum gives are known. */
  private static Stream<String> values(Metric metric, String label, String pattern) {
    Enum<?>[] known =
        switch (metric.name() + " " + label) {
          case "ecs_task_tracker_backends state" -> BackendView.State.values();
          case "ecs_task_tracker_holds guard", "ecs_task_tracker_guard_trips_total guard" ->
              Hold.Guard.values();
          default -> new Enum<?>[0];
        };
    Set<String> names =
        Arrays.stream(known)
            .map(value -> value.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return names.isEmpty()
        ? Stream.of()
        : Arrays.stream(pattern.split("\\|"))
            .filter(value -> !names.contains(value))
            .map(value -> metric.name() + " is never " + label + "=" + value);
  }

  private static Optional<Metric> metric(String name) {
    Metric plain = CATALOG.get(name);
    if (plain != null) {
      return Optional.of(plain).filter(metric -> metric.type() != Metric.Type.HISTOGRAM);
    }
    Metric several = CATALOG.get(name.replaceFirst("_(bucket|count|sum)$", ""));
    return Optional.ofNullable(several)
        .filter(
            metric ->
                metric.type() == Metric.Type.HISTOGRAM
                    || metric.type() == Metric.Type.SUMMARY && !name.endsWith("_bucket"));
  }
}
