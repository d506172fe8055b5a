package io.github.ecstasktracker.notify;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecstasktracker.model.AppliedChange;
import io.github.ecstasktracker.model.ServerChange;
import java.util.List;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** The EventBridge event for an applied write. */
final class ChangeEvent {
  static final String SOURCE = "ecs-task-tracker";
  static final String DETAIL_TYPE = "Backend Servers Changed";

  /** Within a version, fields are added, never renamed or removed. */
  static final String SCHEMA = "ecs-task-tracker.change/v1";

  /**
   * With this limit, ten events of three lists each, with names of 50 bytes, stay below the 256 KB
   * of a call.
   */
  static final int NAMES_MAX = 150;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ChangeEvent() {}

  static PutEventsRequestEntry of(AppliedChange change, String bus, String table) {
    ObjectNode detail = JSON.createObjectNode();
    detail.put("schema", SCHEMA);
    detail.put("table", table);
    detail.put("backend", change.backend().name());
    detail.put("itemId", change.backend().itemId());
    detail.put("cause", change.cause());
    detail.put("reconcileId", change.reconcileId());
    boolean added = names(change, ServerChange.Add.class, detail.putArray("added"));
    boolean changed = names(change, ServerChange.Change.class, detail.putArray("changed"));
    boolean removed = names(change, ServerChange.Remove.class, detail.putArray("removed"));
    detail.put("truncated", !(added && changed && removed));
    detail.put("servers", change.after().size());
    return PutEventsRequestEntry.builder()
        .source(SOURCE)
        .detailType(DETAIL_TYPE)
        .eventBusName(bus)
        .time(change.when())
        .detail(detail.toString())
        .build();
  }

  /** Whether the list is complete. */
  private static boolean names(
      AppliedChange change, Class<? extends ServerChange> kind, ArrayNode names) {
    List<String> keys =
        change.changes().stream().filter(kind::isInstance).map(ServerChange::key).toList();
    keys.stream().limit(NAMES_MAX).forEach(names::add);
    return keys.size() <= NAMES_MAX;
  }
}
