package io.github.ecstasktracker.http;

import io.github.ecstasktracker.history.TaskHistory;
import io.github.ecstasktracker.model.Placement;
import io.github.ecstasktracker.model.Result;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A history that can be lost. */
final class MemoryHistory implements TaskHistory {
  final List<Placement> kept = new CopyOnWriteArrayList<>();
  final AtomicInteger reads = new AtomicInteger();
  volatile boolean lost;

  @Override
  public Result<Integer> save(List<Placement> ended) {
    kept.addAll(ended);
    return new Result.Ok<>(ended.size());
  }

  @Override
  public Result<Optional<Placement>> task(String id) {
    return find(placement -> placement.taskId().equals(id));
  }

  @Override
  public Result<Optional<Placement>> container(String id) {
    return find(
        placement -> placement.containers().stream().anyMatch(each -> each.id().startsWith(id)));
  }

  private Result<Optional<Placement>> find(Predicate<Placement> wanted) {
    reads.incrementAndGet();
    return lost
        ? new Result.Failed<>("no table", false)
        : new Result.Ok<>(kept.stream().filter(wanted).findFirst());
  }
}
