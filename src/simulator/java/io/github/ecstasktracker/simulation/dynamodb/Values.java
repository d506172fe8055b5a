package io.github.ecstasktracker.simulation.dynamodb;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Attribute values as DynamoDB keeps them.
 *
 * <p>In normal form two values are equal to DynamoDB exactly if their Java objects are: numbers are
 * written in one way, sets and maps stand in one order. So a run gives the same items in the same
 * order in every JVM.
 */
final class Values {
  private static final int NUMBER_DIGITS_MAX = 38;
  private static final BigDecimal NUMBER_MAX = new BigDecimal("1E+126");
  private static final BigDecimal NUMBER_MIN = new BigDecimal("1E-130");
  private static final int DEPTH_MAX = 32;
  private static final Comparator<SdkBytes> BYTES =
      (a, b) -> Arrays.compareUnsigned(a.asByteArrayUnsafe(), b.asByteArrayUnsafe());
  private static final Comparator<String> NUMBERS = Comparator.comparing(BigDecimal::new);

  private Values() {}

  static Map<String, AttributeValue> normal(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> normal = new TreeMap<>();
    item.forEach((name, value) -> normal.put(name, normal(value)));
    return normal;
  }

  static AttributeValue normal(AttributeValue value) {
    return normal(value, 1);
  }

  private static AttributeValue normal(AttributeValue value, int depth) {
    if (depth > DEPTH_MAX) {
      throw Errors.validation("Nesting Levels have exceeded supported limits");
    }
    return switch (value.type()) {
      case S, B, BOOL -> value;
      case NUL -> {
        if (!value.nul()) {
          throw Errors.invalidValue("Null attribute value types must have the value of true");
        }
        yield value;
      }
      case N -> {
        String number = number(value.n());
        yield number.equals(value.n()) ? value : AttributeValue.fromN(number);
      }
      case SS -> AttributeValue.fromSs(set(value.ss(), Comparator.naturalOrder()));
      case NS ->
          AttributeValue.fromNs(set(value.ns().stream().map(Values::number).toList(), NUMBERS));
      case BS -> AttributeValue.fromBs(set(value.bs(), BYTES));
      case L -> AttributeValue.fromL(value.l().stream().map(v -> normal(v, depth + 1)).toList());
      case M -> map(value, depth);
      case UNKNOWN_TO_SDK_VERSION ->
          throw Errors.invalidValue("Supplied AttributeValue is empty, must contain a type");
    };
  }

  /** Most maps are in normal form already, and most runs write thousands of them. */
  private static AttributeValue map(AttributeValue value, int depth) {
    boolean same = true;
    String last = null;
    for (Map.Entry<String, AttributeValue> entry : value.m().entrySet()) {
      same =
          same
              && (last == null || last.compareTo(entry.getKey()) < 0)
              && normal(entry.getValue(), depth + 1) == entry.getValue();
      last = entry.getKey();
    }
    if (same) {
      return value;
    }
    Map<String, AttributeValue> normal = new TreeMap<>();
    value.m().forEach((name, inner) -> normal.put(name, normal(inner, depth + 1)));
    return AttributeValue.fromM(normal);
  }

  private static <T> List<T> set(List<T> members, Comparator<T> order) {
    SortedSet<T> set = new TreeSet<>(order);
    set.addAll(members);
    if (set.isEmpty()) {
      throw Errors.invalidValue("An string set  may not be empty");
    }
    if (set.size() < members.size()) {
      throw Errors.invalidValue("Input collection contains duplicates.");
    }
    return new ArrayList<>(set);
  }

  private static String number(String text) {
    if (plain(text)) {
      return text;
    }
    BigDecimal number;
    try {
      number = new BigDecimal(text).stripTrailingZeros();
    } catch (NumberFormatException _) {
      throw Errors.validation("The parameter cannot be converted to a numeric value: " + text);
    }
    if (number.precision() > NUMBER_DIGITS_MAX) {
      throw Errors.validation("Attempting to store more than 38 significant digits in a Number");
    }
    BigDecimal magnitude = number.abs();
    if (magnitude.compareTo(NUMBER_MAX) >= 0
        || (magnitude.signum() > 0 && magnitude.compareTo(NUMBER_MIN) < 0)) {
      throw Errors.validation("Number overflow or underflow: " + text);
    }
    return number.toPlainString();
  }

  /** A whole number of up to 18 digits without a leading zero is in normal form. */
  private static boolean plain(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    int digits = text.length() - start;
    if (digits < 1 || digits > 18 || text.charAt(start) == '0') {
      return text.equals("0");
    }
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Whether values of this type come before or after one another. */
  static boolean ordered(AttributeValue.Type type) {
    return switch (type) {
      case S, N, B -> true;
      default -> false;
    };
  }

  /** The order of two values of one type. */
  static int compare(AttributeValue first, AttributeValue second) {
    return switch (first.type()) {
      case N -> NUMBERS.compare(first.n(), second.n());
      case S ->
          Arrays.compareUnsigned(
              first.s().getBytes(StandardCharsets.UTF_8),
              second.s().getBytes(StandardCharsets.UTF_8));
      case B -> BYTES.compare(first.b(), second.b());
      default -> throw new IllegalArgumentException("no order among " + first.type());
    };
  }
}
