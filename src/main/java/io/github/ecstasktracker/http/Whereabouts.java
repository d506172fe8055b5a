package io.github.ecstasktracker.http;

import io.github.ecstasktracker.directory.Hit;
import io.github.ecstasktracker.directory.LinkTemplate;
import io.github.ecstasktracker.directory.Row;
import io.github.ecstasktracker.http.report.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds query responses about a container. */
public final class Whereabouts {
  private final Map<String, LinkTemplate> links;

  public Whereabouts(List<LinkTemplate> links) {
    this.links =
        links.stream()
            .collect(Collectors.toUnmodifiableMap(LinkTemplate::name, Function.identity()));
  }

  /** The template of a link; empty if no link of that name is configured. */
  Optional<LinkTemplate> link(String name) {
    return Optional.ofNullable(links.get(name));
  }

  /** The old server's fields, and a field for each link. */
  SortedMap<String, String> row(Hit hit) {
    SortedMap<String, String> row = new TreeMap<>(Row.of(hit));
    links.values().forEach(link -> link.of(hit).ifPresent(url -> row.put(link.field(), url)));
    return row;
  }

  /** The same, with fields that the old server did not have. */
  public SortedMap<String, String> whole(Hit hit) {
    SortedMap<String, String> row = row(hit);
    String own = hit.placement().ownAddress();
    row.put("address", own.isEmpty() ? hit.machine().address() : own);
    row.put("service_name", hit.placement().task().service().service());
    row.put("task_arn", hit.placement().task().arn());
    row.put("source", Labels.of(hit.entry().source()));
    row.put("started_at", text(hit.placement().task().startedAt()));
    row.put("stopped_at", text(hit.placement().stoppedAt()));
    return row;
  }

  private static String text(@Nullable Instant instant) {
    return instant == null ? "" : Objects.toString(instant);
  }
}
