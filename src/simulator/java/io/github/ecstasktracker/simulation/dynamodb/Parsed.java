package io.github.ecstasktracker.simulation.dynamodb;

import java.util.Set;

/**
 * An expression, read once and used many times.
 *
 * @param names the {@code #names} it uses
 * @param values the {@code :values} it uses
 */
record Parsed<T>(T body, Set<String> names, Set<String> values) {
  Parsed {
    names = Set.copyOf(names);
    values = Set.copyOf(values);
  }
}
