package io.github.ecstasktracker.simulation.dynamodb;

import io.github.ecstasktracker.simulation.core.Dice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Items and requests over few names and few values, so that conditions hold, fail and meet missing
 * and mistyped attributes about equally often; now and then a request is broken.
 */
final class RandomRequests {
  private static final List<String> ATTRIBUTES = List.of("a", "b", "m", "v");
  private static final List<String> IDS = List.of("one", "two", "three", "four");
  private static final List<String> COMPARISONS = List.of("=", "=", "<>", "<", "<=", ">", ">=");
  private static final List<String> TYPES =
      List.of("S", "N", "M", "NULL", "L", "BOOL", "SS", "NS", "B", "BS");
  private static final double BROKEN = 0.08;

  private final Dice dice;
  private final List<String> tables;

  RandomRequests(Dice dice, List<String> tables) {
    this.dice = dice;
    this.tables = tables;
  }

  DynamoDbRequest next() {
    return switch (dice.below(10)) {
      case 0, 1 -> PutItemRequest.builder().tableName(table()).item(item(id())).build();
      case 2, 3, 4, 5 -> update();
      default -> transaction();
    };
  }

  private String table() {
    return dice.pick(tables);
  }

  private String id() {
    return dice.pick(IDS);
  }

  private Map<String, AttributeValue> item(String id) {
    Map<String, AttributeValue> item = tree(0);
    item.put("id", AttributeValue.fromS(id));
    return item;
  }

  private Map<String, AttributeValue> tree(int depth) {
    Map<String, AttributeValue> tree = new HashMap<>();
    for (String attribute : ATTRIBUTES) {
      if (dice.chance(0.7)) {
        tree.put(attribute, attribute.equals("m") ? map(depth) : value(depth));
      }
    }
    return tree;
  }

  private AttributeValue map(int depth) {
    return depth < 3 && dice.chance(0.9) ? AttributeValue.fromM(tree(depth + 1)) : value(depth);
  }

  private AttributeValue value(int depth) {
    return switch (dice.below(14)) {
      case 0, 1, 2 -> AttributeValue.fromN(dice.pick(List.of("0", "1", "2", "-1")));
      case 3 -> AttributeValue.fromN(dice.pick(List.of("1.0", "01", "1e2", "0.10", "-0", "2.50")));
      case 4, 5 -> AttributeValue.fromS(dice.pick(List.of("", "x", "y", "ä", "x.y:1")));
      case 6 -> AttributeValue.fromBool(dice.chance(0.5));
      case 7 -> AttributeValue.fromNul(true);
      case 8 -> AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {(byte) dice.below(3)}));
      case 9 -> AttributeValue.fromSs(dice.pick(List.of(List.of("x"), List.of("y", "x"))));
      case 10 -> AttributeValue.fromNs(dice.pick(List.of(List.of("1"), List.of("10", "2.0"))));
      case 11 -> AttributeValue.fromL(List.of(AttributeValue.fromN("1")));
      default -> depth < 3 ? AttributeValue.fromM(tree(depth + 1)) : AttributeValue.fromN("3");
    };
  }

  private UpdateItemRequest update() {
    Draft draft = new Draft();
    String update = draft.update();
    @Nullable String condition = dice.chance(0.5) ? draft.condition(0) : null;
    return UpdateItemRequest.builder()
        .tableName(table())
        .key(key(id()))
        .updateExpression(broken(update))
        .conditionExpression(condition == null ? null : broken(condition))
        .expressionAttributeNames(draft.namesOrNull())
        .expressionAttributeValues(draft.valuesOrNull())
        .returnValues(
            dice.pick(List.of(ReturnValue.NONE, ReturnValue.ALL_OLD, ReturnValue.ALL_NEW)))
        .returnValuesOnConditionCheckFailure(onFailure())
        .build();
  }

  private TransactWriteItemsRequest transaction() {
    List<TransactWriteItem> items = new ArrayList<>();
    List<ItemKey> keys = new ArrayList<>();
    for (int i = 0; i <= dice.below(4); i++) {
      ItemKey key = new ItemKey(table(), id());
      if (!keys.contains(key)) {
        keys.add(key);
        items.add(transactItem(key));
      }
    }
    return TransactWriteItemsRequest.builder().transactItems(items).build();
  }

  private TransactWriteItem transactItem(ItemKey key) {
    Draft draft = new Draft();
    return switch (dice.below(6)) {
      case 0, 1 -> {
        String condition = broken(draft.condition(0));
        yield TransactWriteItem.builder()
            .conditionCheck(
                check ->
                    check
                        .tableName(key.table())
                        .key(key.attributes())
                        .conditionExpression(condition)
                        .expressionAttributeNames(draft.namesOrNull())
                        .expressionAttributeValues(draft.valuesOrNull())
                        .returnValuesOnConditionCheckFailure(onFailure()))
            .build();
      }
      case 2 -> {
        @Nullable String condition = dice.chance(0.5) ? draft.condition(0) : null;
        yield TransactWriteItem.builder()
            .put(
                put ->
                    put.tableName(key.table())
                        .item(item(key.id()))
                        .conditionExpression(condition)
                        .expressionAttributeNames(draft.namesOrNull())
                        .expressionAttributeValues(draft.valuesOrNull())
                        .returnValuesOnConditionCheckFailure(onFailure()))
            .build();
      }
      case 3 -> {
        @Nullable String condition = dice.chance(0.5) ? draft.condition(0) : null;
        yield TransactWriteItem.builder()
            .delete(
                delete ->
                    delete
                        .tableName(key.table())
                        .key(key.attributes())
                        .conditionExpression(condition)
                        .expressionAttributeNames(draft.namesOrNull())
                        .expressionAttributeValues(draft.valuesOrNull())
                        .returnValuesOnConditionCheckFailure(onFailure()))
            .build();
      }
      default -> {
        String update = broken(draft.update());
        @Nullable String condition = dice.chance(0.6) ? broken(draft.condition(0)) : null;
        yield TransactWriteItem.builder()
            .update(
                change ->
                    change
                        .tableName(key.table())
                        .key(key.attributes())
                        .updateExpression(update)
                        .conditionExpression(condition)
                        .expressionAttributeNames(draft.namesOrNull())
                        .expressionAttributeValues(draft.valuesOrNull())
                        .returnValuesOnConditionCheckFailure(onFailure()))
            .build();
      }
    };
  }

  private ReturnValuesOnConditionCheckFailure onFailure() {
    return dice.chance(0.5)
        ? ReturnValuesOnConditionCheckFailure.ALL_OLD
        : ReturnValuesOnConditionCheckFailure.NONE;
  }

  /** Mostly the expression; at times it is cut, doubled in a part, or has a sign too many. */
  private String broken(String expression) {
    if (!dice.chance(BROKEN)) {
      return expression;
    }
    List<String> words = new ArrayList<>(List.of(expression.split(" ")));
    int place = dice.below(words.size());
    switch (dice.below(4)) {
      case 0 -> words.remove(place);
      case 1 -> words.add(place, words.get(place));
      case 2 -> words.add(place, dice.pick(List.of("(", ")", ",", "=", "AND", "NOT", "!", "#z")));
      default -> words = words.subList(0, place);
    }
    return String.join(" ", words);
  }

  private static Map<String, AttributeValue> key(String id) {
    return Map.of("id", AttributeValue.fromS(id));
  }

  /** Expressions that share their names and values. */
  private final class Draft {
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, AttributeValue> values = new HashMap<>();

    @Nullable Map<String, String> namesOrNull() {
      if (dice.chance(0.02)) {
        names.put("#unused", "a");
      }
      return names.isEmpty() ? null : names;
    }

    @Nullable Map<String, AttributeValue> valuesOrNull() {
      if (dice.chance(0.02)) {
        values.put(":unused", AttributeValue.fromN("1"));
      }
      return values.isEmpty() ? null : values;
    }

    /** The key's own attribute cannot be updated, nor looked into. */
    private String asked() {
      return dice.chance(0.1) ? "id" : path();
    }

    private String path() {
      String path = step();
      while (dice.chance(0.25)) {
        path = path + "." + step();
      }
      return path;
    }

    private String step() {
      String name = dice.pick(ATTRIBUTES);
      if (dice.chance(0.3)) {
        return name;
      }
      names.put("#" + name, name);
      return "#" + name;
    }

    private String value(Supplier<AttributeValue> value) {
      String placeholder = ":" + values.size();
      values.put(placeholder, value.get());
      return placeholder;
    }

    private String anyValue() {
      return value(() -> RandomRequests.this.value(2));
    }

    String condition(int depth) {
      return switch (dice.below(depth < 3 ? 11 : 7)) {
        case 0 -> "attribute_exists ( " + asked() + " )";
        case 1 -> "attribute_not_exists ( " + asked() + " )";
        case 2 ->
            "attribute_type ( "
                + path()
                + " , "
                + value(() -> AttributeValue.fromS(dice.pick(TYPES)))
                + " )";
        case 3 -> operand() + " " + dice.pick(COMPARISONS) + " " + operand();
        case 4, 5, 6 -> path() + " = " + anyValue();
        case 7 -> condition(depth + 1) + " AND " + condition(depth + 1);
        case 8 -> condition(depth + 1) + " OR " + condition(depth + 1);
        case 9 -> "NOT " + condition(depth + 1);
        default -> "( " + condition(depth + 1) + " )";
      };
    }

    private String operand() {
      return dice.chance(0.25) ? anyValue() : path();
    }

    String update() {
      List<String> clauses = new ArrayList<>();
      int sets = dice.below(3);
      int removes = dice.below(sets == 0 ? 2 : 3);
      if (sets > 0) {
        clauses.add("SET " + list(sets, () -> path() + " = " + setOperand()));
      }
      if (removes > 0 || sets == 0) {
        clauses.add("REMOVE " + list(Math.max(1, removes), this::path));
      }
      return String.join(" ", dice.chance(0.8) ? clauses : clauses.reversed());
    }

    private static String list(int count, Supplier<String> part) {
      return String.join(" , ", IntStream.range(0, count).mapToObj(_ -> part.get()).toList());
    }

    private String setOperand() {
      return switch (dice.below(8)) {
        case 0 -> path();
        case 1 -> "if_not_exists ( " + path() + " , " + anyValue() + " )";
        case 2 -> path() + " + " + value(() -> AttributeValue.fromN("1"));
        case 3 -> path() + " - " + value(() -> AttributeValue.fromN("2.5"));
        default -> anyValue();
      };
    }
  }
}
