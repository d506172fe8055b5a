package io.github.ecstasktracker.target.dynamodb;

import io.github.ecstasktracker.model.StoredServer;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The entries of an item's servers, each exactly as it was read or is to be.
 *
 * <p>A read of everything holds all of a table's entries until its end, and an entry as the SDK
 * shows it takes some ten times the room of what it says. So one that stands just as this project
 * writes a server is kept as that server, and written out again where it is asked for; any other is
 * kept as it is. Equal entries are the same state.
 *
 * @param servers what every entry says
 * @param odd the entries that this project would write in another way
 */
record ServerEntries(SortedMap<String, StoredServer> servers, Map<String, AttributeValue> odd) {
  static final ServerEntries NONE = of(Map.of());

  ServerEntries {
    servers = Collections.unmodifiableSortedMap(servers);
    odd = Map.copyOf(odd);
  }

  static ServerEntries of(Map<String, AttributeValue> raw) {
    SortedMap<String, StoredServer> servers = new TreeMap<>();
    Map<String, AttributeValue> odd = new TreeMap<>();
    raw.forEach(
        (key, entry) -> {
          StoredServer server = ItemCodec.decodeServer(key, entry);
          servers.put(key, server);
          if (!ItemCodec.isAsEncoded(server, entry)) {
            odd.put(key, entry);
          }
        });
    return new ServerEntries(servers, odd);
  }

  /** As DynamoDB has them: made anew by each call. */
  Map<String, AttributeValue> raw() {
    Map<String, AttributeValue> raw = new TreeMap<>(odd);
    servers.forEach(
        (key, server) -> raw.computeIfAbsent(key, _ -> ItemCodec.encodeServer(server, null)));
    return raw;
  }
}
