package io.github.ecstasktracker.http.report;

import io.github.ecstasktracker.model.StoredServer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an item's {@code servers}; a value is null if the entry lacks it or has the wrong
 * type.
 */
public record ServerReport(
    String key, @Nullable String url, @Nullable Integer weight, boolean wellFormed) {
  static ServerReport of(StoredServer server) {
    Integer weight = server.weight().isPresent() ? server.weight().getAsInt() : null;
    return new ServerReport(server.key(), server.url(), weight, server.wellFormed());
  }

  static List<ServerReport> all(Collection<StoredServer> servers) {
    return servers.stream()
        .map(ServerReport::of)
        .sorted(Comparator.comparing(ServerReport::key))
        .toList();
  }
}
