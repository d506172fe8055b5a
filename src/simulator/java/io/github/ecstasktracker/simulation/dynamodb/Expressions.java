package io.github.ecstasktracker.simulation.dynamodb;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Expressions by their text, read once: a run sends the same few hundred thousands of times. */
final class Expressions<T> {
  private static final int KEPT_MAX = 2_000;

  static final Expressions<Condition> CONDITIONS = new Expressions<>(Parser::condition);
  static final Expressions<Update> UPDATES = new Expressions<>(Parser::update);

  private final Function<String, Parsed<T>> parser;
  private final Map<String, Parsed<T>> parsed =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Parsed<T>> eldest) {
              return size() > KEPT_MAX;
            }
          });

  private Expressions(Function<String, Parsed<T>> parser) {
    this.parser = parser;
  }

  Parsed<T> of(String text) {
    Parsed<T> known = parsed.get(text);
    if (known == null) {
      known = parser.apply(text);
      parsed.put(text, known);
    }
    return known;
  }
}
