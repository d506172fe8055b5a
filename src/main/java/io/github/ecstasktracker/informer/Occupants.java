package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.plan.Claim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tasks by the address where each is, or was before it stopped. Dynamic ports and ENI addresses are
 * handed out again within seconds, so several tasks may name one address: the running one that
 * started last occupies it. Guarded by the cache's lock.
 */
final class Occupants {
  // Nearly every address has one task, so most lists are List.of(entry).
  private final Map<Address, List<Entry>> byAddress = new HashMap<>();

  void add(Entry entry) {
    if (entry.address != null) {
      byAddress.merge(entry.address, List.of(entry), Occupants::union);
    }
  }

  void remove(Entry entry) {
    if (entry.address != null) {
      byAddress.computeIfPresent(entry.address, (_, entries) -> without(entries, entry));
    }
  }

  /** All tasks that name the address. */
  List<Entry> at(Address address) {
    return byAddress.getOrDefault(address, List.of());
  }

  /** Stopped tasks of a backend at an address. */
  List<Entry> ended(Address address, BackendKey backend) {
    return at(address).stream()
        .filter(entry -> entry.ended() && Objects.equals(entry.backend(), backend))
        .toList();
  }

  /**
   * Who occupies the address.
   *
   * @param counts which tasks may be believed now
   */
  Optional<Claim> occupant(Address address, Predicate<Entry> counts) {
    return at(address).stream()
        .filter(entry -> entry.serves() && counts.test(entry))
        .flatMap(entry -> Claim.of(Objects.requireNonNull(entry.task), entry.begunNanos).stream())
        .reduce(Claim::newer);
  }

  private static List<Entry> union(List<Entry> some, List<Entry> more) {
    List<Entry> all = new ArrayList<>(some);
    more.stream().filter(entry -> !all.contains(entry)).forEach(all::add);
    return List.copyOf(all);
  }

  /** Null where none is left. */
  private static @Nullable List<Entry> without(List<Entry> entries, Entry entry) {
    List<Entry> rest = entries.stream().filter(other -> other != entry).toList();
    return rest.isEmpty() ? null : rest;
  }
}
