package io.github.ecstasktracker.simulation.dynamodb;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words and signs of one expression, read from left to right. */
final class Tokens {
  static final String END = "<EOF>";

  private static final Pattern TOKEN =
      Pattern.compile("\\s*([#:]?[A-Za-z0-9_]+|<>|<=|>=|[=<>(),.+\\-\\[\\]])");

  private final List<String> tokens = new ArrayList<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> values = new LinkedHashSet<>();
  private int next;

  Tokens(String text) {
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    while (matcher.lookingAt()) {
      add(matcher.group(1));
      end = matcher.end();
      matcher.region(end, text.length());
    }
    if (!text.substring(end).isBlank()) {
      throw Errors.validation("Syntax error; token: " + text.substring(end).strip());
    }
  }

  private void add(String token) {
    tokens.add(token);
    switch (token.charAt(0)) {
      case '#' -> names.add(token);
      case ':' -> values.add(token);
      default -> {}
    }
  }

  /** Every {@code #name} of the expression. */
  Set<String> names() {
    return names;
  }

  /** Every {@code :value} of the expression. */
  Set<String> values() {
    return values;
  }

  String peek() {
    return peek(0);
  }

  String peek(int ahead) {
    return next + ahead < tokens.size() ? tokens.get(next + ahead) : END;
  }

  String take() {
    String token = peek();
    next++;
    return token;
  }

  /** Takes the token where it is the next; words of the language have no case. */
  boolean takes(String token) {
    boolean there = peek().equalsIgnoreCase(token);
    if (there) {
      next++;
    }
    return there;
  }

  void expect(String token) {
    if (!takes(token)) {
      throw unexpected();
    }
  }

  RuntimeException unexpected() {
    return Errors.validation("Syntax error; token: " + peek());
  }
}
