package io.github.ecstasktracker.benchmark;

import io.github.ecstasktracker.benchmark.ChurnLog.Description;
import io.github.ecstasktracker.benchmark.ChurnLog.Entry;
import io.github.ecstasktracker.benchmark.ChurnLog.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Writes that nobody may make, judged from outside, each by what its process could know.
 *
 * <ul>
 *   <li>Added while dead: the task had stopped, by more than ECS's lag, before the begin of the
 *       newest description of it that the process had an answer to; or no task of the service was
 *       ever at the address, or the process never had it described and it is dead.
 *   <li>Removed while serving: ECS wanted the task running when the write was sent. Where the
 *       address was handed on within the service, its heir counts once an answer has told the
 *       process of it, and a second after it came in any case.
 * </ul>
 */
final class ChurnSafety {
  /** An answer as new as that may not have been read when the write was sent. */
  private static final Duration UNREAD = Duration.ofMillis(5);

  /** So long after it came, an heir is to be known: by its event, or at the latest by the next. */
  private static final Duration TO_BE_KNOWN = Duration.ofSeconds(1);

  /** One task's time at an address. */
  private record Life(String task, long from, long to) {}

  private final long lag;
  private final Map<String, List<Life>> lives = new HashMap<>();
  private final Map<String, List<Description>> descriptions = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private int addedDead;
  private int removedServing;

  private ChurnSafety(ChurnLog log, Duration lag) {
    this.lag = lag.toNanos();
    for (Turn turn : log.turns()) {
      List<Life> here =
          lives.computeIfAbsent(turn.service() + " " + turn.address(), key -> new ArrayList<>());
      if (turn.serves()) {
        here.add(new Life(turn.task(), turn.at(), Long.MAX_VALUE));
      } else {
        here.add(new Life(turn.task(), here.removeLast().from(), turn.at()));
      }
    }
    for (Description each : log.descriptions()) {
      for (String task : each.tasks()) {
        descriptions
            .computeIfAbsent(each.caller() + " " + task, key -> new ArrayList<>())
            .add(each);
      }
    }
  }

  /**
   * Judges every write of the log.
   *
   * @param lag how old ECS's answers may be
   */
  static ChurnSafety of(ChurnLog log, Duration lag) {
    ChurnSafety safety = new ChurnSafety(log, lag);
    for (Entry entry : log.entries()) {
      if (entry.present()) {
        safety.added(entry);
      } else {
        safety.removed(entry);
      }
    }
    return safety;
  }

  int addedDead() {
    return addedDead;
  }

  int removedServing() {
    return removedServing;
  }

  /** Each of them, for a person. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  private List<Life> before(Entry entry) {
    return lives.getOrDefault(entry.service() + " " + entry.address(), List.of()).stream()
        .filter(life -> life.from() <= entry.sent())
        .toList();
  }

  private void added(Entry entry) {
    List<Life> before = before(entry);
    if (before.isEmpty()) {
      addedDead++;
      faults.add("added, and no task was there: " + entry);
      return;
    }
    Life life = before.getLast();
    if (life.to() > entry.sent()) {
      return;
    }
    OptionalLong begun = begunOfNewest(entry, life.task(), UNREAD);
    if (begun.isEmpty()) {
      begun = begunOfNewest(entry, life.task(), Duration.ZERO);
    }
    if (begun.isEmpty() || begun.getAsLong() - life.to() > lag) {
      addedDead++;
      faults.add("added while dead: " + entry + ", " + life + ", described " + begun);
    }
  }

  /** When that call began of which the process had an answer so long before it wrote. */
  private OptionalLong begunOfNewest(Entry entry, String task, Duration before) {
    return descriptions.getOrDefault(entry.caller() + " " + task, List.of()).stream()
        .filter(each -> each.ended() <= entry.sent() - before.toNanos())
        .mapToLong(Description::begun)
        .max();
  }

  private void removed(Entry entry) {
    List<Life> before = before(entry);
    if (before.isEmpty() || before.getLast().to() <= entry.sent()) {
      return;
    }
    Life life = before.getLast();
    if (before.size() == 1 || known(entry, life)) {
      removedServing++;
      faults.add("removed while serving: " + entry + ", " + life);
    }
  }

  private boolean known(Entry entry, Life heir) {
    if (entry.sent() - heir.from() >= TO_BE_KNOWN.toNanos() + lag) {
      return true;
    }
    OptionalLong begun = begunOfNewest(entry, heir.task(), UNREAD);
    return begun.isPresent() && begun.getAsLong() - heir.from() > lag;
  }
}
