package io.github.ecstasktracker.simulation.dynamodb;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How many bytes DynamoDB takes an item for
 * (docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
 */
final class Sizes {
  static final int ITEM_MAX = 400 * 1024;

  /** A list or a map, and each member of it, costs these beside what it holds. */
  private static final int CONTAINER = 3;

  private static final int MEMBER = 1;

  private Sizes() {}

  static int of(Map<String, AttributeValue> item) {
    int size = 0;
    for (Map.Entry<String, AttributeValue> entry : item.entrySet()) {
      size += utf8(entry.getKey()) + of(entry.getValue());
    }
    return size;
  }

  private static int of(AttributeValue value) {
    return switch (value.type()) {
      case S -> utf8(value.s());
      case N -> number(value.n());
      case B -> value.b().asByteArrayUnsafe().length;
      case BOOL, NUL -> 1;
      case SS -> value.ss().stream().mapToInt(Sizes::utf8).sum();
      case NS -> value.ns().stream().mapToInt(Sizes::number).sum();
      case BS -> value.bs().stream().mapToInt(bytes -> bytes.asByteArrayUnsafe().length).sum();
      case L -> CONTAINER + value.l().stream().mapToInt(member -> MEMBER + of(member)).sum();
      case M -> CONTAINER + MEMBER * value.m().size() + of(value.m());
      case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("a value without a type");
    };
  }

  /** About a byte for two significant digits, one more, and one for a minus. */
  private static int number(String text) {
    int digits = text.startsWith("-") ? text.length() - 1 : text.length();
    return (digits + 1) / 2 + 1 + (text.length() - digits);
  }

  static int utf8(String text) {
    int size = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // A character of two UTF-16 units takes four bytes, so each of its units takes two.
        size += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return size;
  }
}
