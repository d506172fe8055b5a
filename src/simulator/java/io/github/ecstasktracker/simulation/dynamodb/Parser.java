package io.github.ecstasktracker.simulation.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions as DynamoDB does, of the grammar that a controller may need: SET and REMOVE of
 * paths through maps, comparisons, {@code attribute_exists}, {@code attribute_not_exists}, {@code
 * attribute_type}, {@code if_not_exists}, sums, AND, OR, NOT and parentheses.
 *
 * <p>What DynamoDB knows beyond that is an {@link UnsupportedOperationException}, never a guess.
 * The list of reserved words is not known here: a name that is one passes.
 */
final class Parser {
  private static final int EXPRESSION_BYTES_MAX = 4_096;
  private static final Set<String> COMPARISONS = Set.of("=", "<>", "<", "<=", ">", ">=");
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "BETWEEN", "IN", "ADD", "DELETE", "begins_with", "contains", "list_append", "size", "[");

  private final Tokens tokens;

  /** What stood in the parentheses that ended last. */
  private @Nullable Condition grouped;

  private Parser(String text) {
    if (text.isEmpty()) {
      throw Errors.validation("The expression can not be empty;");
    }
    if (Sizes.utf8(text) > EXPRESSION_BYTES_MAX) {
      throw Errors.validation(
          "Expression size has exceeded the maximum allowed size; expression size: "
              + Sizes.utf8(text));
    }
    tokens = new Tokens(text);
  }

  static Parsed<Condition> condition(String text) {
    Parser parser = new Parser(text);
    Condition condition = parser.or();
    return parser.ended(condition);
  }

  static Parsed<Update> update(String text) {
    Parser parser = new Parser(text);
    Update update = parser.clauses();
    return parser.ended(update);
  }

  private <T> Parsed<T> ended(T body) {
    if (!tokens.peek().equals(Tokens.END)) {
      throw unexpected();
    }
    return new Parsed<>(body, tokens.names(), tokens.values());
  }

  private Update clauses() {
    List<Update.Assignment> sets = new ArrayList<>();
    List<List<String>> removes = new ArrayList<>();
    do {
      if (sets.isEmpty() && tokens.takes("SET")) {
        do {
          sets.add(assignment());
        } while (tokens.takes(","));
      } else if (removes.isEmpty() && tokens.takes("REMOVE")) {
        do {
          removes.add(path());
        } while (tokens.takes(","));
      } else {
        throw unexpected();
      }
    } while (!tokens.peek().equals(Tokens.END));
    return new Update(List.copyOf(sets), List.copyOf(removes));
  }

  private Update.Assignment assignment() {
    List<String> path = path();
    tokens.expect("=");
    Operand left = setOperand();
    if (tokens.takes("+")) {
      return new Update.Assignment(path, new Operand.Sum(left, setOperand(), false));
    }
    if (tokens.takes("-")) {
      return new Update.Assignment(path, new Operand.Sum(left, setOperand(), true));
    }
    return new Update.Assignment(path, left);
  }

  private Operand setOperand() {
    if (!call("if_not_exists")) {
      return simple();
    }
    Operand.Place place = new Operand.Place(path());
    tokens.expect(",");
    Operand otherwise = setOperand();
    tokens.expect(")");
    return new Operand.Default(place, otherwise);
  }

  private Condition or() {
    Condition left = and();
    while (tokens.takes("OR")) {
      left = new Condition.Or(left, and());
    }
    return left;
  }

  private Condition and() {
    Condition left = not();
    while (tokens.takes("AND")) {
      left = new Condition.And(left, not());
    }
    return left;
  }

  private Condition not() {
    return tokens.takes("NOT") ? new Condition.Not(not()) : single();
  }

  private Condition single() {
    if (tokens.takes("(")) {
      return parentheses();
    }
    if (call("attribute_exists")) {
      return new Condition.Exists(onlyPlace());
    }
    if (call("attribute_not_exists")) {
      return new Condition.Not(new Condition.Exists(onlyPlace()));
    }
    if (call("attribute_type")) {
      Operand.Place place = new Operand.Place(path());
      tokens.expect(",");
      Operand.Given type = given();
      tokens.expect(")");
      return new Condition.OfType(place, type);
    }
    Operand left = simple();
    if (!COMPARISONS.contains(tokens.peek())) {
      throw unexpected();
    }
    return new Condition.Compare(left, tokens.take(), simple());
  }

  private Condition parentheses() {
    Condition inner = or();
    if (inner == grouped) {
      throw Errors.validation("The expression has redundant parentheses;");
    }
    tokens.expect(")");
    grouped = inner;
    return inner;
  }

  private Operand.Place onlyPlace() {
    Operand.Place place = new Operand.Place(path());
    tokens.expect(")");
    return place;
  }

  private Operand simple() {
    return tokens.peek().startsWith(":") ? given() : new Operand.Place(path());
  }

  private Operand.Given given() {
    if (!tokens.peek().startsWith(":")) {
      throw unexpected();
    }
    return new Operand.Given(tokens.take());
  }

  private List<String> path() {
    List<String> steps = new ArrayList<>();
    do {
      String step = tokens.peek();
      boolean name = step.startsWith("#") || Character.isLetter(step.charAt(0));
      if (!name || UNSUPPORTED.contains(step)) {
        throw unexpected();
      }
      steps.add(tokens.take());
    } while (tokens.takes("."));
    if (tokens.peek().equals("[") || tokens.peek().equals("(")) {
      throw unexpected();
    }
    return List.copyOf(steps);
  }

  /** Takes the beginning of a call of this function where it is the next. */
  private boolean call(String function) {
    if (!tokens.peek().equals(function) || !tokens.peek(1).equals("(")) {
      return false;
    }
    tokens.take();
    tokens.take();
    return true;
  }

  private RuntimeException unexpected() {
    return UNSUPPORTED.contains(tokens.peek())
        ? new UnsupportedOperationException("not simulated: " + tokens.peek())
        : tokens.unexpected();
  }
}
