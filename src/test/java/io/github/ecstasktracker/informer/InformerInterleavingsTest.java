package io.github.ecstasktracker.informer;

import io.github.ecstasktracker.ecs.Description;
import io.github.ecstasktracker.model.Address;
import io.github.ecstasktracker.model.BackendKey;
import io.github.ecstasktracker.model.ObservedTask;
import io.github.ecstasktracker.model.TaskState;
import io.github.ecstasktracker.model.TaskState.Cause;
import io.github.ecstasktracker.plan.Claim;
import io.github.ecstasktracker.testing.Interleavings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads hear, describe and look at the cache, it is as if they had done it one after the
 * other: so no snapshot sees half of an answer, and a task that has stopped stays stopped.
 */
@Tag(Interleavings.TAG)
class InformerInterleavingsTest {
  @Test
  void twoThreads_linearizable() {
    Interleavings.linearizable(Cache.class, Cache.class, 2, 3, 40);
  }

  @Test
  void threeThreads_linearizable() {
    Interleavings.linearizable(Cache.class, Cache.class, 3, 2, 40);
  }

  /**
   * The first has stopped and the second has its address, or neither: no snapshot sees one of it.
   */
  @Test
  void oneAnswer_isOneStep() {
    Interleavings.of(
        60,
        () -> {
          Cache cache = new Cache();
          cache.describeFirst(1);
          String before = cache.snapshot();
          String[] seen = new String[1];
          Interleavings.together(
              cache, () -> cache.describeSecond(2), () -> seen[0] = cache.snapshot());
          if (!seen[0].equals(before) && !seen[0].equals(cache.snapshot())) {
            throw new AssertionError(seen[0]);
          }
        });
  }

  /** Two tasks of one backend at one address, of which each answer tells both. */
  @Param(name = "version", gen = IntGen.class, conf = "1:4")
  public static class Cache {
    private static final Address AT = Tasks.at(7);
    private static final Set<Address> HELD = Set.of(AT);
    private static final BackendKey KEY = Tasks.backend(Tasks.WEB);
    private static final List<String> CLUSTERS = List.of(Tasks.CLUSTER);
    private static final String FIRST = Tasks.arn(1);

    // Made beforehand, so that no threads are switched in there.
    private static final List<Description.Answered> BEFORE =
        answers(
            version -> Tasks.task(1, Tasks.WEB, version, Tasks.serving(7)),
            version -> Tasks.task(2, Tasks.WEB, version, Tasks.excluded(Cause.STARTING)));
    private static final List<Description.Answered> AFTER =
        answers(
            version -> Tasks.stopped(1, Tasks.WEB, version),
            version -> Tasks.task(2, Tasks.WEB, version, Tasks.serving(7)));

    private final TaskCache cache = new TaskCache(() -> 0, Duration.ofMinutes(1), () -> {});
    private final Snapshots snapshots = new Snapshots(cache, () -> 0);

    @Operation
    public String hear(@Param(name = "version") int version) {
      return cache.hear(Tasks.WEB, FIRST, version, true).name();
    }

    /** The first task serves still, the second does not. */
    @Operation
    public String describeFirst(@Param(name = "version") int version) {
      return apply(BEFORE.get(version - 1));
    }

    /** The first has stopped, and the second has its address. */
    @Operation
    public String describeSecond(@Param(name = "version") int version) {
      return apply(AFTER.get(version - 1));
    }

    /** All that a plan rests on. */
    @Operation
    public String snapshot() {
      Snapshot snapshot = snapshots.of(KEY, CLUSTERS, HELD, 0, null);
      StringBuilder told = new StringBuilder();
      for (ObservedTask task : snapshot.tasks()) {
        told.append(task.task().arn().equals(FIRST) ? "first v" : "second v")
            .append(task.task().version())
            .append(told(task.state()))
            .append(snapshot.lastAddresses().containsKey(task.task().arn()) ? " there, " : ", ");
      }
      Claim occupant = snapshot.occupants().get(AT);
      return told.append(occupant == null ? "nobody" : occupant.arn()).toString();
    }

    private static List<Description.Answered> answers(
        IntFunction<ObservedTask> first, IntFunction<ObservedTask> second) {
      return IntStream.rangeClosed(1, 4)
          .mapToObj(version -> Tasks.answer(version, first.apply(version), second.apply(version)))
          .toList();
    }

    private String apply(Description.Answered answer) {
      return told(cache.apply(answer, _ -> false, null));
    }

    private static String told(Changes changes) {
      return changes.backends().size() + " and " + changes.taken().size();
    }

    private static String told(TaskState state) {
      return switch (state) {
        case TaskState.Resolved _ -> " serves";
        case TaskState.Excluded excluded -> excluded.cause() == Cause.STOPPED ? " dead" : " starts";
        case TaskState.Unknown _ -> " unknown";
      };
    }
  }
}
