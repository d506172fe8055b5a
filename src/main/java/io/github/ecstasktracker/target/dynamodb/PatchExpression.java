package io.github.ecstasktracker.target.dynamodb;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ServerChange;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.target.dynamodb.ItemRevision.Place;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One patch as one conditional update.
 *
 * <ul>
 *   <li>It writes {@code backend.servers} and {@code version} alone; of a new item also its name.
 *   <li>It lands only on the state that the patch was computed from: the version and the servers
 *       both as read. It never creates an item that was read, nor overwrites one that was not.
 *   <li>No expression is longer than DynamoDB takes: changes that do not fit are written as the
 *       whole map, in which every entry that is not changed stays as it was read.
 * </ul>
 *
 * @param key the backend
 * @param update the UpdateExpression
 * @param condition the ConditionExpression
 * @param names placeholders of attribute names, exactly those in use
 * @param values placeholders of values, exactly those in use
 * @param after the item's revision once the update has landed
 */
record PatchExpression(
    BackendKey key,
    String update,
    String condition,
    Map<String, String> names,
    Map<String, AttributeValue> values,
    ItemRevision after) {
  /**
   * The longest expression that DynamoDB takes, counted before substitution
   * (docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
   */
  static final int EXPRESSION_BYTES_MAX = 4_096;

  static PatchExpression of(ServerPatch patch) {
    return switch (patch.base()) {
      case StoredBackend.Missing _ -> creation(patch);
      case StoredBackend.Present(_, _, ItemRevision seen) -> change(patch, seen);
      default -> throw new IllegalArgumentException("not read by this store: " + patch.base());
    };
  }

  private static PatchExpression creation(ServerPatch patch) {
    ItemRevision after =
        new ItemRevision(
            Place.MAP, patched(Map.of(), patch.changes()), Optional.of(BigInteger.ONE));
    return new PatchExpression(
        patch.key(),
        "SET #b=:b,#n=:n,#v=:v",
        "attribute_not_exists(#i)",
        Map.of(
            "#i", Attributes.ID,
            "#b", Attributes.BACKEND,
            "#n", Attributes.NAME,
            "#v", Attributes.VERSION),
        Map.of(
            ":b", AttributeValue.fromM(Map.of(Attributes.SERVERS, map(after))),
            ":n", AttributeValue.fromS(patch.key().name()),
            ":v", version(after)),
        after);
  }

  private static PatchExpression change(ServerPatch patch, ItemRevision seen) {
    ItemRevision after =
        new ItemRevision(
            Place.MAP,
            patched(seen.servers(), patch.changes()),
            Optional.of(seen.version().orElse(BigInteger.ZERO).add(BigInteger.ONE)));
    Map<String, String> names = new HashMap<>();
    Map<String, AttributeValue> values = new HashMap<>();
    String condition = condition(seen, names, values);
    values.put(":v", version(after));
    String update =
        switch (seen.place()) {
          case MAP -> {
            Delta delta = Delta.of(patch.changes(), after);
            if (delta.expression().length() <= EXPRESSION_BYTES_MAX) {
              names.putAll(delta.names());
              values.putAll(delta.values());
              yield delta.expression();
            }
            values.put(":m", map(after));
            yield "SET #v=:v,#b.#s=:m";
          }
          case ABSENT, NULL -> {
            values.put(":m", map(after));
            yield "SET #v=:v,#b.#s=:m";
          }
          case BACKEND_NULL -> {
            values.put(":m", AttributeValue.fromM(Map.of(Attributes.SERVERS, map(after))));
            yield "SET #v=:v,#b=:m";
          }
        };
    return new PatchExpression(patch.key(), update, condition, names, values, after);
  }

  private static String condition(
      ItemRevision seen, Map<String, String> names, Map<String, AttributeValue> values) {
    names.put("#i", Attributes.ID);
    names.put("#v", Attributes.VERSION);
    names.put("#b", Attributes.BACKEND);
    if (seen.place() != Place.BACKEND_NULL) {
      names.put("#s", Attributes.SERVERS);
    }
    seen.version().ifPresent(_ -> values.put(":w", version(seen)));
    String version = seen.version().isPresent() ? "#v=:w" : "attribute_not_exists(#v)";
    String servers =
        switch (seen.place()) {
          case MAP -> {
            values.put(":s", map(seen));
            yield "#b.#s=:s";
          }
          case ABSENT -> {
            values.put(":t", AttributeValue.fromS("M"));
            yield "attribute_type(#b,:t) AND attribute_not_exists(#b.#s)";
          }
          case NULL -> {
            values.put(":t", AttributeValue.fromS("NULL"));
            yield "attribute_type(#b.#s,:t)";
          }
          case BACKEND_NULL -> {
            values.put(":t", AttributeValue.fromS("NULL"));
            yield "attribute_type(#b,:t)";
          }
        };
    return "attribute_exists(#i) AND " + version + " AND " + servers;
  }

  private static Map<String, AttributeValue> patched(
      Map<String, AttributeValue> before, List<ServerChange> changes) {
    Map<String, AttributeValue> servers = new TreeMap<>(before);
    for (ServerChange change : changes) {
      switch (change) {
        case ServerChange.Add add ->
            servers.compute(add.key(), (_, old) -> ItemCodec.encodeServer(add.server(), old));
        case ServerChange.Change edit ->
            servers.compute(edit.key(), (_, old) -> ItemCodec.encodeServer(edit.to(), old));
        case ServerChange.Remove remove -> servers.remove(remove.key());
      }
    }
    return servers;
  }

  private static AttributeValue map(ItemRevision revision) {
    return AttributeValue.fromM(revision.servers());
  }

  private static AttributeValue version(ItemRevision revision) {
    return AttributeValue.fromN(revision.version().orElseThrow().toString());
  }

  /** The changed entries alone; only for an item whose servers are a map already. */
  private record Delta(
      String expression, Map<String, String> names, Map<String, AttributeValue> values) {
    static Delta of(List<ServerChange> changes, ItemRevision after) {
      Map<String, String> names = new HashMap<>();
      Map<String, AttributeValue> values = new HashMap<>();
      List<String> sets = new ArrayList<>(List.of("#v=:v"));
      List<String> removes = new ArrayList<>();
      Map<String, AttributeValue> entries = after.servers();
      for (ServerChange change : changes) {
        int number = names.size();
        names.put("#" + number, change.key());
        AttributeValue entry = entries.get(change.key());
        if (entry == null) {
          removes.add("#b.#s.#" + number);
        } else {
          sets.add("#b.#s.#" + number + "=:" + number);
          values.put(":" + number, entry);
        }
      }
      String set = "SET " + String.join(",", sets);
      return new Delta(
          removes.isEmpty() ? set : set + " REMOVE " + String.join(",", removes), names, values);
    }
  }
}
