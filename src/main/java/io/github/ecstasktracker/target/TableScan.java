package io.github.ecstasktracker.target;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.StoredBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The table at one reading.
 *
 * @param backends every readable or malformed backend item by its backend; never a {@link
 *     StoredBackend.Missing}
 * @param nameless items with a backend or a frontend that carry no usable name: Traefik 1.x freezes
 *     the whole table on one; their key comes from their id
 * @param frontends frontend name to the backend it points to
 * @param strangers ids of items that are neither
 */
public record TableScan(
    Map<BackendKey, StoredBackend> backends,
    List<StoredBackend.Malformed> nameless,
    Map<String, String> frontends,
    List<String> strangers) {
  public TableScan {
    backends = Map.copyOf(backends);
    nameless = List.copyOf(nameless);
    frontends = Map.copyOf(frontends);
    strangers = List.copyOf(strangers);
  }

  /** Items that are not ours to keep in sync and that a person should see, one sentence each. */
  public List<String> findings() {
    List<String> findings = new ArrayList<>();
    for (StoredBackend.Malformed item : nameless) {
      findings.add("item " + item.itemId() + ": " + item.reason());
    }
    for (String stranger : strangers) {
      findings.add("item " + stranger + " is neither a backend nor a frontend");
    }
    return findings;
  }
}
