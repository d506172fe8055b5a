package io.github.ecstasktracker.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an item's {@code servers} map, as read or as it is to be written.
 *
 * @param key the entry's key, any string: people write them too
 * @param url the entry's url, or null where it has none of the right type
 * @param weight the entry's weight, empty where it has none of the right type
 * @param wellFormed false where Traefik would refuse the entry (wrong types, negative or fractional
 *     weight)
 */
public record StoredServer(
    String key, @Nullable String url, OptionalInt weight, boolean wellFormed) {
  private static final List<OptionalInt> DIGITS =
      IntStream.range(0, 10).mapToObj(OptionalInt::of).toList();

  /** The form in which this project writes a server. */
  public static StoredServer of(Address address, String scheme, int weight) {
    return new StoredServer(address.toString(), scheme + "://" + address, weight(weight), true);
  }

  /** A weight: nearly all are of one digit, a table has thousands of them, and they share these. */
  public static OptionalInt weight(int weight) {
    return weight >= 0 && weight < DIGITS.size() ? DIGITS.get(weight) : OptionalInt.of(weight);
  }

  /** Where this entry sends traffic: by its url, or by its key where there is no url. */
  public Optional<Address> address() {
    return Address.parse(url != null ? url : key);
  }
}
