package io.github.ecstasktracker.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One CloudFormation template, its short tags ({@code !Ref x}) read as the functions that they
 * stand for ({@code {Ref: x}}).
 */
record Template(String name, Tree tree) {
  static final Path FOLDER = Path.of("src", "main", "cloudformation");

  /**
   * Of AWS itself:
   * docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html.
   */
  static final Set<String> PSEUDO =
      Set.of(
          "AWS::AccountId",
          "AWS::NoValue",
          "AWS::NotificationARNs",
          "AWS::Partition",
          "AWS::Region",
          "AWS::StackId",
          "AWS::StackName",
          "AWS::URLSuffix");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}][^}]*)}");

  static List<Template> all() {
    try (Stream<Path> files = Files.list(FOLDER.resolve("templates"))) {
      return files.sorted().map(Template::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Template of(String layer) {
    return read(FOLDER.resolve("templates").resolve(layer + ".yaml"));
  }

  static Template read(Path file) {
    try {
      return parse(String.valueOf(file.getFileName()).replace(".yaml", ""), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Template parse(String name, String text) {
    return new Template(name, new Tree("", new Yaml(new ShortTags()).load(text)));
  }

  @Override
  public String toString() {
    return name;
  }

  static boolean isFunction(Object value) {
    return value instanceof Map<?, ?> map
        && map.size() == 1
        && map.keySet().stream()
            .map(String::valueOf)
            .allMatch(key -> key.equals("Ref") || key.startsWith("Fn::"));
  }

  Map<String, Object> section(String section) {
    return tree.find(section).map(Tree::map).orElse(Map.of());
  }

  /** Every name that {@code Ref}, {@code Fn::Sub} and {@code Fn::GetAtt} ask for. */
  Set<String> references() {
    Set<String> names = new TreeSet<>();
    walk(tree.value(), names, "Ref", "Fn::Sub", "Fn::GetAtt");
    names.removeAll(PSEUDO);
    return names;
  }

  /** Every condition that something depends on. */
  Set<String> conditionsAskedFor() {
    Set<String> names = new TreeSet<>();
    walk(tree.value(), names, "Fn::If", "Condition");
    return names;
  }

  private static void walk(Object node, Set<String> names, String... functions) {
    if (node instanceof List<?> list) {
      list.forEach(each -> walk(each, names, functions));
    } else if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (List.of(functions).contains(String.valueOf(key)) && !waitsForContainer(map)) {
              names.addAll(named(String.valueOf(key), value));
            }
            walk(value, names, functions);
          });
    }
  }

  /** A container's dependency has a Condition too, which is a state. */
  private static boolean waitsForContainer(Map<?, ?> map) {
    return map.containsKey("ContainerName");
  }

  private static List<String> named(String function, Object value) {
    return switch (function) {
      case "Fn::Sub" ->
          VARIABLE
              .matcher(String.valueOf(value))
              .results()
              .map((MatchResult found) -> found.group(1).replaceAll("\\..*", ""))
              .toList();
      case "Fn::GetAtt", "Fn::If" -> List.of(String.valueOf(((List<?>) value).getFirst()));
      // A policy's Condition is a map, a resource's is a name.
      case "Condition" -> value instanceof String name ? List.of(name) : List.of();
      default -> List.of(String.valueOf(value));
    };
  }

  /** {@code !GetAtt a.b} is {@code {Fn::GetAtt: [a, b]}}, {@code !Ref a} is {@code {Ref: a}}. */
  private static final class ShortTags extends SafeConstructor {
    ShortTags() {
      super(options());
      yamlMultiConstructors.put(
          "!",
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              String tag = node.getTag().getValue().substring(1);
              String function = tag.equals("Ref") || tag.equals("Condition") ? tag : "Fn::" + tag;
              return Map.of(function, argument(tag, node));
            }
          });
    }

    private static LoaderOptions options() {
      LoaderOptions options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      return options;
    }

    private Object argument(String tag, Node node) {
      return switch (node) {
        case ScalarNode scalar when tag.equals("GetAtt") ->
            new ArrayList<>(List.of(scalar.getValue().split("\\.", 2)));
        case ScalarNode scalar -> scalar.getValue();
        case SequenceNode sequence -> constructSequence(sequence);
        case MappingNode mapping -> constructMapping(mapping);
        default -> throw new IllegalStateException("a tag on " + node);
      };
    }
  }
}
