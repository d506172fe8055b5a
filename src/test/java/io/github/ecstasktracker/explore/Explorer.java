package io.github.ecstasktracker.explore;

import io.github.ecstasktracker.explore.Execution.Mishap;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Runs every sequence of choices up to a depth, depth first, each from the beginning, as CHESS does
 * (Musuvathi et al., Finding and Reproducing Heisenbugs in Concurrent Programs, OSDI 2008): threads
 * cannot be copied, but runs can be repeated.
 *
 * <ul>
 *   <li>Nothing is sampled. From each state within the depth every choice is taken.
 *   <li>At the depth's end, and where nothing can be chosen any more, the fair schedule goes on to
 *       the end, and the end is judged.
 *   <li>A state that was met before is not gone on from: equal states have equal futures, and all of
 *       its were or will be run from where it was met first. No future is cut short by that where a
 *       state is met at one depth only, which holds where it contains the histories of all who take
 *       steps; a state met again at a smaller depth is gone on from anew all the same.
 *   <li>Each mishap at each new point has a run of its own, which the fair schedule ends.
 * </ul>
 */
final class Explorer {
  private static final int FAIR_STEPS_MAX = 20_000;

  private final String scene;
  private final Supplier<? extends Execution> beginning;
  private final int depth;
  private final Map<Long, Integer> seen = new HashMap<>();
  private final Set<Long> points = new HashSet<>();
  private final Map<Mishap.Kind, Long> mishaps = new EnumMap<>(Mishap.Kind.class);
  private final Deque<Frame> frames = new ArrayDeque<>();
  private long runs;
  private long schedules;
  private long pruned;
  private long steps;
  private int deepest;

  /** A state on the way to here, and which of its choices leads here. */
  private static final class Frame {
    private final List<String> choices;
    private int taken;

    Frame(List<Step> choices) {
      this.choices = choices.stream().map(Step::name).toList();
    }

    String name() {
      return choices.get(taken);
    }
  }

  Explorer(String scene, Supplier<? extends Execution> beginning, int depth) {
    this.scene = scene;
    this.beginning = beginning;
    this.depth = depth;
  }

  /**
   * Everything, to the depth.
   *
   * @throws Violation at the first run that goes wrong
   */
  Explored explore() {
    long began = cpuNanos();
    do {
      runOne();
    } while (turnToNextChoice());
    alongFairSchedule();
    return new Explored(
        scene,
        depth,
        deepest,
        schedules,
        seen.size(),
        pruned,
        steps,
        mishaps,
        runs,
        cpuNanos() - began);
  }

  /** To where the frames lead, and on along first choices to an end. */
  private void runOne() {
    Execution execution = begin();
    List<String> chosen = new ArrayList<>();
    try {
      for (Frame frame : (Iterable<Frame>) frames::descendingIterator) {
        take(execution, frame, chosen);
      }
      while (fresh(execution)) {
        tryMishaps(execution, chosen);
        List<Step> choices = frames.size() < depth ? execution.choices() : List.of();
        if (choices.isEmpty()) {
          schedules++;
          finish(execution);
          return;
        }
        frames.push(new Frame(choices));
        take(execution, frames.element(), chosen);
        deepest = Math.max(deepest, frames.size());
      }
      pruned++;
    } catch (Violation violation) {
      throw violation;
    } catch (RuntimeException | AssertionError e) {
      throw new Violation(scene, new Schedule(chosen), execution.story(), e);
    }
  }

  private void take(Execution execution, Frame frame, List<String> chosen) {
    List<Step> choices = execution.choices();
    if (!choices.stream().map(Step::name).toList().equals(frame.choices)) {
      throw new IllegalStateException(
          "not deterministic: %s, and before %s"
              .formatted(choices.stream().map(Step::name).toList(), frame.choices));
    }
    chosen.add(frame.name());
    choices.get(frame.taken).happens().run();
    steps++;
  }

  private boolean fresh(Execution execution) {
    int left = depth - frames.size();
    Integer before = seen.get(execution.state());
    if (before != null && before >= left) {
      return false;
    }
    seen.put(execution.state(), left);
    return true;
  }

  /** False where every choice of every state has been taken. */
  private boolean turnToNextChoice() {
    while (!frames.isEmpty()) {
      Frame last = frames.element();
      if (last.taken + 1 < last.choices.size()) {
        last.taken++;
        return true;
      }
      frames.pop();
    }
    return false;
  }

  /** The fair schedule from the beginning is one more way on which each write may go wrong. */
  private void alongFairSchedule() {
    Execution execution = begin();
    List<String> chosen = new ArrayList<>();
    Optional<Step> next = execution.fair();
    while (next.isPresent()) {
      tryMishaps(execution, chosen);
      chosen.add(next.get().name());
      next.get().happens().run();
      next = execution.fair();
    }
  }

  private void tryMishaps(Execution execution, List<String> chosen) {
    for (Mishap mishap : execution.mishaps()) {
      if (points.add(new Fingerprint().add(mishap.point()).add(mishap.kind().name()).value())) {
        mishaps.merge(mishap.kind(), 1L, Long::sum);
        List<String> path = new ArrayList<>(chosen);
        path.add(mishap.step().name());
        replay(new Schedule(path));
      }
    }
  }

  /** One run: those steps, mishaps among them, and then the fair schedule. */
  Execution replay(Schedule schedule) {
    Execution execution = begin();
    try {
      schedule.play(execution);
      finish(execution);
      return execution;
    } catch (RuntimeException | AssertionError e) {
      throw new Violation(scene, schedule, execution.story(), e);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private Execution begin() {
    runs++;
    return beginning.get();
  }

  private static void finish(Execution execution) {
    Optional<Step> next = execution.fair();
    for (int i = 0; next.isPresent(); i++) {
      if (i == FAIR_STEPS_MAX) {
        throw new AssertionError("no end after " + i + " fair steps");
      }
      next.get().happens().run();
      next = execution.fair();
    }
    execution.judge();
  }
}
