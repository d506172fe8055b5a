package io.github.ecstasktracker.simulation.dynamodb;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What has a value in an expression. */
sealed interface Operand {
  /** Null where the item has nothing there. */
  @Nullable AttributeValue in(Scope scope);

  /** What of the item is read, or what is given. */
  record Place(List<String> steps) implements Operand {
    @Override
    public @Nullable AttributeValue in(Scope scope) {
      return scope.path(steps).in(scope.item());
    }
  }

  record Given(String placeholder) implements Operand {
    @Override
    public AttributeValue in(Scope scope) {
      return scope.value(placeholder);
    }
  }

  /** {@code if_not_exists(path, value)}. */
  record Default(Place place, Operand otherwise) implements Operand {
    @Override
    public @Nullable AttributeValue in(Scope scope) {
      AttributeValue value = place.in(scope);
      return value == null ? otherwise.in(scope) : value;
    }
  }

  /** {@code a + b} or {@code a - b}, of numbers. */
  record Sum(Operand left, Operand right, boolean minus) implements Operand {
    @Override
    public @Nullable AttributeValue in(Scope scope) {
      BigDecimal first = number(left, scope);
      BigDecimal second = number(right, scope);
      return Values.normal(
          AttributeValue.fromN((minus ? first.subtract(second) : first.add(second)).toString()));
    }

    private static BigDecimal number(Operand operand, Scope scope) {
      AttributeValue value = operand.in(scope);
      if (value == null) {
        throw Errors.noSuchAttribute();
      }
      if (value.type() != AttributeValue.Type.N) {
        throw Errors.validation("An operand in the update expression has an incorrect data type");
      }
      return new BigDecimal(value.n());
    }
  }
}
