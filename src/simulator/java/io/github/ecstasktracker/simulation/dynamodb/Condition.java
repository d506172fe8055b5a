package io.github.ecstasktracker.simulation.dynamodb;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What must hold of an item for a write to land. */
sealed interface Condition {
  boolean holds(Scope scope);

  /** Refuses what DynamoDB refuses whatever the item is. */
  default void check(Scope scope) {}

  /** Holds always: a write without a condition. */
  record Always() implements Condition {
    @Override
    public boolean holds(Scope scope) {
      return true;
    }
  }

  record And(Condition left, Condition right) implements Condition {
    @Override
    public boolean holds(Scope scope) {
      return left.holds(scope) && right.holds(scope);
    }

    @Override
    public void check(Scope scope) {
      left.check(scope);
      right.check(scope);
    }
  }

  record Or(Condition left, Condition right) implements Condition {
    @Override
    public boolean holds(Scope scope) {
      return left.holds(scope) || right.holds(scope);
    }

    @Override
    public void check(Scope scope) {
      left.check(scope);
      right.check(scope);
    }
  }

  record Not(Condition inner) implements Condition {
    @Override
    public boolean holds(Scope scope) {
      return !inner.holds(scope);
    }

    @Override
    public void check(Scope scope) {
      inner.check(scope);
    }
  }

  record Exists(Operand.Place place) implements Condition {
    @Override
    public boolean holds(Scope scope) {
      return place.in(scope) != null;
    }
  }

  /** {@code attribute_type(path, :type)}. */
  record OfType(Operand.Place place, Operand.Given type) implements Condition {
    private static final Set<String> TYPES =
        Set.of("S", "N", "B", "SS", "NS", "BS", "BOOL", "NULL", "L", "M");

    @Override
    public boolean holds(Scope scope) {
      AttributeValue value = place.in(scope);
      return value != null && name(value).equals(type.in(scope).s());
    }

    @Override
    public void check(Scope scope) {
      AttributeValue wanted = type.in(scope);
      if (wanted.type() != AttributeValue.Type.S || !TYPES.contains(wanted.s())) {
        throw Errors.validation("Invalid attribute type name found: " + wanted.s());
      }
    }

    private static String name(AttributeValue value) {
      return value.type() == AttributeValue.Type.NUL ? "NULL" : value.type().name();
    }
  }

  /**
   * Two operands beside one another. Values of different types, or one that is not there, are
   * unlike: neither equal nor in any order.
   */
  record Compare(Operand left, String sign, Operand right) implements Condition {
    @Override
    public boolean holds(Scope scope) {
      AttributeValue first = left.in(scope);
      AttributeValue second = right.in(scope);
      return switch (sign) {
        case "=" -> equal(first, second);
        case "<>" -> !equal(first, second);
        default -> ordered(first, second);
      };
    }

    private static boolean equal(@Nullable AttributeValue first, @Nullable AttributeValue second) {
      return first != null && first.equals(second);
    }

    private boolean ordered(@Nullable AttributeValue first, @Nullable AttributeValue second) {
      if (first == null
          || second == null
          || first.type() != second.type()
          || !Values.ordered(first.type())) {
        return false;
      }
      int order = Values.compare(first, second);
      return switch (sign) {
        case "<" -> order < 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        case ">=" -> order >= 0;
        default -> throw new IllegalStateException("no comparison " + sign);
      };
    }

    @Override
    public void check(Scope scope) {
      if (left instanceof Operand.Place first
          && right instanceof Operand.Place second
          && scope.path(first.steps()).equals(scope.path(second.steps()))) {
        throw Errors.validation(
            "The first operand must be distinct from the remaining operands for this operator"
                + " or function; operator: "
                + sign);
      }
      if (!sign.equals("=") && !sign.equals("<>")) {
        checkOrdered(left, scope);
        checkOrdered(right, scope);
      }
    }

    private void checkOrdered(Operand operand, Scope scope) {
      if (operand instanceof Operand.Given given && !Values.ordered(given.in(scope).type())) {
        throw Errors.validation(
            "Incorrect operand type for operator or function; operator or function: " + sign);
      }
    }
  }
}
