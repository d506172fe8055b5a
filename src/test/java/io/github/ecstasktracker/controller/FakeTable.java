package io.github.ecstasktracker.controller;

import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.Fence;
import io.github.ecstasktracker.model.Result;
import io.github.ecstasktracker.model.ServerPatch;
import io.github.ecstasktracker.model.StoredBackend;
import io.github.ecstasktracker.model.StoredServer;
import io.github.ecstasktracker.model.Urgency;
import io.github.ecstasktracker.target.BackendReader;
import io.github.ecstasktracker.target.BackendWriter;
import io.github.ecstasktracker.target.TableScan;
import io.github.ecstasktracker.target.WriteOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The table as the ports show it: items with a counter that guards them, and a record of every
 * write.
 */
final class FakeTable implements BackendReader, BackendWriter {
  private record Counter(long n) implements StoredBackend.Revision {}

  final Map<BackendKey, StoredBackend> items = new TreeMap<>();
  final List<List<ServerPatch>> writes = new ArrayList<>();
  final Map<BackendKey, String> refusals = new HashMap<>();
  Optional<Result.Failed<TableScan>> outage = Optional.empty();
  final Set<BackendKey> broken = new HashSet<>();

  /** Ids of items that are no backends. */
  final List<String> strangers = new ArrayList<>();

  /** Runs once, beside the next write. */
  Runnable beside = () -> {};

  /** Runs once, beside the next read of an item. */
  Runnable besideRead = () -> {};

  /** Whether a fence stands. */
  Predicate<Fence> fences = fence -> true;

  int attempts;
  private long counter;

  /** Puts an item as a person would. */
  void edit(String backend, String... addresses) {
    SortedMap<String, StoredServer> servers = new TreeMap<>();
    for (String address : addresses) {
      servers.put(
          address,
          StoredServer.of(
              io.github.ecstasktracker.model.Address.parse(address).orElseThrow(), "http", 0));
    }
    BackendKey key = new BackendKey(backend);
    items.put(key, new StoredBackend.Present(key, servers, new Counter(++counter)));
  }

  Set<String> servers(String backend) {
    return items.get(new BackendKey(backend)) instanceof StoredBackend.Present present
        ? present.servers().keySet()
        : Set.of();
  }

  @Override
  public Result<TableScan> scan(Urgency urgency) {
    return outage
        .<Result<TableScan>>map(failed -> failed)
        .orElseGet(() -> new Result.Ok<>(new TableScan(items, List.of(), Map.of(), strangers)));
  }

  @Override
  public Result<StoredBackend> read(BackendKey key, Urgency urgency) {
    Runnable event = besideRead;
    besideRead = () -> {};
    event.run();
    return outage
        .<Result<StoredBackend>>map(Result.Failed::as)
        .orElseGet(() -> new Result.Ok<>(items.getOrDefault(key, new StoredBackend.Missing(key))));
  }

  @Override
  public List<WriteOutcome> write(List<ServerPatch> group, Optional<Fence> fence) {
    attempts++;
    Runnable event = beside;
    beside = () -> {};
    event.run();
    if (group.stream().anyMatch(patch -> broken.contains(patch.key()))) {
      throw new IllegalStateException("broken");
    }
    if (fence.isPresent() && !fences.test(fence.get())) {
      return Collections.nCopies(group.size(), new WriteOutcome.Fenced("another term has begun"));
    }
    boolean stale = group.stream().anyMatch(this::stale);
    List<WriteOutcome> outcomes = new ArrayList<>();
    for (ServerPatch patch : group) {
      String refusal = refusals.get(patch.key());
      if (refusal != null) {
        outcomes.add(new WriteOutcome.Failed(refusal, true));
      } else if (stale(patch)) {
        outcomes.add(new WriteOutcome.Conflict("changed since it was read"));
      } else if (stale) {
        outcomes.add(new WriteOutcome.NotTried("another patch of the group failed"));
      } else {
        StoredBackend.Present now =
            new StoredBackend.Present(patch.key(), patch.result(), new Counter(++counter));
        items.put(patch.key(), now);
        outcomes.add(new WriteOutcome.Applied(now));
      }
    }
    if (outcomes.stream().anyMatch(WriteOutcome.Applied.class::isInstance)) {
      writes.add(List.copyOf(group));
    }
    return outcomes;
  }

  private boolean stale(ServerPatch patch) {
    StoredBackend now = items.getOrDefault(patch.key(), new StoredBackend.Missing(patch.key()));
    return refusals.containsKey(patch.key()) || !now.equals(patch.base());
  }
}
