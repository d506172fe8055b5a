package io.github.ecstasktracker.deploy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A node of a YAML document and how to walk it. Whoever asks for what is not there gets an error
 * with the way to it.
 *
 * @param way from the document's root
 */
record Tree(String way, Object value) {
  static List<Tree> documents(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Yaml reader = new Yaml(new SafeConstructor(options));
    List<Object> all = new java.util.ArrayList<>();
    reader.loadAll(yaml).forEach(all::add);
    return all.stream().filter(Map.class::isInstance).map(value -> new Tree("", value)).toList();
  }

  static Tree document(String yaml) {
    return documents(yaml).getFirst();
  }

  /** The node under these keys. */
  Tree at(String... keys) {
    return find(keys)
        .orElseThrow(() -> new AssertionError(way + " has no " + String.join(".", keys)));
  }

  Optional<Tree> find(String... keys) {
    Tree node = this;
    for (String key : keys) {
      if (!(node.value instanceof Map<?, ?> map) || map.get(key) == null) {
        return Optional.empty();
      }
      node = new Tree(node.way + "." + key, map.get(key));
    }
    return Optional.of(node);
  }

  List<Tree> items() {
    if (!(value instanceof List<?> list)) {
      throw new AssertionError(way + " is no list: " + value);
    }
    return java.util.stream.IntStream.range(0, list.size())
        .mapToObj(i -> new Tree(way + "[" + i + "]", list.get(i)))
        .toList();
  }

  List<Tree> items(String... keys) {
    return find(keys).map(Tree::items).orElse(List.of());
  }

  @SuppressWarnings("unchecked") // a map of YAML whose keys are words
  Map<String, Object> map() {
    if (!(value instanceof Map<?, ?> map)) {
      throw new AssertionError(way + " is no map: " + value);
    }
    return (Map<String, Object>) map;
  }

  String text() {
    return String.valueOf(value);
  }

  int number() {
    if (!(value instanceof Integer number)) {
      throw new AssertionError(way + " is no whole number: " + value);
    }
    return number;
  }
}
