package io.github.ecstasktracker.target.dynamodb;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.target.dynamodb.ItemRevision.Place;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads one backend item as Traefik 1.7 reads it, but more strictly: what Traefik would trip over,
 * and what this project could not write back safely, is malformed with its reason. One bad server
 * entry does not spoil its item.
 */
final class ItemCodec {
  /** DynamoDB's numbers have 38 digits; one is kept for the next version. */
  private static final int VERSION_DIGITS_MAX = 37;

  private ItemCodec() {}

  /** The item, read for the backend that its id or its name stands for. */
  static StoredBackend decode(BackendKey key, Map<String, AttributeValue> item) {
    String id = id(item);
    String name = text(item.get(Attributes.NAME));
    AttributeValue backend = item.get(Attributes.BACKEND);
    if (backend == null) {
      return malformed(key, id, "it has no attribute backend");
    }
    if (name == null) {
      return malformed(key, id, nameless(item));
    }
    if (!id.equals(new BackendKey(name).itemId())) {
      return malformed(
          key,
          id,
          "its name is %s, so its id should be %s".formatted(name, new BackendKey(name).itemId()));
    }
    AttributeValue version = item.get(Attributes.VERSION);
    if (version == null) {
      return decodeServers(key, id, backend, Optional.empty());
    }
    Optional<BigInteger> number = wholeNumber(version);
    return number.isPresent()
        ? decodeServers(key, id, backend, number)
        : malformed(key, id, "its version is no whole number: " + brief(version));
  }

  private static StoredBackend decodeServers(
      BackendKey key, String id, AttributeValue backend, Optional<BigInteger> version) {
    if (backend.type() == AttributeValue.Type.NUL) {
      return present(key, new ItemRevision(Place.BACKEND_NULL, Map.of(), version));
    }
    if (backend.type() != AttributeValue.Type.M) {
      return malformed(key, id, "its backend is of type %s, not M".formatted(backend.type()));
    }
    // Traefik's decoder falls back to names that differ in case only (aws-sdk-go, dynamodbattribute
    // decodeMap), so such a map would serve beside ours.
    for (String attribute : backend.m().keySet()) {
      if (attribute.equalsIgnoreCase(Attributes.SERVERS) && !attribute.equals(Attributes.SERVERS)) {
        return malformed(
            key, id, "Traefik reads its attribute backend.%s as servers".formatted(attribute));
      }
    }
    AttributeValue servers = backend.m().get(Attributes.SERVERS);
    if (servers == null) {
      return present(key, new ItemRevision(Place.ABSENT, Map.of(), version));
    }
    return switch (servers.type()) {
      case M -> present(key, new ItemRevision(Place.MAP, servers.m(), version));
      case NUL -> present(key, new ItemRevision(Place.NULL, Map.of(), version));
      default -> malformed(key, id, "its servers are of type %s, not M".formatted(servers.type()));
    };
  }

  /** The item that stands in the table once this revision does. */
  static StoredBackend.Present present(BackendKey key, ItemRevision revision) {
    return new StoredBackend.Present(key, revision.entries().servers(), revision);
  }

  /** What one entry says. */
  static StoredServer decodeServer(String key, AttributeValue value) {
    if (value.type() != AttributeValue.Type.M) {
      return new StoredServer(key, null, OptionalInt.empty(), false);
    }
    String url = text(value.m().get(Attributes.URL));
    AttributeValue weight = value.m().get(Attributes.WEIGHT);
    if (weight == null || weight.type() == AttributeValue.Type.NUL) {
      return new StoredServer(key, url, OptionalInt.empty(), url != null);
    }
    OptionalInt number = weight(weight);
    return new StoredServer(key, url, number, url != null && number.isPresent());
  }

  /** How a server is written; attributes of the entry that are not ours stay as they are. */
  static AttributeValue encodeServer(StoredServer server, @Nullable AttributeValue before) {
    String url = server.url();
    if (url == null) {
      throw new IllegalArgumentException("a server is never written without a url: " + server);
    }
    Map<String, AttributeValue> entry =
        new TreeMap<>(
            before != null && before.type() == AttributeValue.Type.M ? before.m() : Map.of());
    entry.put(Attributes.URL, AttributeValue.fromS(url));
    entry.put(Attributes.WEIGHT, AttributeValue.fromN(Integer.toString(server.weight().orElse(0))));
    return AttributeValue.fromM(entry);
  }

  /** Whether {@link #encodeServer} makes just this entry of a server that was read from it. */
  static boolean isAsEncoded(StoredServer server, AttributeValue entry) {
    AttributeValue weight = entry.m().get(Attributes.WEIGHT);
    return server.wellFormed()
        && entry.m().size() == 2
        && weight != null
        && server.weight().isPresent()
        && Integer.toString(server.weight().getAsInt()).equals(weight.n());
  }

  /** The item's key; the table's shape makes it a string. */
  static String id(Map<String, AttributeValue> item) {
    String id = text(item.get(Attributes.ID));
    return id == null ? "(no id)" : id;
  }

  static @Nullable String text(@Nullable AttributeValue value) {
    return value != null && value.type() == AttributeValue.Type.S ? value.s() : null;
  }

  /** Why an item without a usable name is worse than any other defect. */
  static String nameless(Map<String, AttributeValue> item) {
    AttributeValue name = item.get(Attributes.NAME);
    return (name == null
            ? "it has no name"
            : "its name is of type %s, not S".formatted(name.type()))
        + ": until it is fixed, Traefik 1.x ignores every change in the whole table";
  }

  private static Optional<BigInteger> wholeNumber(AttributeValue value) {
    if (value.type() != AttributeValue.Type.N) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(value.n()).stripTrailingZeros();
    return number.scale() <= 0 && number.precision() - number.scale() <= VERSION_DIGITS_MAX
        ? Optional.of(number.toBigIntegerExact())
        : Optional.empty();
  }

  private static OptionalInt weight(AttributeValue value) {
    // Nearly all are 0 or 1, a table has thousands of them, and BigDecimal takes its time.
    if (value.type() == AttributeValue.Type.N && value.n().length() == 1) {
      int digit = value.n().charAt(0) - '0';
      return digit >= 0 && digit <= 9 ? StoredServer.weight(digit) : OptionalInt.empty();
    }
    Optional<BigInteger> number = wholeNumber(value);
    return number.isPresent()
            && number.get().signum() >= 0
            && number.get().bitLength() < Integer.SIZE
        ? StoredServer.weight(number.get().intValue())
        : OptionalInt.empty();
  }

  private static String brief(AttributeValue value) {
    return value.type() == AttributeValue.Type.N ? value.n() : "of type " + value.type();
  }

  private static StoredBackend.Malformed malformed(BackendKey key, String id, String reason) {
    return new StoredBackend.Malformed(key, id, reason);
  }
}
