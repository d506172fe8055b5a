package io.github.ecstasktracker.simulation.dynamodb;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * One write of a request, valid whatever the item is; making one refuses all else.
 *
 * @param scope its names and values; no item
 * @param effect what becomes of the item; empty stands for none. Null where nothing is written.
 * @param tellsItem whether a condition that fails tells the item
 */
record Action(
    ItemKey key,
    Condition condition,
    Scope scope,
    @Nullable UnaryOperator<Map<String, AttributeValue>> effect,
    boolean tellsItem) {

  static Action update(ItemKey key, String expression, Terms terms) {
    Parsed<Update> update = Expressions.UPDATES.of(expression);
    Scope scope = terms.scope(update.names(), update.values());
    update.body().check(scope);
    return new Action(
        key,
        terms.body(),
        scope,
        before -> keyed(key, update.body().applied(scope.of(before))),
        terms.tellsItem());
  }

  static Action put(String table, Map<String, AttributeValue> item, Terms terms) {
    Map<String, AttributeValue> after = Values.normal(item);
    return new Action(
        ItemKey.within(table, item),
        terms.body(),
        terms.scope(Set.of(), Set.of()),
        _ -> after,
        terms.tellsItem());
  }

  static Action delete(ItemKey key, Terms terms) {
    return new Action(
        key, terms.body(), terms.scope(Set.of(), Set.of()), _ -> Map.of(), terms.tellsItem());
  }

  static Action check(ItemKey key, Terms terms) {
    return new Action(key, terms.body(), terms.scope(Set.of(), Set.of()), null, terms.tellsItem());
  }

  private static Map<String, AttributeValue> keyed(ItemKey key, Map<String, AttributeValue> item) {
    Map<String, AttributeValue> keyed = new TreeMap<>(item);
    keyed.putAll(key.attributes());
    return keyed;
  }

  /** A request's condition with the names and values that all its expressions share. */
  record Terms(
      @Nullable String condition,
      @Nullable Map<String, String> names,
      @Nullable Map<String, AttributeValue> values,
      @Nullable ReturnValuesOnConditionCheckFailure onFailure) {
    private static final Parsed<Condition> ALWAYS =
        new Parsed<>(new Condition.Always(), Set.of(), Set.of());

    private Parsed<Condition> parsed() {
      return condition == null ? ALWAYS : Expressions.CONDITIONS.of(condition);
    }

    Condition body() {
      return parsed().body();
    }

    boolean tellsItem() {
      return onFailure == ReturnValuesOnConditionCheckFailure.ALL_OLD;
    }

    /** Checks that the names and values given are those used, here and by the update. */
    Scope scope(Set<String> updateNames, Set<String> updateValues) {
      Set<String> givenNames = names == null ? Set.of() : names.keySet();
      Set<String> givenValues = values == null ? Set.of() : values.keySet();
      if ((names != null && names.isEmpty()) || (values != null && values.isEmpty())) {
        throw Errors.validation("ExpressionAttributeNames and -Values must not be empty");
      }
      requireSame("ExpressionAttributeNames", givenNames, parsed().names(), updateNames);
      requireSame("ExpressionAttributeValues", givenValues, parsed().values(), updateValues);
      Scope scope =
          new Scope(
              Map.of(),
              names == null ? Map.of() : names,
              values == null ? Map.of() : Values.normal(values));
      body().check(scope);
      return scope;
    }

    private static void requireSame(
        String what, Set<String> given, Set<String> first, Set<String> second) {
      if (!given.containsAll(first) || !given.containsAll(second)) {
        throw Errors.validation("An expression uses what is not defined in " + what);
      }
      if (given.size() > first.size() && !union(first, second).containsAll(given)) {
        throw Errors.validation("Value provided in " + what + " unused in expressions");
      }
    }

    private static Set<String> union(Set<String> first, Set<String> second) {
      Set<String> union = new HashSet<>(first);
      union.addAll(second);
      return union;
    }
  }
}
