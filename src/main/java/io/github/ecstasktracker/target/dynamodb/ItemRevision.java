package io.github.ecstasktracker.target.dynamodb;

import io.github.ecstasktracker.model.StoredBackend;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The part of an item that this project writes, exactly as it was read or is to be: two equal
 * revisions are the same state.
 *
 * <p>The servers are part of it beside the version, because people who edit an item by hand may not
 * bump its version.
 *
 * @param place where in the item the servers stand
 * @param entries none unless the place is {@link Place#MAP}
 * @param version empty where the item has none
 */
record ItemRevision(Place place, ServerEntries entries, Optional<BigInteger> version)
    implements StoredBackend.Revision {
  ItemRevision(Place place, Map<String, AttributeValue> servers, Optional<BigInteger> version) {
    this(place, servers.isEmpty() ? ServerEntries.NONE : ServerEntries.of(servers), version);
  }

  /** The raw entries: made anew by each call. */
  Map<String, AttributeValue> servers() {
    return entries.raw();
  }

  /**
   * DynamoDB refuses to write below a path that is not there, so where the servers stand decides
   * how they can be written. Traefik reads all of these as a backend, the last three as one without
   * servers.
   */
  enum Place {
    /** {@code backend.servers} is a map. */
    MAP,
    /** {@code backend} is a map without {@code servers}. */
    ABSENT,
    /** {@code backend.servers} is NULL. */
    NULL,
    /** {@code backend} itself is NULL. */
    BACKEND_NULL
  }
}
