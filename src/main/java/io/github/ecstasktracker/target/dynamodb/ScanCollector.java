package io.github.ecstasktracker.target.dynamodb;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.target.TableScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Sorts a table's items into what they are to Traefik 1.7, which looks for {@code backend} first,
 * then for {@code frontend} (traefik 1.7, provider/dynamodb/dynamodb.go, buildConfiguration).
 *
 * <p>A backend that more than one item stands for, by name or by id, is malformed: Traefik would
 * serve one of them, by an order that nobody chooses. Not safe for use by several threads.
 */
final class ScanCollector {
  private static final String BACKEND_SUFFIX = new BackendKey("").itemId();

  private final Map<BackendKey, StoredBackend> backends = new HashMap<>();
  private final Map<BackendKey, SortedSet<String>> ids = new HashMap<>();
  private final List<StoredBackend.Malformed> nameless = new ArrayList<>();
  private final Map<String, String> frontends = new TreeMap<>();
  private final List<String> strangers = new ArrayList<>();

  void add(Map<String, AttributeValue> item) {
    String id = ItemCodec.id(item);
    String name = ItemCodec.text(item.get(Attributes.NAME));
    AttributeValue backend = item.get(Attributes.BACKEND);
    AttributeValue frontend = item.get(Attributes.FRONTEND);
    boolean served = backend != null || frontend != null;
    if (name == null) {
      if (served) {
        nameless.add(new StoredBackend.Malformed(byId(id), id, ItemCodec.nameless(item)));
      }
    } else if (backend != null) {
      claim(new BackendKey(name), id, item);
    } else if (frontend != null) {
      frontends.put(name, target(frontend));
    }
    if (id.endsWith(BACKEND_SUFFIX)) {
      // Nothing can be created under this id, whatever its item is called or made of.
      claim(byId(id), id, item);
    } else if (!served) {
      strangers.add(id);
    }
  }

  TableScan collect() {
    return new TableScan(backends, nameless, frontends, strangers);
  }

  private void claim(BackendKey key, String id, Map<String, AttributeValue> item) {
    SortedSet<String> claimants = ids.computeIfAbsent(key, _ -> new TreeSet<>());
    claimants.add(id);
    backends.put(
        key,
        claimants.size() == 1
            ? ItemCodec.decode(key, item)
            : new StoredBackend.Malformed(
                key,
                String.join(", ", claimants),
                "more than one item stands for it: ids " + String.join(", ", claimants)));
  }

  private static BackendKey byId(String id) {
    return new BackendKey(
        id.endsWith(BACKEND_SUFFIX) ? id.substring(0, id.length() - BACKEND_SUFFIX.length()) : id);
  }

  private static String target(AttributeValue frontend) {
    String backend =
        frontend.type() == AttributeValue.Type.M
            ? ItemCodec.text(frontend.m().get(Attributes.BACKEND))
            : null;
    return backend == null ? "" : backend;
  }
}
