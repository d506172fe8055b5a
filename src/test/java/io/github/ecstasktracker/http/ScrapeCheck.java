package io.github.ecstasktracker.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Holds a scrape in the text format against {@link MetricCatalog}. */
public final class ScrapeCheck {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:]+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern OURS =
      Pattern.compile("(ecs_task_tracker|workqueue|aws_api|leader_election)_.*");

  private static final Set<Metric.Type> SEVERAL =
      Set.of(Metric.Type.HISTOGRAM, Metric.Type.SUMMARY);

  private ScrapeCheck() {}

  /** The names in the catalog that begin so. */
  public static Set<String> named(String... prefixes) {
    return MetricCatalog.all().stream()
        .map(Metric::name)
        .filter(name -> Arrays.stream(prefixes).anyMatch(name::startsWith))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * What is in the scrape and not in the catalog, of another type or with other labels; and what is
   * expected and not in the scrape.
   */
  public static List<String> problems(String scrape, Set<String> expected) {
    Map<String, Metric> catalog =
        MetricCatalog.all().stream().collect(Collectors.toMap(Metric::name, Function.identity()));
    Map<String, String> types = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (String line : scrape.lines().toList()) {
      Matcher type = TYPE.matcher(line);
      if (type.matches() && OURS.matcher(type.group(1)).matches()) {
        types.put(type.group(1), type.group(2));
      }
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches() && OURS.matcher(sample.group(1)).matches()) {
        labels(sample, catalog).ifPresent(problems::add);
      }
    }
    types.forEach(
        (name, type) -> {
          Metric metric = catalog.get(base(name, catalog));
          if (metric == null) {
            problems.add(name + " is not in the catalog");
          } else if (metric.name().equals(name) && !metric.type().name().equalsIgnoreCase(type)) {
            problems.add(name + " is a " + type + ", the catalog says " + metric.type());
          }
        });
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(types.keySet());
    missing.forEach(name -> problems.add(name + " is not in the scrape"));
    return problems;
  }

  private static Optional<String> labels(Matcher sample, Map<String, Metric> catalog) {
    Metric metric = catalog.get(base(sample.group(1), catalog));
    if (metric == null) {
      return Optional.of(sample.group(1) + " is a sample of nothing in the catalog");
    }
    Set<String> labels = new HashSet<>();
    if (sample.group(2) != null) {
      LABEL.matcher(sample.group(2)).results().forEach(label -> labels.add(label.group(1)));
    }
    labels.remove("le");
    return labels.equals(Set.copyOf(metric.labels()))
        ? Optional.empty()
        : Optional.of(sample.group(1) + " has the labels " + labels);
  }

  /** The metric that a sample belongs to, where it is one of several. */
  private static String base(String name, Map<String, Metric> catalog) {
    String base = name.replaceFirst("_(bucket|count|sum|max)$", "");
    Metric several = catalog.get(base);
    return several != null && SEVERAL.contains(several.type()) ? base : name;
  }
}
