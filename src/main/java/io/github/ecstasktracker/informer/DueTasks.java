package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Arns;
import io.github.ecstasktracker.ecs.EcsReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one cluster that are to be described. Not safe for threads: {@link Describer} locks.
 *
 * <ul>
 *   <li><b>live</b>: at once. <b>lazy</b>: with the next call, {@link #PATIENCE} at most.
 *       <b>background</b>: the pass and health checks. <b>later</b>: at a time.
 *   <li>A task stands in one of them, the most urgent that anybody asked for.
 *   <li>A call takes what it was made for, oldest first. Its free places are filled with what else
 *       is due, then with other tasks of the services in it: so one lost event is healed by its
 *       service's next event. Filling never causes a call.
 * </ul>
 */
final class DueTasks {
  static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int MAX = 100_000;

  private record Later(long atNanos, long order, Due due) {}

  private final Map<String, Due> live = new LinkedHashMap<>();
  private final Map<String, Due> lazy = new LinkedHashMap<>();
  private final Map<String, Due> background = new LinkedHashMap<>();
  private final Map<String, Later> later = new LinkedHashMap<>();
  private final PriorityQueue<Later> times;
  private long order;

  /**
   * @param origin any reading of the clock: readings may wrap, so they are ordered by their
   *     distance from it
   */
  DueTasks(long origin) {
    times =
        new PriorityQueue<>(
            Comparator.comparingLong((Later each) -> each.atNanos() - origin)
                .thenComparingLong(Later::order));
  }

  boolean isFull() {
    return live.size() + lazy.size() + later.size() >= MAX;
  }

  void live(Due due) {
    String id = Arns.last(due.arn);
    Due before = live.get(id);
    if (before != null) {
      before.merge(due);
      return;
    }
    live.put(id, merged(due, lazy.remove(id), takeLater(id), background.remove(id)));
  }

  void lazy(Due due) {
    String id = Arns.last(due.arn);
    Due before = live.getOrDefault(id, lazy.get(id));
    if (before != null) {
      before.merge(due);
      return;
    }
    lazy.put(id, merged(due, takeLater(id), background.remove(id)));
  }

  void background(Due due) {
    String id = Arns.last(due.arn);
    Due before = live.getOrDefault(id, lazy.getOrDefault(id, background.get(id)));
    if (before != null) {
      before.merge(due);
      return;
    }
    background.put(id, merged(due, takeLater(id)));
  }

  /** To be described at that time, unless it is before. */
  void later(Due due, long atNanos) {
    String id = Arns.last(due.arn);
    Due before = live.getOrDefault(id, lazy.getOrDefault(id, background.get(id)));
    if (before != null) {
      before.merge(due);
      return;
    }
    Later waiting = later.get(id);
    if (waiting != null && waiting.due() != due) {
      waiting.due().merge(due);
    }
    if (waiting == null || atNanos - waiting.atNanos() < 0) {
      Later next = new Later(atNanos, order++, waiting == null ? due : waiting.due());
      later.put(id, next);
      times.add(next);
    }
  }

  private @Nullable Due takeLater(String id) {
    Later taken = later.remove(id);
    return taken == null ? null : taken.due();
  }

  /** Moves what has come due into the background, or where somebody waits, to the live ones. */
  void promote(long now) {
    while (!times.isEmpty() && times.peek().atNanos() - now <= 0) {
      Later next = times.remove();
      Due due = next.due();
      if (later.remove(Arns.last(due.arn), next)) {
        if (due.served().isEmpty() && !due.always) {
          background(due);
        } else {
          live(due);
        }
      }
    }
  }

  /** When a live call is due: now where a live task waits, else by the oldest lazy one. */
  OptionalLong liveDueNanos(long now) {
    if (!live.isEmpty()) {
      return OptionalLong.of(now);
    }
    return lazy.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(lazy.values().iterator().next().sinceNanos + PATIENCE.toNanos());
  }

  OptionalLong laterNanos() {
    return times.isEmpty() ? OptionalLong.empty() : OptionalLong.of(times.peek().atNanos());
  }

  int backgroundSize() {
    return background.size();
  }

  /**
   * For a live call.
   *
   * @param fellows the other living tasks of the services of these
   */
  List<Due> takeLive(Function<List<String>, List<String>> fellows) {
    List<Due> chosen = new ArrayList<>();
    take(live, chosen);
    take(lazy, chosen);
    fill(chosen, fellows);
    take(background, chosen);
    return chosen;
  }

  /** For a call that the pass or a health check makes. */
  List<Due> takeBackground() {
    List<Due> chosen = new ArrayList<>();
    take(background, chosen);
    take(live, chosen);
    take(lazy, chosen);
    return chosen;
  }

  /** Takes one out of wherever it waits: a call is about to describe it. */
  private Due takeOne(String arn, long since) {
    String id = Arns.last(arn);
    Due due = merged(null, live.remove(id), lazy.remove(id), background.remove(id), takeLater(id));
    return due == null ? new Due(arn, Informer.DRIFT, since, false) : due;
  }

  void forgetWaiting() {
    for (Map<String, Due> line : List.of(live, lazy, background)) {
      line.values().forEach(Due::forgetWaiting);
    }
    later.values().forEach(each -> each.due().forgetWaiting());
  }

  private static void take(Map<String, Due> line, List<Due> chosen) {
    var each = line.values().iterator();
    while (chosen.size() < EcsReader.PAGE && each.hasNext()) {
      chosen.add(each.next());
      each.remove();
    }
  }

  private void fill(List<Due> chosen, Function<List<String>, List<String>> fellows) {
    if (chosen.size() >= EcsReader.PAGE) {
      return;
    }
    Set<String> ids = new HashSet<>();
    chosen.forEach(due -> ids.add(Arns.last(due.arn)));
    long since = chosen.isEmpty() ? 0 : chosen.getFirst().sinceNanos;
    for (String arn : fellows.apply(chosen.stream().map(due -> due.arn).toList())) {
      if (chosen.size() >= EcsReader.PAGE) {
        return;
      }
      if (ids.add(Arns.last(arn))) {
        chosen.add(takeOne(arn, since));
      }
    }
  }

  private static @Nullable Due merged(@Nullable Due first, @Nullable Due... others) {
    Due merged = first;
    for (Due other : others) {
      if (merged == null) {
        merged = other;
      } else if (other != null && other != merged) {
        merged.merge(other);
      }
    }
    return merged;
  }
}
