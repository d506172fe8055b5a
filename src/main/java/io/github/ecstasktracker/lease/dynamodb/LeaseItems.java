package io.github.ecstasktracker.lease.dynamodb;

import io.github.ecstasktracker.lease.EpochMark;
import io.github.ecstasktracker.lease.Heartbeat;
import io.github.ecstasktracker.lease.LeaseTiming;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The DynamoDB form of the lease's two items.
 *
 * <p>Decoding throws {@link IllegalArgumentException} for a value that this program does not write;
 * only a manual edit can cause that.
 */
final class LeaseItems {
  static final String ID = "id";
  static final String OWNER = "owner";
  static final String PROCESS = "process";
  static final String TERM = "term";
  static final String EPOCH = "epoch";
  static final String NONCE = "nonce";
  static final String BEAT = "beat";
  static final String DURATION = "duration_millis";
  static final String SCOPE = "scope";
  static final String TOKEN = "token";

  /**
   * When an item expires, in epoch seconds: the table's time to live attribute. The lease's own two
   * items do not have it.
   */
  static final String EXPIRES = "expires";

  /** Far above any real number of terms, far below overflow. */
  private static final long EPOCH_MAX = 1L << 53;

  private LeaseItems() {}

  static Heartbeat heartbeat(Map<String, AttributeValue> item) {
    return new Heartbeat(
        text(item, OWNER),
        uuid(item, PROCESS),
        item.containsKey(TERM) ? Optional.of(uuid(item, TERM)) : Optional.empty(),
        number(item, EPOCH, EPOCH_MAX),
        uuid(item, NONCE),
        Duration.ofMillis(number(item, DURATION, LeaseTiming.DURATION_MAX.toMillis())),
        text(item, SCOPE));
  }

  static EpochMark epoch(Map<String, AttributeValue> item) {
    return new EpochMark(uuid(item, TOKEN), number(item, EPOCH, EPOCH_MAX));
  }

  static AttributeValue value(UUID id) {
    return AttributeValue.fromS(id.toString());
  }

  static AttributeValue value(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    @Nullable String text = value == null ? null : value.s();
    if (text == null) {
      throw new IllegalArgumentException("it has no string " + name);
    }
    return text;
  }

  private static UUID uuid(Map<String, AttributeValue> item, String name) {
    String text = text(item, name);
    UUID uuid = UUID.fromString(text);
    // Java also parses shortened UUIDs; a condition on the full form would then never hold.
    if (!uuid.toString().equals(text)) {
      throw new IllegalArgumentException("its %s is no UUID: %s".formatted(name, text));
    }
    return uuid;
  }

  private static long number(Map<String, AttributeValue> item, String name, long max) {
    AttributeValue value = item.get(name);
    @Nullable String text = value == null ? null : value.n();
    if (text == null) {
      throw new IllegalArgumentException("it has no number " + name);
    }
    long number = Long.parseLong(text);
    if (number < 0 || number > max) {
      throw new IllegalArgumentException(
          "its %s is not from 0 to %d: %s".formatted(name, max, text));
    }
    return number;
  }
}
