package io.github.ecstasktracker.directory;

import io.github.ecstasktracker.model.Machine;
import io.github.ecstasktracker.model.PlacedContainer;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.PortBinding;
import io.github.ecstasktracker.model.ServiceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one source, indexed by id, container, service, family, host and address. Holds a
 * limited number and evicts the oldest entry first. Not thread-safe: {@link Directory} holds its
 * lock around it.
 *
 * <p>The tasks of a service and of a host are kept in lists, which take a fifth of the memory of
 * sets; a removal scans only the tasks of one service.
 */
final class TaskIndex {
  private final int max;
  private final LinkedHashMap<TaskName, Entry> byTask = new LinkedHashMap<>();
  private final NavigableMap<String, Entry> byContainer = new TreeMap<>();
  private final Map<ServiceKey, List<Entry>> byService = new HashMap<>();
  private final Families families = new Families();
  private final Map<String, List<Entry>> byMachine = new HashMap<>();
  private final Map<String, List<Entry>> byOwnAddress = new HashMap<>();
  private final Map<String, Set<String>> machinesAt = new HashMap<>();

  TaskIndex(int max) {
    this.max = max;
  }

  int size() {
    return byTask.size();
  }

  Collection<Entry> all() {
    return byTask.values();
  }

  @Nullable Entry task(String id) {
    return byTask.get(TaskName.of(id));
  }

  Optional<Entry> eldest() {
    return Optional.ofNullable(byTask.firstEntry()).map(Map.Entry::getValue);
  }

  Set<ServiceKey> services() {
    return byService.keySet();
  }

  List<Entry> service(ServiceKey service) {
    return byService.getOrDefault(service, List.of());
  }

  Set<ServiceKey> services(String cluster, String family) {
    return families.services(cluster, family);
  }

  List<Entry> machine(String key) {
    return byMachine.getOrDefault(key, List.of());
  }

  Set<String> machines() {
    return byMachine.keySet();
  }

  /** Tasks that may have a port at this address. */
  List<Entry> at(String address) {
    List<Entry> found = new ArrayList<>(byOwnAddress.getOrDefault(address, List.of()));
    machinesAt.getOrDefault(address, Set.of()).forEach(key -> found.addAll(machine(key)));
    return found;
  }

  @Nullable Entry container(String id) {
    return byContainer.get(id);
  }

  /** Visits the containers whose id begins with this text, in the order of their ids. */
  void containers(String prefix, BiConsumer<String, Entry> each) {
    for (Map.Entry<String, Entry> next : byContainer.tailMap(prefix, true).entrySet()) {
      if (!next.getKey().startsWith(prefix)) {
        return;
      }
      each.accept(next.getKey(), next.getValue());
    }
  }

  void put(Entry entry) {
    Placement placement = entry.placement();
    TaskName name = TaskName.ofArn(placement.task().arn());
    remove(name);
    byTask.put(name, entry);
    ids(placement).forEach(id -> byContainer.put(id, entry));
    add(byService, placement.task().service(), entry);
    families.add(placement.task());
    Machine machine = placement.machine();
    if (machine != null) {
      add(byMachine, machine.key(), entry);
      if (!machine.address().isEmpty()) {
        machinesAt.computeIfAbsent(machine.address(), a -> new TreeSet<>()).add(machine.key());
      }
    }
    addresses(placement).forEach(address -> add(byOwnAddress, address, entry));
    if (byTask.size() > max) {
      remove(byTask.firstEntry().getKey());
    }
  }

  @Nullable Entry remove(String taskId) {
    return remove(TaskName.of(taskId));
  }

  private @Nullable Entry remove(TaskName name) {
    Entry gone = byTask.remove(name);
    if (gone == null) {
      return null;
    }
    Placement placement = gone.placement();
    ids(placement).forEach(id -> byContainer.remove(id, gone));
    drop(byService, placement.task().service(), gone);
    families.remove(placement.task());
    Machine machine = placement.machine();
    if (machine != null && drop(byMachine, machine.key(), gone)) {
      machinesAt.values().forEach(keys -> keys.remove(machine.key()));
      machinesAt.values().removeIf(Set::isEmpty);
    }
    addresses(placement).forEach(address -> drop(byOwnAddress, address, gone));
    return gone;
  }

  private static List<String> ids(Placement placement) {
    return placement.containers().stream()
        .map(PlacedContainer::id)
        .filter(id -> !id.isEmpty())
        .distinct()
        .toList();
  }

  /** The addresses that are the task's own, not its host's. */
  private static Set<String> addresses(Placement placement) {
    Set<String> addresses = new TreeSet<>();
    for (PlacedContainer container : placement.containers()) {
      for (PortBinding port : container.ports()) {
        if (!port.everywhere()) {
          addresses.add(port.bindIp());
        }
      }
    }
    if (!placement.ownAddress().isEmpty()) {
      addresses.add(placement.ownAddress());
    }
    return addresses;
  }

  private static <K> void add(Map<K, List<Entry>> map, K key, Entry entry) {
    map.computeIfAbsent(key, k -> new ArrayList<>(1)).add(entry);
  }

  /** Removes an entry; returns whether the list is now empty. */
  private static <K> boolean drop(Map<K, List<Entry>> map, K key, Entry entry) {
    List<Entry> entries = map.get(key);
    if (entries == null) {
      return false;
    }
    String arn = entry.placement().task().arn();
    entries.removeIf(each -> each.placement().task().arn().equals(arn));
    if (entries.isEmpty()) {
      map.remove(key);
      return true;
    }
    return false;
  }
}
